using Xunit;

namespace Crm.Tests.Service;

/// <summary>What iCalendar files say, over HTTP. A row is a file: properties parted by a space, events by a bar.</summary>
public sealed class HolidayImportTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20261224 DURATION:P2D", "2026-12-24 2026-12-25")]
    [InlineData("DTSTART;VALUE=DATE:20261224 DURATION:P1W", "2026-12-24 2026-12-25 2026-12-26 2026-12-27 2026-12-28 2026-12-29 2026-12-30")]
    [InlineData("DTSTART;VALUE=DATE:20261224 DURATION:-P2D", "2026-12-24")]
    [InlineData("DTSTART;VALUE=DATE:20261230 DTEND;VALUE=DATE:20270102 RRULE:FREQ=YEARLY;COUNT=2", "2026-12-30 2026-12-31 2027-01-01 2027-12-30 2027-12-31")]
    [InlineData("DTSTART;VALUE=DATE:20250501 RRULE:FREQ=YEARLY;COUNT=3|DTSTART;VALUE=DATE:20260504 RECURRENCE-ID;VALUE=DATE:20260501", "2026-05-04 2027-05-01")]
    [InlineData("DTSTART;VALUE=DATE:20250501 RRULE:FREQ=YEARLY|DTSTART;VALUE=DATE:20260504 RECURRENCE-ID;VALUE=DATE:20260501", "2026-05-04 2027-05-01")]
    [InlineData("DTSTART;VALUE=DATE:20250501 RRULE:FREQ=YEARLY|DTSTART;VALUE=DATE:20260501 STATUS:CANCELLED RECURRENCE-ID;VALUE=DATE:20260501", "2027-05-01")]
    [InlineData("DTSTART;VALUE=DATE:20200501 RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", "2020-05-01*")]
    [InlineData("DTSTART;VALUE=DATE:16040501 RRULE:FREQ=YEARLY", "1800-05-01*")]
    [InlineData("DTSTART;VALUE=DATE:20300501 RRULE:FREQ=YEARLY", "")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=50", "")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=DAILY;INTERVAL=2147483647", "2026-01-01")]
    [InlineData("DTSTART;VALUE=DATE:00010101 RRULE:FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1;BYDAY=FR", "2027-01-01")]
    [InlineData("DTSTART;VALUE=DATE:20000229 RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "")]
    public async Task Days_are_taken_as_the_standard_has_them(string events, string days)
    {
        var taken = (await Import(File(events))).Ok();
        Assert.Equal(days, string.Join(' ', taken["calendar", "holidays"]!.AsArray().Select(h => $"{h!["date"]}{((bool)h["isYearly"]! ? "*" : "")}")));
    }

    [Fact]
    public async Task An_event_of_many_days_is_taken_whole() => Assert.Equal(400, (int)(await Import(File("DTSTART;VALUE=DATE:20260101 DTEND;VALUE=DATE:20270205"))).Ok()["added"]!);

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=YEARLY;BYMONTH=13", "\"Day 1\" cannot be read because of its line RRULE:FREQ=YEARLY;BYMONTH=13")]
    [InlineData("DTSTART;VALUE=DATE:20260101|DTSTART;VALUE=DATE:20260101 RRULE:bad", "\"Day 2\" cannot be read because of its line RRULE:bad")]
    [InlineData("DTSTART;VALUE=DATE:20261301", "\"Day 1\" cannot be read because of its line DTSTART;VALUE=DATE:20261301")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=HOURLY", "\"Day 1\" comes back more often than once a day")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=YEARLY RRULE:FREQ=DAILY", "\"Day 1\" has more than one rule")]
    [InlineData("DTSTART;VALUE=DATE:20260101 RRULE:FREQ=YEARLY|DTSTART;VALUE=DATE:20270102 RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270101", "\"Day 2\" changes all later days")]
    public async Task What_is_wrong_is_said(string events, string message)
    {
        var refused = (await Import(File(events))).Invalid("/content", "calendar_file.invalid");
        Assert.Contains(message, (string)refused["errors", 0, "message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1;BYDAY=MO", "00010101")]
    [InlineData("FREQ=DAILY;COUNT=1000000", "18000101")]
    [InlineData("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "20200101")]
    public async Task Rules_that_take_too_much_work_are_refused(string rule, string start) =>
        (await Import(File(string.Join('|', Enumerable.Repeat($"DTSTART;VALUE=DATE:{start} RRULE:{rule}", 300))))).Invalid("/content", "calendar_file.too_much");

    [Theory]
    [InlineData("RDATE;VALUE=DATE:", "20260101,")]
    [InlineData("EXDATE;VALUE=DATE:", "20260101,")]
    [InlineData("RRULE:FREQ=YEARLY;BYDAY=", "MO,")]
    public async Task Lists_without_end_are_refused_before_they_are_read(string property, string item)
    {
        var refused = (await Import(File($"DTSTART;VALUE=DATE:20260101 {property}{string.Concat(Enumerable.Repeat(item, 50_000))}"))).Invalid("/content", "calendar_file.invalid");
        Assert.StartsWith("A line is too long", (string)refused["errors", 0, "message"]!, StringComparison.Ordinal);
    }

    private static string File(string events) =>
        $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{string.Concat(events.Split('|').Select((e, i) => $"BEGIN:VEVENT\r\nUID:same@example.com\r\nSUMMARY:Day {i + 1}\r\n{e.Replace(" ", "\r\n", StringComparison.Ordinal)}\r\nEND:VEVENT\r\n"))}END:VCALENDAR\r\n";

    private async Task<Answer> Import(string content)
    {
        var calendar = await app.Given.Calendar("Europe/Berlin");
        return await _api.Post($"{calendar.Location}/holiday-imports", new { content, fromYear = 2026, toYear = 2027 });
    }
}
