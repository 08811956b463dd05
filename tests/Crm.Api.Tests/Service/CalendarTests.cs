using Xunit;

namespace Crm.Tests.Service;

/// <summary>Business calendars over HTTP.</summary>
public sealed class CalendarTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Calendars = "/api/v1/calendars";

    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_calendar_is_made_read_changed_and_archived()
    {
        var made = (await _api.Post(Calendars, new
        {
            name = Given.Unique("Berlin"),
            timeZone = "Europe/Berlin",
            hours = new[] { new { day = "friday", start = "13:00", end = "17:30" }, new { day = "monday", start = "22:00", end = "06:00" }, new { day = "friday", start = "09:00", end = "12:00" } },
            holidays = new[] { new { date = "2026-12-26", name = "Boxing Day", isYearly = true }, new { date = "2026-12-25", name = "Christmas Day", isYearly = true } },
        })).Created();
        Assert.Equal(["monday 22:00", "friday 09:00", "friday 13:00"], made["hours"]!.AsArray().Select(h => $"{h!["day"]} {h["start"]}"));
        Assert.Equal(["2026-12-25", "2026-12-26"], made["holidays"]!.AsArray().Select(h => (string)h!["date"]!));
        Assert.Equal(made.Text, (await _api.Get(made.Location!)).Ok().Text);

        var changed = (await _api.Patch(made.Location!, new { holidays = Array.Empty<object>(), timeZone = "Asia/Tokyo" })).Ok();
        Assert.Empty(changed["holidays"]!.AsArray());
        Assert.Equal(3, changed["hours"]!.AsArray().Count);
        Assert.Equal(changed.Text, (await _api.Patch(made.Location!, new { timeZone = "Asia/Tokyo" })).Ok().Text);   // nothing changed, so no version either

        (await _api.Delete(made.Location!)).NoContent();
        (await _api.Get(made.Location!)).NotFound();
        (await _api.Put($"{made.Location}/restoration")).NoContent();
        (await _api.Post(Calendars, new { name = ((string)made["name"]!).ToUpperInvariant(), timeZone = "UTC", hours = Week() })).Conflict("calendar.name_taken");
    }

    [Theory]
    [InlineData("/timeZone", "time_zone.unknown", "Mars/Olympus", "09:00", "17:00", "2026-12-25")]
    [InlineData("/timeZone", "time_zone.unknown", "CET", "09:00", "17:00", "2026-12-25")]
    [InlineData("/hours/0/start", "time_of_day.invalid", "UTC", "24:00", "17:00", "2026-12-25")]
    [InlineData("/hours/0/start", "time_of_day.invalid", "UTC", "9:00", "17:00", "2026-12-25")]
    [InlineData("/hours/0/end", "time_of_day.invalid", "UTC", "09:00", "24:01", "2026-12-25")]
    [InlineData("/hours/0/end", "time_of_day.invalid", "UTC", "09:00", "17:60", "2026-12-25")]
    [InlineData("/holidays/0/date", "date.out_of_range", "UTC", "09:00", "17:00", "0001-01-01")]
    public async Task Wrong_input_is_refused_where_it_stands(string at, string code, string timeZone, string start, string end, string date) =>
        (await _api.Post(Calendars, new { name = Given.Unique("Wrong"), timeZone, hours = new[] { new { day = "monday", start, end } }, holidays = new[] { new { date, name = "Day" } } })).Invalid(at, code);

    [Fact]
    public async Task A_calendar_needs_hours() => (await _api.Post(Calendars, new { name = Given.Unique("None"), timeZone = "UTC", hours = Array.Empty<object>() })).Invalid("/hours", "list.empty");

    [Fact]
    public async Task Working_time_is_added_and_counted()
    {
        var calendar = await app.Given.Calendar("Europe/Berlin");
        var added = (await _api.Get($"{calendar.Location}/add?from=2026-11-20T15:30:00Z&minutes=60")).Ok();
        Assert.Equal("2026-11-23T08:30:00Z", (string)added["at"]!);   // Friday 16:30 to Monday 9:30, in winter time
        var between = (await _api.Get($"{calendar.Location}/between?from=2026-11-20T15:30:00Z&to=2026-11-23T08:30:00Z")).Ok();
        Assert.Equal((60, 3600), ((int)between["minutes"]!, (int)between["seconds"]!));

        (await _api.Get($"{calendar.Location}/add?minutes=60")).Invalid("from", "required");
        (await _api.Get($"{calendar.Location}/add?from=2026-11-20T15:30:00Z&minutes=-1")).Invalid("minutes", "parameter.invalid");
        (await _api.Get($"{calendar.Location}/add?from=2026-11-20T15:30:00Z&minutes=99999999999")).Invalid("minutes", "parameter.invalid");
        (await _api.Get($"{calendar.Location}/add?from=0001-01-01T00:00:00Z&minutes=1")).Invalid("from", "date.out_of_range");
        (await _api.Get($"{calendar.Location}/add?from=yesterday&minutes=1")).Invalid("from", "parameter.invalid");
        (await _api.Get($"{calendar.Location}/add?from=2026-11-20T15:30:00Z&minutes=1&hours=1")).Invalid("hours", "parameter.unknown");
        (await _api.Get($"{calendar.Location}/add?from=2026-11-20T15:30:00Z&minutes=5000000")).Conflict("calendar.never_passes");
        (await _api.Get($"{calendar.Location}/between?from=2026-11-20T15:30:00Z&to=2026-11-20T15:29:00Z")).Invalid("to", "working_time.backwards");
        (await _api.Get($"{Calendars}/{Guid.NewGuid()}/add?from=2026-11-20T15:30:00Z&minutes=1")).NotFound();
    }

    [Fact]
    public async Task Holidays_come_from_an_iCalendar_file()
    {
        var calendar = await app.Given.Calendar("Europe/Berlin");
        const string file = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//Example//Holidays//EN
            BEGIN:VEVENT
            UID:1@example.com
            DTSTAMP:20260101T000000Z
            DTSTART;VALUE=DATE:20201225
            DTEND;VALUE=DATE:20201227
            SUMMARY:Christmas
            RRULE:FREQ=YEARLY
            END:VEVENT
            BEGIN:VEVENT
            UID:2@example.com
            DTSTAMP:20260101T000000Z
            DTSTART;VALUE=DATE:20260403
            SUMMARY:Good Friday\, the day before Easter
            END:VEVENT
            BEGIN:VEVENT
            UID:3@example.com
            DTSTAMP:20260101T000000Z
            DTSTART;VALUE=DATE:20241128
            SUMMARY:Thanksgiving
            RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
            END:VEVENT
            BEGIN:VEVENT
            UID:4@example.com
            DTSTAMP:20260101T000000Z
            DTSTART:20260504T080000Z
            DTEND:20260504T100000Z
            SUMMARY:A meeting
            END:VEVENT
            END:VCALENDAR
            """;
        var import = new { content = file, fromYear = 2026, toYear = 2027 };
        var taken = (await _api.Post($"{calendar.Location}/holiday-imports", import)).Ok();
        Assert.Equal(
            ["2020-12-25 True Christmas", "2020-12-26 True Christmas", "2026-04-03 False Good Friday, the day before Easter", "2026-11-26 False Thanksgiving", "2027-11-25 False Thanksgiving"],
            taken["calendar", "holidays"]!.AsArray().Select(h => $"{h!["date"]} {(bool)h["isYearly"]!} {h["name"]}"));
        Assert.Equal((5, 0, 1), ((int)taken["added"]!, (int)taken["known"]!, (int)taken["ignored"]!));
        var again = (await _api.Post($"{calendar.Location}/holiday-imports", import)).Ok();
        Assert.Equal((0, 5), ((int)again["added"]!, (int)again["known"]!));
        Assert.Equal("2026-12-28T08:30:00Z", (string)(await _api.Get($"{calendar.Location}/add?from=2026-12-24T15:30:00Z&minutes=60")).Ok()["at"]!);
    }

    [Theory]
    [InlineData("holidays, please")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:nonsense\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR")]
    public async Task What_is_no_calendar_file_is_refused(string content)
    {
        var calendar = await app.Given.Calendar("Europe/Berlin");
        (await _api.Post($"{calendar.Location}/holiday-imports", new { content })).Invalid("/content", "calendar_file.invalid");
    }

    [Fact]
    public async Task A_rule_without_end_names_no_more_days_than_were_asked_for()
    {
        var calendar = await app.Given.Calendar("Europe/Berlin");
        const string file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:19700101\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        (await _api.Post($"{calendar.Location}/holiday-imports", new { content = file, fromYear = 2026, toYear = 2030 })).Conflict("calendar.too_many_holidays");
        Assert.Equal(365, (int)(await _api.Post($"{calendar.Location}/holiday-imports", new { content = file, fromYear = 2026, toYear = 2026 })).Ok()["added"]!);
    }

    [Fact]
    public async Task A_calendar_that_a_policy_counts_in_stays()
    {
        var calendar = await app.Given.Calendar("Europe/Berlin");
        var policy = await app.Given.SlaPolicy(new { name = Given.Unique("Desk"), position = 1_000_000, conditions = new { tags = new[] { "never" } }, resolutionMinutes = 60, calendarId = calendar.Id });
        (await _api.Delete(calendar.Location!)).Conflict("calendar.is_used");
        (await _api.Delete(policy.Location!)).NoContent();
        (await _api.Delete(calendar.Location!)).NoContent();
        (await _api.Put($"{policy.Location}/restoration")).Conflict("sla_policy.calendar_archived");
        (await _api.Post("/api/v1/sla-policies", new { name = Given.Unique("Desk"), position = 1, resolutionMinutes = 60, calendarId = calendar.Id })).Invalid("/calendarId", "reference.unknown");
    }

    private static object[] Week() => [new { day = "monday", start = "09:00", end = "17:00" }];
}
