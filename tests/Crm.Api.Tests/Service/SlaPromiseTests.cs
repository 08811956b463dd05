using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Levels;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>What becomes of promises whose tickets change, over HTTP. The clock stands on a Monday at nine and moves where a test moves it; where no calendar is said, every minute counts.</summary>
public sealed class SlaPromiseTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;
    private readonly Api _api;
    private readonly DateTimeOffset _monday;

    public SlaPromiseTests(CrmApp app)
    {
        (_app, _api) = (app, app.Api());
        var from = TimeProvider.System.GetUtcNow().AddDays(2);
        _monday = new(from.AddDays(((int)DayOfWeek.Monday - (int)from.DayOfWeek + 7) % 7).Date.AddHours(9), TimeSpan.Zero);
        At(0);
    }

    [Fact]
    public async Task A_ticket_that_comes_back_to_a_promise_is_not_warned_again()
    {
        var ticket = await Ticket(await Policies(("normal", 480), ("low", 960)));
        At(390);
        await _app.Given.RingClocks();
        await Prioritize(ticket, "low");
        Assert.Equal("running", (string)(await Prioritize(ticket, "normal"))["sla", "resolution", "state"]!);
        Assert.Equal(["resolution warning"], await Events(ticket));

        // Nor when a pause has moved what is due.
        await Prioritize(ticket, "low");
        await Wait(ticket);
        At(400);
        (await _api.Delete($"{ticket.Location}/waiting")).Ok();
        await Prioritize(ticket, "normal");
        At(600);
        await _app.Given.RingClocks();
        Assert.Equal(["resolution breach", "resolution warning"], await Events(ticket));
    }

    [Fact]
    public async Task What_came_due_unnoticed_is_raised_by_whoever_changes_the_policy()
    {
        var ticket = await Ticket(await Policies(("normal", 60), ("low", 960)));
        At(120);
        Assert.Null((string?)(await Prioritize(ticket, "low"))["sla", "resolution", "breachedAt"]);
        Assert.Equal(["resolution breach", "resolution warning"], await Events(ticket));
    }

    [Fact]
    public async Task What_came_due_unnoticed_is_raised_when_the_ticket_is_merged_away()
    {
        var tag = await Policies(("normal", 60), ("low", 960));
        var customer = (await _app.Given.Customer()).Id;
        var (source, target) = (await Ticket(tag, customer: customer), await Ticket(tag, "low", customer));
        At(90);
        (await _api.Post($"{target.Location}/merges", new { sourceIds = new[] { source.Id } })).Ok();
        Assert.Equal(["resolution breach", "resolution warning"], await Events(source));
        Assert.Equal("breached", (string)(await Read(source))["sla", "resolution", "state"]!);
        Assert.Empty(await Events(target));
    }

    [Fact]
    public async Task A_ticket_that_cannot_be_rung_stops_none_but_itself()
    {
        var tag = await Policies(("normal", 60));
        var (bad, good) = (await Ticket(tag), await Ticket(tag));
        var history = "";
        await _app.Db(async db =>
        {
            history = await db.Database.SqlQuery<string>($"SELECT status_history::text AS \"Value\" FROM tickets WHERE id = {Guid.Parse(bad.Id)}").SingleAsync(TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlAsync($"UPDATE tickets SET status_history = '0' WHERE id = {Guid.Parse(bad.Id)}", TestContext.Current.CancellationToken);
        });
        At(120);
        Assert.Equal([new Id<Ticket>(Guid.Parse(bad.Id))], (await Ring()).Faults.Keys);
        Assert.Equal(["resolution breach", "resolution warning"], await Events(good));
        Assert.Empty(await Events(bad));
        Assert.Equal(0, (await Ring()).Tickets);   // it does not come first for ever

        await _app.Db(db => db.Database.ExecuteSqlAsync($"UPDATE tickets SET status_history = {history}::jsonb WHERE id = {Guid.Parse(bad.Id)}", TestContext.Current.CancellationToken));
        At(121);
        Assert.Empty((await Ring()).Faults);
        Assert.Equal(["resolution breach", "resolution warning"], await Events(bad));
    }

    [Fact]
    public async Task An_event_that_is_there_stops_neither_the_clocks_nor_a_reply()
    {
        var (rung, answered) = (await Ticket(await Policies(("normal", 60))), await Ticket(await Policies(("normal", 60))));
        await _app.Db(async db =>
        {
            foreach (var ticket in new[] { rung, answered })
            {
                var policy = new Id<SlaPolicy>(Guid.Parse((string)ticket["sla", "policyId"]!));
                db.SlaEvents.Add(new(new(new(Guid.Parse(ticket.Id)), policy, SlaClockKind.Resolution, SlaEventKind.Warning, 60, Time(60), Time(45)), Time(45)));
            }
            await db.SaveChangesAsync();
        });
        At(120);
        await _app.Given.Message(answered, "publicReply");
        Assert.Empty((await Ring()).Faults);
        Assert.Equal(["resolution breach", "resolution warning"], await Events(answered));
        Assert.Equal(["resolution breach", "resolution warning"], await Events(rung));
    }

    [Fact]
    public async Task Pauses_do_not_count_as_late()
    {
        var ticket = await Ticket(await Policies(("normal", 60)));
        At(120);
        Assert.Equal((-60, -60), (Remaining(await Read(ticket)), Remaining(await Wait(ticket))));
        At(240);
        Assert.Equal((-60, -60), (Remaining(await Read(ticket)), Remaining((await _api.Delete($"{ticket.Location}/waiting")).Ok())));
        At(300);
        Assert.Equal(-120, Remaining(await Read(ticket)));
        (await _api.Put($"{ticket.Location}/resolution", Given.Solved)).Ok();
        At(900);
        Assert.Equal(-120, Remaining((await _api.Delete($"{ticket.Location}/resolution")).Ok()));
        _app.Clock.StopAt(Time(900).AddSeconds(1));
        Assert.Equal(-121, Remaining(await Read(ticket)));   // minutes begun
    }

    [Fact]
    public async Task A_calendar_that_is_put_right_reaches_tickets_for_which_no_time_came_and_those_that_wait()
    {
        var all = Enumerable.Range(0, 366).Select(d => (object)new { date = new DateOnly(2000, 1, 1).AddDays(d).ToString("yyyy-MM-dd", null), name = "Closed", isYearly = true }).ToArray();
        var calendar = await _app.Given.Calendar("UTC", all);
        var (ticket, waiting) = (await Ticket(await Policies(calendar.Id, ("normal", 60))), await Ticket(await Policies(calendar.Id, ("normal", 60))));
        Assert.Null((string?)ticket["sla", "resolution", "dueAt"]);
        At(30);
        Assert.Equal(60, Remaining(await Wait(waiting)));
        At(180);
        (await _api.Patch(calendar.Location!, new { holidays = Array.Empty<object>() })).Ok();
        await _app.Given.RingClocks();
        Assert.Equal(["resolution breach", "resolution warning"], await Events(ticket));
        Assert.Equal((-120, 30), (Remaining(await Read(ticket)), Remaining(await Read(waiting))));
    }

    [Fact]
    public async Task A_dry_run_shows_the_clocks_as_they_would_be()
    {
        var ticket = await Ticket(await Policies(("normal", 480), ("urgent", 240)));
        var macro = (await _api.Post("/api/v1/macros", new { name = Given.Unique("Solve"), priority = "urgent", act = "resolve", resolutionCode = "solved", resolutionText = "Done." })).Created();
        At(60);
        var shown = (await _api.Post($"{ticket.Location}/macro-runs", new { macroId = macro.Id, dryRun = true })).Ok();
        Assert.Equal(("met", 240), ((string)shown["ticket", "sla", "resolution", "state"]!, (int)shown["ticket", "sla", "resolution", "targetMinutes"]!));
        var now = await Read(ticket);
        Assert.Equal(("running", 480, 420, ticket.ETag), ((string)now["sla", "resolution", "state"]!, (int)now["sla", "resolution", "targetMinutes"]!, Remaining(now), now.ETag));
        var run = (await _api.Post($"{ticket.Location}/macro-runs", new { macroId = macro.Id })).Ok();
        Assert.Equal(shown["ticket", "sla"]!.ToJsonString(), run["ticket", "sla"]!.ToJsonString());
    }

    private Task<string> Policies(params (string Priority, int Minutes)[] policies) => Policies(null, policies);

    private async Task<string> Policies(string? calendar, params (string Priority, int Minutes)[] policies)
    {
        var tag = Given.Unique("promise").ToLowerInvariant();
        foreach (var (priority, minutes) in policies)
            await _app.Given.SlaPolicy(new { name = Given.Unique("Policy"), position = 100, conditions = new { tags = new[] { tag }, priorities = new[] { priority } }, resolutionMinutes = minutes, calendarId = calendar });
        return tag;
    }

    private async Task<Answer> Ticket(string tag, string priority = "normal", string? customer = null) =>
        (await _api.Post("/api/v1/tickets", new { customerId = customer ?? (await _app.Given.Customer()).Id, subject = Given.Unique("It does not work"), channel = "email", priority, tags = new[] { tag } })).Created();

    private async Task<Answer> Prioritize(Answer ticket, string priority) => (await _api.Patch(ticket.Location!, new { priority })).Ok();

    private async Task<Answer> Wait(Answer ticket)
    {
        (await _api.Put($"{ticket.Location}/acceptance")).Ok();
        return (await _api.Put($"{ticket.Location}/waiting", new Dictionary<string, string> { ["for"] = "customer" })).Ok();
    }

    private async Task<Answer> Read(Answer ticket) => (await _api.Get(ticket.Location!)).Ok();

    private static int Remaining(Answer ticket) => (int)ticket["sla", "resolution", "remainingMinutes"]!;

    private async Task<List<string>> Events(Answer ticket) =>
        [.. (await _api.Get($"/api/v1/sla-events?ticketId={ticket.Id}")).Ok()["data"]!.AsArray().Select(e => $"{e!["clock"]} {e["kind"]}").Order(StringComparer.Ordinal)];

    private async Task<ClocksRung> Ring()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RingClocks(), TestContext.Current.CancellationToken);
    }

    private DateTimeOffset Time(int minutes) => _monday.AddMinutes(minutes);

    private void At(int minutes) => _app.Clock.StopAt(Time(minutes));
}
