using System.Net;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>An agent asks for the next ticket.</summary>
public sealed class NextTicketTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Next = "/api/v1/tickets/next";

    private readonly Api _api = app.Api();

    [Fact]
    public async Task The_most_urgent_comes_first_and_of_these_the_longest_waiting_over_all_queues()
    {
        var (anna, they) = await Agent();
        var (one, two) = (await app.Given.QueueOf("manual", anna), await app.Given.QueueOf("manual", anna));
        var (low, normal, high, later) = (await app.Given.TicketIn(one, "low"), await app.Given.TicketIn(two), await app.Given.TicketIn(one, "high"), await app.Given.TicketIn(two));
        await app.Given.TicketIn(await app.Given.Queue(), "urgent");
        await app.Given.Ticket(priority: "urgent");

        List<string> taken = [];
        for (var i = 0; i < 4; i++) taken.Add((await they.Post(Next)).Ok().Id);

        Assert.Equal([high.Id, normal.Id, later.Id, low.Id], taken);
        Assert.Equal("", (await they.Post(Next)).NoContent().Text);
    }

    [Fact]
    public async Task What_is_taken_is_accepted_and_ones_own()
    {
        var (anna, they) = await Agent();
        var ticket = await app.Given.TicketIn(await app.Given.QueueOf("manual", anna));

        var taken = (await they.Post(Next, new { })).Ok();

        Assert.Equal((ticket.Id, "open", anna.Id, "nextTicket"), (taken.Id, (string?)taken["status"], (string?)taken["assigneeId"], (string?)taken["assignedBy"]));
        Assert.Equal(taken.Text, (await they.Get($"/api/v1/tickets/{taken.Id}")).Ok().Text);
        Assert.Equal(taken.ETag, (await _api.Get($"/api/v1/tickets/{taken.Id}")).ETag);
    }

    [Fact]
    public async Task Only_new_and_open_tickets_wait()
    {
        var (anna, they) = await Agent();
        var queue = await app.Given.QueueOf("manual", anna);
        var (accepted, pending, resolved, given) = (await app.Given.TicketIn(queue), await app.Given.TicketIn(queue), await app.Given.TicketIn(queue), await app.Given.TicketIn(queue));
        foreach (var ticket in new[] { accepted, pending }) (await _api.Put($"{ticket.Location}/acceptance")).Ok();
        (await _api.Put($"{pending.Location}/waiting", new { @for = "customer" })).Ok();
        (await _api.Put($"{resolved.Location}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{given.Location}/assignee", new { userId = (await app.Given.User()).Id })).Ok();

        Assert.Equal(accepted.Id, (await they.Post(Next)).Ok().Id);
        (await they.Post(Next)).NoContent();
    }

    [Fact]
    public async Task Queues_can_be_named_of_which_one_is_a_member()
    {
        var (anna, they) = await Agent();
        var (one, two, foreign) = (await app.Given.QueueOf("manual", anna), await app.Given.QueueOf("manual", anna), await app.Given.Queue());
        await app.Given.TicketIn(one, "urgent");
        var ticket = await app.Given.TicketIn(two, "low");

        Assert.Equal(ticket.Id, (await they.Post(Next, new { queueIds = new[] { two.Id } })).Ok().Id);
        Assert.Equal([foreign.Id], (await they.Post(Next, new { queueIds = new[] { two.Id, foreign.Id } })).Conflict("agent.not_member")["details", "queueIds"]!.AsArray().Select(q => (string?)q));
        (await they.Post(Next, new { queueIds = new[] { two.Id, Guid.NewGuid().ToString() } })).Invalid("/queueIds/1", "reference.unknown");
        (await they.Post(Next, new { queueIds = new[] { two.Id, two.Id } })).Invalid("/queueIds", "list.repeats");
        (await they.Post(Next, new { queues = new[] { two.Id } })).Invalid("/queues", "member.unknown");
        (await they.Post(Next, new { queueIds = new[] { "x" } })).Invalid("/queueIds/0");
    }

    [Fact]
    public async Task Who_is_in_no_queue_is_told_so()
    {
        var (anna, they) = await Agent();
        (await they.Post(Next)).Conflict("agent.no_queues");
        await app.Given.Agent(anna, new { });
        (await they.Post(Next)).Conflict("agent.no_queues");

        var queue = await app.Given.QueueOf("manual", anna);
        (await they.Post(Next)).NoContent();
        (await _api.Delete(queue.Location!)).NoContent();
        (await they.Post(Next)).Conflict("agent.no_queues");
    }

    [Fact]
    public async Task More_than_fits_is_not_given()
    {
        var (anna, they) = await Agent();
        var queue = await app.Given.QueueOf("manual", anna);
        await app.Given.Agent(anna, new { capacity = 2 });
        for (var i = 0; i < 4; i++) await app.Given.TicketIn(queue);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => they.Post(Next)));

        Assert.Equal(2, answers.Count(a => a.Status == HttpStatusCode.OK));
        foreach (var refused in answers.Where(a => a.Status != HttpStatusCode.OK))
            Assert.Equal((2, 2), ((int)refused.Conflict("agent.at_capacity")["details", "openTickets"]!, (int)refused["details", "capacity"]!));
        (await _api.Put($"/api/v1/tickets/{answers.First(a => a.Status == HttpStatusCode.OK).Id}/resolution", Given.Solved)).Ok();
        (await they.Post(Next)).Ok();
    }

    [Fact]
    public async Task What_asks_for_a_skill_or_a_language_that_one_lacks_is_passed_over()
    {
        var (anna, they) = await Agent();
        await app.Given.Agent(anna, new { languages = new[] { "zh-Hans", "DE" }, skills = new[] { "Lenses" } });
        var (speaking, skilled, any) = (await app.Given.QueueOf(new { matchLanguage = true }, anna), await app.Given.QueueOf(new { requiredSkills = new[] { "repairs" } }, anna), await app.Given.QueueOf("manual", anna));
        await app.Given.TicketIn(skilled, "urgent");
        await app.Given.TicketIn(any, "urgent", requiredSkills: ["lenses", "frames"]);
        var lenses = await app.Given.TicketIn(any, "high", requiredSkills: ["LENSES"]);
        await app.Given.TicketIn(speaking, "urgent", await app.Given.CustomerSpeaking("zh-Hant"));
        await app.Given.TicketIn(speaking, "urgent", await app.Given.CustomerSpeaking("den"));
        var german = await app.Given.TicketIn(speaking, "normal", await app.Given.CustomerSpeaking("de-AT"));
        var chinese = await app.Given.TicketIn(speaking, "low", await app.Given.CustomerSpeaking("ZH"));
        var swede = await app.Given.CustomerSpeaking("sv");
        var contact = (await _api.Post("/api/v1/contacts", new { customerId = swede.Id, name = "Hans", preferredLanguage = "de" })).Created();
        var contacts = await app.Given.TicketIn(speaking, "low", swede, contact.Id);
        await app.Given.TicketIn(speaking, "urgent", swede);
        var silent = await app.Given.TicketIn(speaking, "low");

        List<string> taken = [];
        while ((await they.Post(Next)) is { Status: HttpStatusCode.OK } ticket) taken.Add(ticket.Id);

        Assert.Equal([lenses.Id, german.Id, chinese.Id, contacts.Id, silent.Id], taken);
    }

    [Theory]
    [InlineData("own")]
    [InlineData("team")]
    public async Task A_member_takes_what_waits_in_the_queue_without_seeing_it_before(string level)
    {
        var acts = new { read = level, change = level };
        var role = (await _api.Post("/api/v1/roles", new { name = $"Only {level}", permissions = new { tickets = acts } })).Created();
        var anna = await app.Given.User([Guid.Parse(role.Id)]);
        var they = await app.Given.SignedIn(anna);
        var ticket = await app.Given.TicketIn(await app.Given.QueueOf("manual", anna));
        (await they.Get(ticket.Location!)).NotFound();

        Assert.Equal(ticket.Id, (await they.Post(Next)).Ok().Id);

        (await they.Get(ticket.Location!)).Ok();
        (await they.Put($"{ticket.Location}/resolution", Given.Solved)).Ok();
    }

    [Fact]
    public async Task A_key_takes_only_tickets_of_its_customers()
    {
        var (anna, _) = await Agent();
        var (queue, mine) = (await app.Given.QueueOf("manual", anna), await app.Given.Customer());
        await app.Given.TicketIn(queue, "urgent");
        var ticket = await app.Given.TicketIn(queue, "low", mine);
        var key = (await _api.Post("/api/v1/api-keys", new { name = $"Phone {Guid.NewGuid():N}", userId = anna.Id, scopes = new[] { "tickets:read", "tickets:change" }, customerIds = new[] { mine.Id } })).Created();
        var they = app.Keyed((string)key["secret"]!);

        Assert.Equal(ticket.Id, (await they.Post(Next)).Ok().Id);
        (await they.Post(Next)).NoContent();
    }

    [Fact]
    public async Task Who_may_not_change_tickets_takes_none()
    {
        var role = (await _api.Post("/api/v1/roles", new { name = "Looks on", permissions = new { tickets = new { read = "all" } } })).Created();
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));

        (await they.Post(Next)).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    [Fact]
    public async Task Off_duty_one_may_still_take_a_ticket()
    {
        var (anna, they) = await Agent();
        var queue = await app.Given.QueueOf("leastOpen", anna);
        await app.Given.Agent(anna, new { isAvailable = false });
        var ticket = await app.Given.TicketIn(queue);

        Assert.Equal(ticket.Id, (await they.Post(Next)).Ok().Id);
    }

    [Fact]
    public async Task A_repetition_with_the_same_key_gets_the_same_answer()
    {
        var (anna, they) = await Agent();
        var queue = await app.Given.QueueOf("manual", anna);
        var (first, second) = (await app.Given.TicketIn(queue), await app.Given.TicketIn(queue));

        var answers = new List<Answer>();
        for (var i = 0; i < 3; i++) answers.Add((await they.Post(Next, null, (Api.IdempotencyKey, "the-first"))).Ok());
        Assert.All(answers, a => Assert.Equal((first.Id, answers[0].Text, answers[0].ETag), (a.Id, a.Text, a.ETag)));
        Assert.Equal([false, true, true], answers.Select(a => a.Replayed));

        Assert.Equal(second.Id, (await they.Post(Next, null, (Api.IdempotencyKey, "the-second"))).Ok().Id);
        Assert.False((await they.Post(Next, null, (Api.IdempotencyKey, "nothing"))).NoContent().Replayed);
        await app.Given.TicketIn(queue);
        Assert.True((await they.Post(Next, null, (Api.IdempotencyKey, "nothing"))).NoContent().Replayed);
        (await they.Post(Next, null, (Api.IdempotencyKey, "another"))).Ok();
    }

    private async Task<(Answer User, Api They)> Agent()
    {
        var user = await app.Given.User();
        return (user, await app.Given.SignedIn(user));
    }
}
