using Crm.Domain.Common;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>Tickets that a queue gives out by its rule.</summary>
public sealed class AssignmentTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Members_get_tickets_in_turn()
    {
        var members = new[] { await app.Given.User(), await app.Given.User(), await app.Given.User() };
        var queue = await app.Given.QueueOf("roundRobin", members);

        var first = await Opened(queue, 3);
        var second = await Opened(queue, 3);

        Assert.Equal(members.Select(m => m.Id).Order(), first.Order());
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task The_member_with_the_fewest_open_tickets_gets_the_next_one()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var queue = await app.Given.QueueOf("leastOpen", anna, ben);
        await app.Given.TicketOf(anna);
        var waiting = await app.Given.TicketOf(anna);
        (await _api.Put($"{waiting.Location}/waiting", new { @for = "customer" })).Ok();
        var resolved = await app.Given.TicketOf(ben);
        (await _api.Put($"{resolved.Location}/resolution", Given.Solved)).Ok();

        Assert.Equal([ben.Id, ben.Id], await Opened(queue, 2));
        Assert.Equal(new[] { anna.Id, ben.Id }.Order(), (await Opened(queue, 2)).Order());
    }

    [Fact]
    public async Task What_a_rule_gives_is_accepted_and_says_by_what()
    {
        var anna = await app.Given.User();
        var ticket = await app.Given.TicketIn(await app.Given.QueueOf("leastOpen", anna));

        Assert.Equal(("open", anna.Id, "leastOpen"), State(ticket));
        Assert.Equal(ticket.Text, (await _api.Get(ticket.Location!)).Ok().Text);
        var audited = (await _api.Get($"{ticket.Location}/audit-entries?field=assignedBy")).Ok()["data", 0, "changes"]!.AsArray();
        Assert.Contains(audited, c => (string?)c!["field"] == "assignedBy" && (string?)c["to"] == "leastOpen");
        Assert.Contains(audited, c => (string?)c!["field"] == "assigneeId" && (string?)c["to"] == anna.Id);

        Assert.Equal("user", State((await _api.Put($"{ticket.Location}/assignee", new { userId = (await app.Given.User()).Id })).Ok()).By);
        Assert.Equal(("open", null, null), State((await _api.Put($"{ticket.Location}/assignee", new { userId = (string?)null })).Ok()));
    }

    [Fact]
    public async Task In_a_manual_queue_nobody_gets_anything_by_itself()
    {
        var ticket = await app.Given.TicketIn(await app.Given.QueueOf("manual", await app.Given.User()));

        await app.Given.WaitingTicketsAssigned();

        Assert.Equal(("new", null, null), State(await Now(ticket)));
    }

    public static TheoryData<string> Reasons => ["off duty", "only takes", "deactivated", "full", "a skill of the ticket", "a skill of the queue", "the customer's language", "the contact's language", "no member"];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Who_cannot_take_a_ticket_does_not_get_it_and_gets_it_when_that_has_changed(string reason)
    {
        var anna = await app.Given.User();
        var queue = await app.Given.QueueOf(new { strategy = "roundRobin", matchLanguage = true, requiredSkills = reason == "a skill of the queue" ? new[] { "Lenses" } : [] }, anna);
        var customer = await app.Given.CustomerSpeaking(reason == "the customer's language" ? "de-AT" : reason == "the contact's language" ? "sv" : null);
        string? contact = null;
        await app.Given.Agent(anna, new { languages = new[] { "sv" }, skills = new[] { "frames" }, capacity = reason == "full" ? 1 : (int?)null, isAvailable = reason != "off duty" });
        var other = await app.Given.TicketOf(anna);
        if (reason == "only takes") await app.Given.Join(queue, anna, receivesAutomatically: false);
        if (reason == "no member") (await _api.Delete($"{queue.Location}/members/{anna.Id}")).NoContent();
        if (reason == "the contact's language") contact = (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "Hans", preferredLanguage = "de" })).Created().Id;
        if (reason == "deactivated") anna = (await _api.Put($"/api/v1/users/{anna.Id}/deactivation", new { receiverId = (await app.Given.User()).Id }, ("If-Match", "*"))).Ok();

        var ticket = await app.Given.TicketIn(queue, customer: customer, contactId: contact, requiredSkills: reason == "a skill of the ticket" ? ["lenses"] : []);
        Assert.Equal(("new", null, null), State(ticket));
        await app.Given.WaitingTicketsAssigned();
        Assert.Equal(("new", null, null), State(await Now(ticket)));

        if (reason == "full") (await _api.Put($"{other.Location}/resolution", Given.Solved)).Ok();
        else if (reason is "only takes" or "no member") await app.Given.Join(queue, anna);
        else if (reason == "deactivated") (await _api.Patch($"/api/v1/users/{anna.Id}", new { isActive = true }, ("If-Match", "*"))).Ok();
        else await app.Given.Agent(anna, new { languages = new[] { "sv", "de" }, skills = new[] { "frames", "lenses" }, isAvailable = true });
        await app.Given.WaitingTicketsAssigned();
        Assert.Equal(("open", anna.Id, "roundRobin"), State(await Now(ticket)));
    }

    [Fact]
    public async Task An_unknown_language_is_no_condition_and_without_the_queues_wish_none_is()
    {
        var anna = await app.Given.User();
        await app.Given.Agent(anna, new { languages = new[] { "sv" } });
        var (strict, easy) = (await app.Given.QueueOf(new { strategy = "leastOpen", matchLanguage = true }, anna), await app.Given.QueueOf("leastOpen", anna));

        Assert.Equal(anna.Id, State(await app.Given.TicketIn(strict)).Assignee);
        Assert.Equal(anna.Id, State(await app.Given.TicketIn(strict, customer: await app.Given.CustomerSpeaking("sv-FI"))).Assignee);
        Assert.Null(State(await app.Given.TicketIn(strict, customer: await app.Given.CustomerSpeaking("svx"))).Assignee);
        Assert.Equal(anna.Id, State(await app.Given.TicketIn(easy, customer: await app.Given.CustomerSpeaking("de"))).Assignee);
    }

    [Fact]
    public async Task Outside_of_the_hours_of_an_agents_calendar_a_rule_gives_nothing()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var today = app.Clock.GetUtcNow();
        var hours = new[] { 2, 3 }.Select(days => new { day = $"{today.AddDays(days).DayOfWeek}".ToLowerInvariant(), start = "00:00", end = "24:00" });
        var calendar = (await _api.Post("/api/v1/calendars", new { name = "Nights off", timeZone = "Etc/UTC", hours })).Created();
        await app.Given.Agent(anna, new { calendarId = calendar.Id });
        var queue = await app.Given.QueueOf("leastOpen", anna);
        var (ticket, taken) = (await app.Given.TicketIn(queue), await app.Given.TicketIn(queue, "urgent"));
        Assert.Equal(0, await app.Given.WaitingTicketsAssigned(queue));
        Assert.Equal(taken.Id, (await (await app.Given.SignedIn(anna)).Post("/api/v1/tickets/next")).Ok().Id);

        app.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, await app.Given.WaitingTicketsAssigned(queue));
        Assert.Equal(("open", anna.Id, "leastOpen"), State(await Now(ticket)));
        (await _api.Put($"/api/v1/agents/{ben.Id}", new { calendarId = Guid.NewGuid() })).Invalid("/calendarId", "reference.unknown");
    }

    [Fact]
    public async Task What_waits_is_given_out_by_priority_and_age_and_what_nobody_can_take_holds_up_nothing()
    {
        var anna = await app.Given.User();
        await app.Given.Agent(anna, new { capacity = 3, isAvailable = false });
        var queue = await app.Given.QueueOf("leastOpen", anna);
        var impossible = await app.Given.TicketIn(queue, "urgent", requiredSkills: "flying");
        var (low, normal, later) = (await app.Given.TicketIn(queue, "low"), await app.Given.TicketIn(queue), await app.Given.TicketIn(queue));
        var (high, latest) = (await app.Given.TicketIn(queue, "high"), await app.Given.TicketIn(queue));
        await app.Given.Agent(anna, new { capacity = 3, isAvailable = true });

        Assert.Equal(3, await app.Given.WaitingTicketsAssigned(queue));

        foreach (var given in new[] { high, normal, later }) Assert.Equal(anna.Id, State(await Now(given)).Assignee);
        foreach (var left in new[] { impossible, low, latest }) Assert.Null(State(await Now(left)).Assignee);
        Assert.Equal(0, await app.Given.WaitingTicketsAssigned(queue));
    }

    [Fact]
    public async Task A_ticket_that_somebody_is_changing_is_left_for_the_next_time()
    {
        var anna = await app.Given.User();
        await app.Given.Agent(anna, new { isAvailable = false });
        var queue = await app.Given.QueueOf("leastOpen", anna);
        var (changed, other) = (await app.Given.TicketIn(queue), await app.Given.TicketIn(queue));
        await app.Given.Agent(anna, new { isAvailable = true });

        await app.Db(async db =>
        {
            await using var changing = await db.BeginAsync(TestContext.Current.CancellationToken);
            await db.LockAsync([Id<Ticket>.Parse(changed.Id, null)], TestContext.Current.CancellationToken);
            Assert.Equal(1, await app.Given.WaitingTicketsAssigned(queue));
        });

        Assert.Equal((null, anna.Id), (State(await Now(changed)).Assignee, State(await Now(other)).Assignee));
        Assert.Equal(1, await app.Given.WaitingTicketsAssigned(queue));
    }

    [Fact]
    public async Task A_ticket_that_is_moved_goes_to_the_members_of_the_new_queue()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var (first, second, closed, manual) = (await app.Given.QueueOf("leastOpen", anna), await app.Given.QueueOf("roundRobin", ben), await app.Given.QueueOf("roundRobin"), await app.Given.Queue());
        var ticket = await app.Given.TicketIn(first);

        Assert.Equal(("open", ben.Id, "roundRobin"), State((await _api.Patch(ticket.Location!, new { queueId = second.Id })).Ok()));
        await app.Given.Join(first, ben);
        Assert.Equal(("open", ben.Id, "roundRobin"), State((await _api.Patch(ticket.Location!, new { queueId = first.Id })).Ok()));
        Assert.Equal(("open", ben.Id, "roundRobin"), State((await _api.Patch(ticket.Location!, new { queueId = manual.Id })).Ok()));
        Assert.Equal(("open", null, null), State((await _api.Patch(ticket.Location!, new { queueId = closed.Id })).Ok()));
        Assert.Equal(("open", null, null), State((await _api.Patch(ticket.Location!, new { queueId = (string?)null })).Ok()));
    }

    [Fact]
    public async Task A_reopened_ticket_without_an_assignee_and_a_follow_up_are_given_out()
    {
        var anna = await app.Given.User();
        await app.Given.Agent(anna, new { isAvailable = false });
        var queue = await app.Given.QueueOf("leastOpen", anna);
        var ticket = await app.Given.TicketIn(queue);
        (await _api.Put($"{ticket.Location}/resolution", Given.Solved)).Ok();
        await app.Given.Agent(anna, new { isAvailable = true });
        Assert.Equal(0, await app.Given.WaitingTicketsAssigned(queue));

        Assert.Equal(("open", anna.Id, "leastOpen"), State((await _api.Delete($"{ticket.Location}/resolution")).Ok()));

        (await _api.Put($"{ticket.Location}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{ticket.Location}/closure")).Ok();
        Assert.Equal(("open", anna.Id, "leastOpen"), State((await _api.Post($"{ticket.Location}/follow-ups", new { channel = "phone" })).Created()));
    }

    [Fact]
    public async Task Handing_over_takes_tickets_along_and_says_so()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var ticket = await app.Given.TicketIn(await app.Given.QueueOf("leastOpen", anna));

        (await app.Given.HandOver(anna, ben, tickets: new { all = true })).Created();

        Assert.Equal(("open", ben.Id, "handOver"), State(await Now(ticket)));
    }

    [Theory]
    [InlineData("leastOpen")]
    [InlineData("roundRobin")]
    public async Task Twenty_tickets_opened_at_the_same_moment_are_given_to_four_members_alike(string strategy)
    {
        var members = new List<Answer>();
        for (var i = 0; i < 4; i++) members.Add(await app.Given.User());
        var (queue, customer) = (await app.Given.QueueOf(strategy, [.. members]), await app.Given.Customer());

        var tickets = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Given.TicketIn(queue, customer: customer)));

        Assert.Equal([5, 5, 5, 5], tickets.GroupBy(t => State(t).Assignee).Select(g => g.Count()));
        Assert.Equal(members.Select(m => m.Id).Order(), tickets.Select(t => State(t).Assignee!).Distinct().Order());
    }

    [Fact]
    public async Task Nobody_gets_more_than_fits_though_two_queues_and_two_jobs_give_at_the_same_moment()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        await app.Given.Agent(anna, new { capacity = 5 });
        await app.Given.Agent(ben, new { capacity = 4 });
        var (one, two, customer) = (await app.Given.QueueOf("leastOpen", anna, ben), await app.Given.QueueOf("roundRobin", ben, anna), await app.Given.Customer());

        var opening = Enumerable.Range(0, 20).Select(i => app.Given.TicketIn(i % 2 == 0 ? one : two, customer: customer)).ToList();
        await Task.WhenAll(app.Given.WaitingTicketsAssigned(), app.Given.WaitingTicketsAssigned(), Task.WhenAll(opening));
        await app.Given.WaitingTicketsAssigned();

        Assert.Equal((5, 4), (await Open(anna), await Open(ben)));
    }

    [Fact]
    public async Task A_bulk_is_given_out_ticket_by_ticket()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        var (queue, customer) = (await app.Given.QueueOf("roundRobin", anna, ben), await app.Given.Customer());
        var items = Enumerable.Range(0, 10).Select(i => new { customerId = customer.Id, subject = $"S{i}", channel = "web", queueId = queue.Id });

        (await _api.Post("/api/v1/tickets/bulk", new { items })).Ok();

        Assert.Equal((5, 5), (await Open(anna), await Open(ben)));
    }

    private async Task<List<string>> Opened(Answer queue, int count)
    {
        List<string> assignees = [];
        for (var i = 0; i < count; i++) assignees.Add(State(await app.Given.TicketIn(queue)).Assignee!);
        return assignees;
    }

    private async Task<int> Open(Answer user) => (int)(await _api.Get($"/api/v1/tickets?assigneeId={user.Id}&status=open&count=true")).Ok()["page", "total"]!;

    private async Task<Answer> Now(Answer ticket) => (await _api.Get(ticket.Location!)).Ok();

    private static (string? Status, string? Assignee, string? By) State(Answer ticket) => ((string?)ticket["status"], (string?)ticket["assigneeId"], (string?)ticket["assignedBy"]);
}
