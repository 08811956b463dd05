using Crm.Application.Service.Levels;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>What policies promise about tickets, over HTTP. The clock stands on a Friday, 16:30 in Berlin, and moves where a test moves it.</summary>
public sealed class SlaTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;
    private readonly Api _api;
    private readonly DateTime _friday;   // 16:30 in Berlin

    public SlaTests(CrmApp app)
    {
        (_app, _api) = (app, app.Api());
        var from = TimeProvider.System.GetUtcNow().AddDays(2);
        _friday = from.AddDays(((int)DayOfWeek.Friday - (int)from.DayOfWeek + 7) % 7).Date.AddHours(16.5);
        app.Clock.StopAt(InBerlin(_friday));
    }

    [Fact]
    public async Task A_ticket_shows_its_policy_the_reason_and_both_clocks()
    {
        var (tag, policy) = await Policy(firstResponse: 60, resolution: 480);
        var ticket = await Ticket(tag, "urgent");
        Assert.Equal((policy.Id, $"tag {tag}", (string)policy["name"]!), ((string)ticket["sla", "policyId"]!, (string)ticket["sla", "reason"]!, (string)ticket["sla", "policyName"]!));
        Clock(ticket, "firstResponse", "running", Working(60), 60);
        Clock(ticket, "resolution", "running", Working(480), 480);
        Assert.Equal(ticket.Text, (await Read(ticket)).Text);

        At(Working(30));   // Friday 17:00
        Clock(await Read(ticket), "firstResponse", "running", Working(60), 30);
        At(Working(30, daysLater: 1));   // nobody works on Saturday
        Clock(await Read(ticket), "firstResponse", "running", Working(60), 30);
        At(Working(40));
        await _app.Given.Message(ticket, "publicReply");
        Clock(await Read(ticket), "firstResponse", "met", Working(60), null);
        await Resolve(ticket);
        Clock(await Read(ticket), "resolution", "met", Working(480), null);
        At(Working(1000));
        await _app.Given.RingClocks();
        Assert.Empty(await Events(ticket));
    }

    [Fact]
    public async Task Without_a_policy_nothing_is_promised() => Assert.Null((await Ticket("nothing-is-for-this", "low"))["sla"]);

    [Fact]
    public async Task The_first_policy_whose_conditions_are_met_applies()
    {
        var tag = Given.Unique("vip").ToLowerInvariant();
        await Make(new { name = Given.Unique("All"), position = 30, conditions = new { tags = new[] { tag } }, resolutionMinutes = 480 });
        await Make(new { name = Given.Unique("Business"), position = 20, conditions = new { tags = new[] { tag }, markets = new[] { "business" }, sizeClasses = new[] { "large" } }, resolutionMinutes = 240 });
        await Make(new { name = Given.Unique("Urgent"), position = 10, conditions = new { tags = new[] { tag }, priorities = new[] { "urgent" }, types = new[] { "complaint", "incident" }, channels = new[] { "phone" } }, resolutionMinutes = 60 });
        var large = (await _api.Post("/api/v1/customers", new { kind = "organization", name = Given.Unique("Large"), market = "business", employeeCount = 5000, tags = new[] { "gold" } })).Created();

        Assert.Equal(480, Target(await Ticket(tag, "normal")));
        Assert.Equal(240, Target(await Ticket(tag, "normal", large.Id)));
        Assert.Equal(240, Target(await Ticket(tag, "urgent", large.Id, type: "incident")));   // by e-mail
        var urgent = await Ticket(tag, "urgent", large.Id, type: "incident", channel: "phone");
        Assert.Equal((60, $"type incident, priority urgent, channel phone, tag {tag}"), (Target(urgent), (string)urgent["sla", "reason"]!));

        var gold = await Make(new { name = Given.Unique("Gold"), position = 5, conditions = new { tags = new[] { tag }, customerTags = new[] { "gold", "silver" } }, resolutionMinutes = 30 });
        Assert.Equal(30, Target(await Ticket(tag, "normal", large.Id)));
        Assert.Equal(60, Target((await _api.Get(urgent.Location!)).Ok()));   // what was promised stays
        (await _api.Delete(gold.Location!)).NoContent();
        Assert.Equal(240, Target(await Ticket(tag, "normal", large.Id)));
    }

    [Fact]
    public async Task A_higher_priority_counts_from_the_start_with_the_time_already_spent()
    {
        var (tag, _) = await Policy(firstResponse: 60, resolution: 480, priority: "normal");
        var (_, urgent) = await Policy(firstResponse: 30, resolution: 240, priority: "urgent", tag: tag);
        var ticket = await Ticket(tag, "normal");
        At(Working(120));
        var raised = (await _api.Patch(ticket.Location!, new { priority = "urgent" })).Ok();
        Assert.Equal(urgent.Id, (string)raised["sla", "policyId"]!);
        Clock(raised, "resolution", "running", Working(240), 120);
        Clock(raised, "firstResponse", "breached", Working(30), -90);
        Assert.Equal(["firstResponse breach", "firstResponse warning"], await Events(ticket));

        // And back: the time is longer again, and what was said of the reply is not said twice.
        var lowered = (await _api.Patch(ticket.Location!, new { priority = "normal" })).Ok();
        Clock(lowered, "resolution", "running", Working(480), 360);
        Clock(lowered, "firstResponse", "breached", Working(60), -60);
        Assert.Equal(["firstResponse breach", "firstResponse warning"], await Events(ticket));
    }

    [Fact]
    public async Task Waiting_pauses_the_resolution_and_not_the_reply()
    {
        var (tag, _) = await Policy(firstResponse: 240, resolution: 480);
        var ticket = await Ticket(tag, "normal");
        (await _api.Put($"{ticket.Location}/acceptance")).Ok();
        At(Working(60));
        var waiting = (await _api.Put($"{ticket.Location}/waiting", new Dictionary<string, string> { ["for"] = "customer" })).Ok();
        Clock(waiting, "resolution", "paused", null, 420);
        Clock(waiting, "firstResponse", "running", Working(240), 180);
        At(Working(160));
        Clock(await Read(ticket), "resolution", "paused", null, 420);
        var resumed = (await _api.Delete($"{ticket.Location}/waiting")).Ok();
        Clock(resumed, "resolution", "running", Working(580), 420);
        At(Working(180));
        await Resolve(ticket);
        At(Working(300));
        var reopened = (await _api.Delete($"{ticket.Location}/resolution")).Ok();
        Clock(reopened, "resolution", "running", Working(700), 400);
        await _app.Given.RingClocks();
        Assert.Equal(["firstResponse warning"], await Events(ticket));   // a result is an answer, too; taken back, the time goes on
        At(Working(360));
        await _app.Given.RingClocks();
        Assert.Equal(["firstResponse breach", "firstResponse warning"], await Events(ticket));
    }

    [Fact]
    public async Task A_policy_says_what_pauses()
    {
        var tag = Given.Unique("third").ToLowerInvariant();
        var calendar = await _app.Given.Calendar("Europe/Berlin");
        await Make(new { name = Given.Unique("Third parties are ours"), position = 1, conditions = new { tags = new[] { tag } }, resolutionMinutes = 60, pausesIn = new[] { "pending" }, calendarId = calendar.Id });
        var ticket = await Ticket(tag, "normal");
        (await _api.Put($"{ticket.Location}/acceptance")).Ok();
        Clock((await _api.Put($"{ticket.Location}/waiting", new Dictionary<string, string> { ["for"] = "thirdParty" })).Ok(), "resolution", "running", Working(60), 60);
    }

    [Fact]
    public async Task A_warning_and_a_breach_are_raised_once_each_also_for_what_came_due_while_nobody_looked()
    {
        var (tag, policy) = await Policy(firstResponse: 60, resolution: 480);
        var (ticket, other) = (await Ticket(tag, "normal"), await Ticket(tag, "normal"));
        var version = ticket.ETag;
        At(Working(44));
        await _app.Given.RingClocks();
        Assert.Empty(await Events(ticket));
        At(Working(45));   // a quarter is left
        await _app.Given.RingClocks();
        await _app.Given.RingClocks();
        Assert.Equal(["firstResponse warning"], await Events(ticket));

        At(Working(1000));
        await _app.Given.RingClocks();
        await _app.Given.RingClocks();
        Assert.Equal(["firstResponse breach", "firstResponse warning", "resolution breach", "resolution warning"], await Events(ticket));
        Assert.Equal(["firstResponse breach", "firstResponse warning", "resolution breach", "resolution warning"], await Events(other));
        var late = await Read(ticket);
        Clock(late, "resolution", "breached", Working(480), -520);
        Assert.Equal(version, late.ETag);   // that time has passed is no change of the ticket

        var events = (await _api.Get($"/api/v1/sla-events?ticketId={ticket.Id}&kind=breach&clock=resolution&expand=ticket")).Ok()["data"]!.AsArray();
        var breach = Assert.Single(events)!;
        Assert.Equal((Time(Working(480)), Time(Working(480)), Time(Working(1000)), policy.Id, 480),
            ((string)breach["at"]!, (string)breach["dueAt"]!, (string)breach["raisedAt"]!, (string)breach["policyId"]!, (int)breach["targetMinutes"]!));
        Assert.Equal([ticket.Id, other.Id], (await _api.Get($"/api/v1/tickets?slaPolicyId={policy.Id}&resolutionBreachedAt[isNull]=false&sort=dueAt")).Ok()["data"]!.AsArray().Select(t => (string)t!["id"]!));

        await Resolve(ticket);
        Clock(await Read(ticket), "resolution", "breached", Working(480), null);
    }

    [Fact]
    public async Task What_was_answered_in_time_is_not_breached_because_nobody_looked()
    {
        var (tag, _) = await Policy(firstResponse: 60, resolution: null);
        var ticket = await Ticket(tag, "normal");
        At(Working(50));
        await _app.Given.Message(ticket, "publicReply");
        At(Working(90));
        await _app.Given.RingClocks();
        Assert.Equal(["firstResponse warning"], await Events(ticket));
        Assert.Equal("met", (string)(await Read(ticket))["sla", "firstResponse", "state"]!);
    }

    [Fact]
    public async Task Many_instances_raise_each_warning_and_breach_once()
    {
        var (tag, policy) = await Policy(firstResponse: 60, resolution: 480);
        var customer = (await _app.Given.Customer()).Id;
        for (var i = 0; i < 60; i++) await Ticket(tag, "normal", customer);
        At(Working(1000));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Work, TestContext.Current.CancellationToken)));
        Assert.Equal(240, (int)(await _api.Get($"/api/v1/sla-events?policyId={policy.Id}&count=true&limit=1")).Ok()["page", "total"]!);

        async Task Work()
        {
            for (var i = 0; i < 6; i++)
            {
                await using var scope = _app.Services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RingClocks(), TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task A_calendar_that_changes_moves_what_is_due()
    {
        var (tag, policy) = await Policy(firstResponse: 60, resolution: 480);
        var ticket = await Ticket(tag, "normal");
        (await _api.Patch($"/api/v1/calendars/{policy["calendarId"]}", new { holidays = new[] { new { date = _friday.AddDays(3).ToString("yyyy-MM-dd", null), name = "A Monday off" } } })).Ok();
        await _app.Given.RingClocks();
        Clock(await Read(ticket), "firstResponse", "running", Working(60, daysLater: 1), 60);
    }

    [Fact]
    public async Task The_clocks_of_a_merged_ticket_end_with_it()
    {
        var (tag, _) = await Policy(firstResponse: 60, resolution: 480);
        var customer = (await _app.Given.Customer()).Id;
        var (target, source) = (await Ticket(tag, "normal", customer), await Ticket(tag, "normal", customer));
        (await _api.Post($"{target.Location}/merges", new { sourceIds = new[] { source.Id } })).Ok();
        At(Working(1000));
        await _app.Given.RingClocks();
        Assert.Empty(await Events(source));
        Assert.Equal(4, (await Events(target)).Count);
    }

    [Fact]
    public async Task A_policy_needs_a_target_and_a_position()
    {
        const string policies = "/api/v1/sla-policies";
        (await _api.Post(policies, new { name = Given.Unique("Empty"), position = 1 })).Conflict("sla_policy.no_target");
        (await _api.Post(policies, new { name = Given.Unique("Nowhere"), resolutionMinutes = 1 })).Invalid("/position", "required");
        (await _api.Post(policies, new { name = Given.Unique("Never"), position = 1, resolutionMinutes = 0 })).Invalid("/resolutionMinutes", "number.out_of_range");
        (await _api.Post(policies, new { name = Given.Unique("Strange"), position = 1, resolutionMinutes = 1, pausesIn = new[] { "open" } })).Invalid("/pausesIn/0", "value.invalid");
        (await _api.Post(policies, new { name = Given.Unique("Twice"), position = 1, resolutionMinutes = 1, conditions = new { types = new[] { "question", "question" } } })).Invalid("/conditions/types", "list.repeats");
        var made = await Make(new { name = Given.Unique("Good"), position = 900, conditions = new { types = new[] { "repair" }, tags = new[] { "Never-Ever" } }, resolutionMinutes = 1 });
        Assert.Equal(made.Text, (await _api.Get(made.Location!)).Ok().Text);
        Assert.Equal("never-ever", (string)made["conditions", "tags", 0]!);
        Assert.Equal(2, (int)(await _api.Patch(made.Location!, new { resolutionMinutes = 2 })).Ok()["resolutionMinutes"]!);
        (await _api.Post(policies, new { name = made["name"], position = 1, resolutionMinutes = 1 })).Conflict("sla_policy.name_taken");
    }

    /// <summary>The instant at which so many minutes have been worked since Friday 16:30, from 9 to 17 on working days.</summary>
    private DateTimeOffset Working(int minutes, int daysLater = 0) =>
        InBerlin((minutes <= 30 ? _friday.AddMinutes(minutes) : _friday.AddDays(3 + ((minutes - 31) / 480)).AddHours(-7.5).AddMinutes(((minutes - 31) % 480) + 1)).AddDays(daysLater));

    private static DateTimeOffset InBerlin(DateTime local) => new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(local)).ToUniversalTime();

    private void At(DateTimeOffset time) => _app.Clock.StopAt(time);

    private async Task<(string Tag, Answer Policy)> Policy(int? firstResponse, int? resolution, string? priority = null, string? tag = null)
    {
        tag ??= Given.Unique("sla").ToLowerInvariant();
        var calendar = await _app.Given.Calendar("Europe/Berlin");
        return (tag, await Make(new
        {
            name = Given.Unique("Policy"),
            position = 100,
            conditions = new { tags = new[] { tag }, priorities = priority is null ? [] : new[] { priority } },
            firstResponseMinutes = firstResponse,
            resolutionMinutes = resolution,
            calendarId = calendar.Id,
        }));
    }

    private Task<Answer> Make(object policy) => _app.Given.SlaPolicy(policy);

    private async Task<Answer> Ticket(string tag, string priority, string? customerId = null, string type = "question", string channel = "email") =>
        (await _api.Post("/api/v1/tickets", new { customerId = customerId ?? (await _app.Given.Customer()).Id, subject = Given.Unique("It does not work"), type, channel, priority, tags = new[] { tag } })).Created();

    private async Task<Answer> Read(Answer ticket) => (await _api.Get(ticket.Location!)).Ok();

    private async Task Resolve(Answer ticket) => (await _api.Put($"{ticket.Location}/resolution", Given.Solved)).Ok();

    private async Task<List<string>> Events(Answer ticket) =>
        [.. (await _api.Get($"/api/v1/sla-events?ticketId={ticket.Id}")).Ok()["data"]!.AsArray().Select(e => $"{e!["clock"]} {e["kind"]}").Order(StringComparer.Ordinal)];

    private static int Target(Answer ticket) => (int)ticket["sla", "resolution", "targetMinutes"]!;

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static void Clock(Answer ticket, string clock, string state, DateTimeOffset? dueAt, int? remaining) =>
        Assert.Equal((state, dueAt is { } due ? Time(due) : null, remaining),
            ((string)ticket["sla", clock, "state"]!, (string?)ticket["sla", clock, "dueAt"], (int?)ticket["sla", clock, "remainingMinutes"]));
}
