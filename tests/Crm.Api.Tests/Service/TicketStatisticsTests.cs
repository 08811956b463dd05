using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Observability;
using Npgsql;
using Xunit;

namespace Crm.Tests.Service;

public sealed class TicketStatisticsTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;
    private readonly Api _api;
    private readonly DateTimeOffset _start;

    public TicketStatisticsTests(CrmApp app)
    {
        (_app, _api) = (app, app.Api());
        app.Clock.Stop();
        app.Clock.Advance(TimeSpan.FromDays(100));   // away from what other tests have left
        _start = app.Clock.GetUtcNow();
    }

    [Fact]
    public async Task Tickets_are_counted_and_timed_each_figure_at_its_own_time()
    {
        var tickets = new List<Answer>();
        for (var i = 0; i < 5; i++) tickets.Add(await _app.Given.OpenTicket());
        foreach (var (ticket, minutes) in tickets.Zip([10, 10, 10, 70]))   // after 10, 20, 30 and 100 minutes
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await _app.Given.Message(ticket, "publicReply");
            (await _api.Put($"/api/v1/tickets/{ticket.Id}/resolution", Given.Solved)).Ok();
        }
        (await _api.Delete($"/api/v1/tickets/{tickets[3].Id}/resolution")).Ok();
        (await _api.Put($"/api/v1/tickets/{tickets[3].Id}/resolution", Given.Solved)).Ok();
        (await _api.Delete($"/api/v1/tickets/{tickets[2].Id}/resolution")).Ok();
        (await _api.Put($"/api/v1/tickets/{tickets[0].Id}/closure")).Ok();
        foreach (var (ticket, score) in tickets.Take(2).Zip([5, 2])) (await _app.Given.AnswerTo(await _app.Given.Survey(ticket), score)).Created();

        var row = (await Figures("")).Single();

        Assert.Equal((5, 3, 1, 0.3333m, 1), ((int)row["opened"]!, (int)row["resolved"]!, (int)row["reopened"]!, (decimal)row["reopenRate"]!, (int)row["closed"]!));
        Assert.Equal((4, 40m, 25m, 79m), Durations(row["firstResponse"]!));
        Assert.Equal((3, 43.3m, 20m, 84m), Durations(row["resolution"]!));
        Assert.Equal((2, 3.5m, 0.5m), ((int)row["satisfaction"]!["answers"]!, (decimal)row["satisfaction"]!["averageScore"]!, (decimal)row["satisfaction"]!["csat"]!));
        Assert.Equal([0, 1, 0, 0, 1], row["satisfaction"]!["scores"]!.AsArray().Select(s => (int)s!["count"]!));

        var early = (await Figures("", _start, _start.AddMinutes(20))).Single();   // the end is not in it
        Assert.Equal((5, 1, 1, 0), ((int)early["opened"]!, (int)early["resolved"]!, (int)early["firstResponse"]!["count"]!, (int)early["satisfaction"]!["answers"]!));
        var nothing = (await Figures("", _start.AddMinutes(-2), _start.AddMinutes(-1))).Single();
        Assert.Equal((0, null, null, null), ((int)nothing["opened"]!, (decimal?)nothing["reopenRate"], (decimal?)nothing["resolution"]!["medianMinutes"], (decimal?)nothing["satisfaction"]!["csat"]));
    }

    [Fact]
    public async Task They_are_grouped_by_what_a_ticket_is_and_by_who_has_it()
    {
        var queue = await _app.Given.Queue();
        var (one, two) = (await _app.Given.Complaint(), await _app.Given.Ticket(priority: "urgent"));
        (await _api.Patch($"/api/v1/tickets/{one.Id}", new { queueId = queue.Id })).Ok();
        (await _api.Put($"/api/v1/tickets/{two.Id}/assignee", new { userId = _app.Member(Duty.Agent).Id.Value })).Ok();
        (await _api.Put($"/api/v1/tickets/{one.Id}/resolution", Given.Explained())).Ok();
        (await _app.Given.AnswerTo(await _app.Given.Survey(one), 4)).Created();

        Assert.Equal([("question", 1), ("complaint", 1)], (await Figures("&by=type")).Select(r => ((string?)r["type"], (int)r["opened"]!)).OrderByDescending(r => r.Item1));
        Assert.Equal(["normal", "urgent"], (await Figures("&by=priority")).Select(r => (string?)r["priority"]));
        Assert.Equal(["email", "phone"], (await Figures("&by=channel")).Select(r => (string?)r["channel"]));
        var queues = await Figures("&by=queue");
        Assert.Equal([(queue.Id, 1, 1), (null, 0, 0)], queues.Select(r => ((string?)r["queueId"], (int)r["resolved"]!, (int)r["satisfaction"]!["answers"]!)));
        Assert.Equal([_app.Member(Duty.Agent).Id.ToString(), null], (await Figures("&by=assignee")).Select(r => (string?)r["assigneeId"]));
        var both = await Figures("&by=queue,month");
        Assert.Equal(2, both.Count);
        Assert.All(both, r => Assert.Equal($"{_start:yyyy-MM}-01", (string?)r["startsOn"]));
        Assert.All(both, r => Assert.Null(r["type"]));
    }

    [Fact]
    public async Task Days_weeks_and_months_begin_in_the_time_zone_that_is_asked_for()
    {
        var june = new DateTimeOffset(_start.Year + 1, 6, 30, 22, 30, 0, TimeSpan.Zero);   // in Berlin it is July
        _app.Clock.Advance(june - _start);
        await _app.Given.Ticket();

        async Task<string?> StartsOn(string by, string? zone = null) => (string?)(await Figures($"&by={by}{(zone is null ? "" : $"&timeZone={zone}")}", june)).Single()["startsOn"];
        Assert.Equal((Day(6, 30), Day(7, 1)), (await StartsOn("day"), await StartsOn("day", "Europe/Berlin")));
        Assert.Equal((Day(6, 1), Day(7, 1), Day(6, 1)), (await StartsOn("month", "UTC"), await StartsOn("month", "Europe/Berlin"), await StartsOn("month", "America/New_York")));
        var week = DateOnly.Parse((await StartsOn("week", "Asia/Shanghai"))!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DayOfWeek.Monday, week.DayOfWeek);
        Assert.InRange(week, DateOnly.FromDateTime(june.Date).AddDays(-6), DateOnly.FromDateTime(june.Date).AddDays(1));

        string Day(int month, int day) => $"{june.Year}-{month:00}-{day:00}";
    }

    [Fact]
    public async Task Who_sees_only_own_tickets_gets_only_own_figures()
    {
        var (me, they) = await _app.Given.SomebodyWho(new { tickets = new { read = "own" } });
        var customer = (await _app.Given.CustomerOf(me)).Id;
        (await _app.Given.AnswerTo(await _app.Given.Survey(await _app.Given.ResolvedTicket(customer)), 5)).Created();
        for (var i = 0; i < 3; i++) (await _app.Given.AnswerTo(await _app.Given.Survey(await _app.Given.ResolvedTicket()), 1)).Created();

        Assert.Equal((4, 4, 4), Counts((await Figures("")).Single()));
        Assert.Equal((1, 1, 1), Counts((await Figures("", by: they)).Single()));
        Assert.Equal((1, 1, 1), Counts((await Figures("&by=type,day", by: they)).Single()));
        Assert.Equal((0, 0, 0), Counts((await Figures("", by: (await _app.Given.SomebodyWho(new { tickets = new { read = "own" } })).Api)).Single()));
        var (_, nobody) = await _app.Given.SomebodyWho(new { customers = new { read = "all" } });
        (await nobody.Get(Address(""))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        var (_, blind) = await _app.Given.SomebodyWho(new { tickets = new { read = "all" } }, new { resource = "ticket", field = "satisfaction", access = "hidden" });
        Assert.Null((await Figures("", by: blind)).Single()["satisfaction"]);
        var key = (await _api.Post("/api/v1/api-keys", new { name = "Reports", userId = _app.Member(Duty.Manager).Id.Value, scopes = new[] { "tickets:read" }, customerIds = new[] { customer } })).Created();
        Assert.Equal((1, 1, 1), Counts((await Figures("", by: _app.Keyed((string)key["secret"]!))).Single()));

        static (int, int, int) Counts(JsonNode row) => ((int)row["opened"]!, (int)row["resolved"]!, (int)row["satisfaction"]!["answers"]!);
    }

    [Fact]
    public async Task Archived_tickets_count_and_merged_ones_where_they_went()
    {
        var customer = (await _app.Given.Customer()).Id;
        var (kept, gone, archived) = (await _app.Given.OpenTicket(customer), await _app.Given.OpenTicket(customer), await _app.Given.ClosedTicket(customer));
        (await _api.Post($"/api/v1/tickets/{kept.Id}/merges", new { sourceIds = new[] { gone.Id } })).Ok();
        (await _api.Delete($"/api/v1/tickets/{archived.Id}")).NoContent();

        var row = (await Figures("")).Single();
        Assert.Equal((2, 1, 1), ((int)row["opened"]!, (int)row["resolved"]!, (int)row["closed"]!));
    }

    [Fact]
    public async Task It_is_one_statement_in_one_round_trip()
    {
        await _app.Given.ResolvedTicket();
        using var trips = new RoundTrips(_app.Database);
        var sent = await trips.During(() => Figures("&by=assignee,week"));

        Assert.Contains("percentile_cont", Assert.Single(sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rows_than_are_answered_are_refused()
    {
        var ticket = await _app.Given.Ticket();
        await using (var source = NpgsqlDataSource.Create(_app.AsOwner))
        {
            await using var copies = source.CreateCommand(
                """
                INSERT INTO tickets SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', 'X-' || i, 'opened_at', t.opened_at + i / 3 * interval '1 day', 'channel', (ARRAY['phone', 'email', 'web'])[i % 3 + 1]))).*
                FROM tickets t, generate_series(3, 5003) i WHERE t.id = @id
                """);
            copies.Parameters.Add(new("id", Guid.Parse(ticket.Id)));
            await copies.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var end = _start.AddYears(5);

        (await _api.Get(Address("&by=day,channel", _start.AddDays(1), end))).Invalid("by", "statistics.too_many_rows");
        Assert.Equal(4998, (await Figures("&by=day,channel", _start.AddDays(2), end)).Count);
        Assert.InRange((await Figures("&by=month", _start, end)).Count, 55, 57);
        _app.Clock.Advance(TimeSpan.FromDays(2000));   // away from these
    }

    [Theory]
    [InlineData("by=colour", "by", "parameter.invalid")]
    [InlineData("by=", "by", "parameter.invalid")]
    [InlineData("by=0", "by", "parameter.invalid")]
    [InlineData("by=type,type", "by", "list.repeats")]
    [InlineData("by=type,queue,day", "by", "statistics.dimensions")]
    [InlineData("by=day,month", "by", "statistics.dimensions")]
    [InlineData("timeZone=Mars/Olympus", "timeZone", "time_zone.unknown")]
    [InlineData("timeZone=CET-1CEST", "timeZone", "time_zone.unknown")]
    [InlineData("timeZone=../../etc/passwd", "timeZone", "time_zone.unknown")]
    [InlineData("timeZone=", "timeZone", "time_zone.unknown")]
    [InlineData("timeZone=UTC' OR '1'='1", "timeZone", "time_zone.unknown")]
    [InlineData("groupBy=type", "groupBy", "parameter.unknown")]
    public async Task A_question_that_makes_no_sense_is_refused(string query, string parameter, string code) => (await _api.Get(Address("&" + query))).Invalid(parameter, code);

    [Theory]
    [InlineData("from=2026-01-01T00:00:00Z", "to", "required")]
    [InlineData("from=2026-01-01T00:00:00&to=2026-02-01T00:00:00Z", "from", "parameter.invalid")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to", "period.reversed")]
    [InlineData("from=2020-01-01T00:00:00Z&to=2025-01-01T00:00:01Z", "to", "period.too_long")]
    [InlineData("from=9999-01-01T00:00:00Z&to=9999-02-01T00:00:00Z", "from", "date.out_of_range")]
    public async Task A_period_that_makes_no_sense_is_refused(string query, string parameter, string code) => (await _api.Get($"/api/v1/ticket-statistics?{query}")).Invalid(parameter, code);

    private string Address(string more, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        $"/api/v1/ticket-statistics?from={from ?? _start:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}&to={to ?? _app.Clock.GetUtcNow().AddSeconds(1):yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}{more}";

    private async Task<List<JsonNode>> Figures(string more, DateTimeOffset? from = null, DateTimeOffset? to = null, Api? by = null) =>
        [.. (await (by ?? _api).Get(Address(more, from, to))).Ok()["data"]!.AsArray().Select(r => r!)];

    private static (int, decimal, decimal, decimal) Durations(JsonNode d) => ((int)d["count"]!, (decimal)d["averageMinutes"]!, (decimal)d["medianMinutes"]!, (decimal)d["p90Minutes"]!);
}
