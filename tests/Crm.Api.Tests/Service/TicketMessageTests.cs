using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Service;

public sealed class TicketMessageTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api(Duty.Agent);

    [Fact]
    public async Task A_reply_is_the_callers_accepts_the_ticket_and_stops_the_response_clock()
    {
        var ticket = await app.Given.Ticket();

        var note = (await Write(ticket, "internalNote", "Look at this")).Created();
        Assert.Equal(("new", true), ((string?)(await Read(ticket))["status"], (await Read(ticket))["firstResponseAt"] is null));
        var reply = (await Write(ticket, "publicReply", "We are on it")).Created();

        Assert.Equal(reply.Text, (await _api.Get(reply.Location!)).Ok().Text);
        Assert.All([note, reply], m => Assert.Equal((app.Member(Duty.Agent).Id.ToString(), null, ticket.Id), ((string?)m["authorId"], (string?)m["contactId"], (string?)m["ticketId"])));
        var read = await Read(ticket);
        Assert.Equal(("open", (string?)reply["sentAt"], (string?)reply["sentAt"]), ((string?)read["status"], (string?)read["firstResponseAt"], (string?)read["lastMessageAt"]));
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.Given.Message(ticket, "publicReply");
        Assert.Equal((string?)reply["sentAt"], (string?)(await Read(ticket))["firstResponseAt"]);
    }

    [Fact]
    public async Task A_customers_message_ends_the_waiting_and_reopens()
    {
        var customer = await app.Given.Customer();
        var contact = await app.Given.Contact(customer.Id);
        var ticket = await app.Given.OpenTicket(customer.Id);
        (await _api.Put($"{Url(ticket)}/waiting", new { @for = "customer" })).Ok();

        var message = (await _api.Post($"{Url(ticket)}/messages", new { kind = "customerMessage", channel = "chat", body = "It leaks again", contactId = contact.Id })).Created();

        Assert.Equal((null, contact.Id, "chat"), ((string?)message["authorId"], (string?)message["contactId"], (string?)message["channel"]));
        Assert.Equal("open", (string?)(await Read(ticket))["status"]);
        (await _api.Put($"{Url(ticket)}/resolution", Given.Solved)).Ok();
        await app.Given.Message(ticket, "customerMessage");
        var reopened = await Read(ticket);
        Assert.Equal(("open", 1, true), ((string?)reopened["status"], (int)reopened["reopenedCount"]!, reopened["resolution"] is null));
    }

    [Fact]
    public async Task Wrong_messages_are_refused()
    {
        var ticket = await app.Given.OpenTicket();
        var stranger = await app.Given.Contact((await app.Given.Customer()).Id);

        (await Write(ticket, "publicReply", " \n ")).Invalid("/body", "required");
        (await Write(ticket, "publicReply", new string('b', 50_001))).Invalid("/body", "text.too_long");
        (await Write(ticket, "publicReply", "bell \u0007")).Invalid("/body", "text.control_character");
        (await Write(ticket, "shout", "b")).Invalid("/kind", "value.invalid");
        (await _api.Post($"{Url(ticket)}/messages", new { kind = "publicReply", body = "b" })).Invalid("/channel", "required");
        (await _api.Post($"{Url(ticket)}/messages", new { kind = "publicReply", channel = "web", body = 1 })).Invalid("/body", "value.invalid");
        (await _api.Post($"{Url(ticket)}/messages", new { kind = "publicReply", channel = "web", body = "b", authorId = Guid.NewGuid() })).Invalid("/authorId", "member.unknown");
        (await _api.Post($"{Url(ticket)}/messages", new { kind = "internalNote", channel = "web", body = "b", contactId = stranger.Id })).Invalid("/contactId", "contact.only_for_customer_message");
        (await _api.Post($"{Url(ticket)}/messages", new { kind = "customerMessage", channel = "web", body = "b", contactId = stranger.Id })).Invalid("/contactId", "reference.unknown");
        (await _api.Post($"/api/v1/tickets/{Guid.NewGuid()}/messages", new { kind = "publicReply", channel = "web", body = "b" })).NotFound();
        (await _api.Get($"/api/v1/tickets/{Guid.NewGuid()}/messages")).NotFound();
        Assert.Empty(await Bodies(ticket));
    }

    [Fact]
    public async Task The_longest_message_is_kept_as_written()
    {
        var body = string.Concat(Enumerable.Repeat("漏水\n", 16_666)) + "✔";

        var message = (await Write(await app.Given.Ticket(), "customerMessage", body)).Created();

        Assert.Equal(body, (string?)(await _api.Get(message.Location!)).Ok()["body"]);
    }

    [Fact]
    public async Task Messages_are_listed_in_time_order_page_by_page_and_by_kind()
    {
        var ticket = await app.Given.OpenTicket();
        foreach (var (kind, body) in new[] { ("customerMessage", "1"), ("internalNote", "2"), ("publicReply", "3"), ("customerMessage", "4"), ("publicReply", "5") })
        {
            await app.Given.Message(ticket, kind, body);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await app.Given.Message(await app.Given.OpenTicket(), "publicReply", "elsewhere");

        var first = (await _api.Get($"{Url(ticket)}/messages?limit=3&count=true")).Ok();
        var second = (await _api.Get($"{Url(ticket)}/messages?limit=3&cursor={first["page", "nextCursor"]}")).Ok();

        Assert.Equal(["1", "2", "3", "4", "5"], first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(m => (string?)m!["body"]));
        Assert.Equal(5, (int)first["page", "total"]!);
        Assert.Equal(["5", "3", "2"], await Bodies(ticket, "?kind=publicReply,internalNote&sort=-sentAt"));
        (await _api.Get($"{Url(ticket)}/messages?body=x")).Invalid("body", "parameter.unknown");
    }

    [Fact]
    public async Task A_cursor_of_one_tickets_messages_does_not_open_those_of_another()
    {
        var (one, other) = (await app.Given.OpenTicket(), await app.Given.OpenTicket());
        foreach (var ticket in new[] { one, one, other, other }) await app.Given.Message(ticket, "publicReply");

        var cursor = (string?)(await _api.Get($"{Url(one)}/messages?limit=1")).Ok()["page", "nextCursor"];

        (await _api.Get($"{Url(other)}/messages?limit=1&cursor={cursor}")).Invalid("cursor", "cursor.invalid");
        Assert.Single((await _api.Get($"{Url(one)}/messages?limit=1&cursor={cursor}")).Ok()["data"]!.AsArray());
        Assert.Empty((await _api.Get($"{Url(one)}/messages?ticketId={other.Id}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task A_message_has_an_address_of_its_own_and_is_listed_below_its_own_ticket_only()
    {
        var (ticket, other) = (await app.Given.Ticket(), await app.Given.Ticket());
        var message = await app.Given.Message(ticket, "publicReply");

        Assert.Equal(ticket.Id, (string?)(await _api.Get($"/api/v1/ticket-messages/{message.Id}")).Ok()["ticketId"]);
        Assert.DoesNotContain(message.Id, (await _api.Get($"{Url(other)}/messages")).Ok().Text, StringComparison.Ordinal);
        (await _api.Get($"/api/v1/ticket-messages/{Guid.NewGuid()}")).NotFound();
        (await _api.Put($"{Url(ticket)}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{Url(ticket)}/closure")).Ok();
        (await _api.Delete(Url(ticket))).NoContent();
        (await _api.Get($"/api/v1/ticket-messages/{message.Id}")).NotFound();
    }

    [Fact]
    public async Task A_customers_message_to_a_closed_ticket_opens_a_follow_up_that_takes_the_next_ones_too()
    {
        var customer = await app.Given.Customer();
        var queue = await app.Given.Queue();
        var closed = await app.Given.ClosedTicket(customer.Id);

        var message = (await _api.Post($"{Url(closed)}/messages", new { kind = "customerMessage", channel = "phone", body = "Again!" })).Created();

        var followUp = (await _api.Get($"/api/v1/tickets/{(string?)message["ticketId"]}")).Ok();
        Assert.NotEqual(closed.Id, followUp.Id);
        Assert.StartsWith("/api/v1/ticket-messages/", message.Location, StringComparison.Ordinal);
        Assert.Equal((closed.Id, "new", "phone", customer.Id), ((string?)followUp["followUpOfId"], (string?)followUp["status"], (string?)followUp["channel"], (string?)followUp["customerId"]));
        Assert.Equal((string?)closed["subject"], (string?)followUp["subject"]);
        Assert.Equal("closed", (string?)(await Read(closed))["status"]);
        Assert.Equal(followUp.Id, (string?)(await Write(closed, "customerMessage", "Hello?")).Created()["ticketId"]);
        (await Write(closed, "publicReply", "No")).Conflict("ticket.closed");
        (await Write(closed, "internalNote", "No")).Conflict("ticket.closed");

        (await _api.Put($"{Url(followUp)}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{Url(followUp)}/closure")).Ok();
        var third = (string?)(await Write(closed, "customerMessage", "And again")).Created()["ticketId"];
        Assert.Equal(followUp.Id, (string?)(await _api.Get($"/api/v1/tickets/{third}")).Ok()["followUpOfId"]);
    }

    [Fact]
    public async Task Messages_to_a_closed_ticket_at_the_same_moment_make_one_follow_up()
    {
        var closed = await app.Given.ClosedTicket();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Write(closed, "customerMessage", $"{i}")));

        Assert.Single(answers.Select(a => (string?)a.Created()["ticketId"]).Distinct());
        var followUps = (await _api.Get($"/api/v1/tickets?followUpOfId={closed.Id}")).Ok();
        Assert.Equal(6, (await Bodies(followUps["data"]![0]!["id"]!.GetValue<string>())).Count());
        Assert.Single(followUps["data"]!.AsArray());
    }

    [Fact]
    public async Task Staff_follow_a_closed_ticket_up_without_its_archived_queue()
    {
        var customer = await app.Given.Customer();
        var queue = await app.Given.Queue();
        var ticket = (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "S", description = "D", channel = "web", queueId = queue.Id, tags = new[] { "a" } })).Created();
        (await _api.Put($"{Url(ticket)}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{Url(ticket)}/closure")).Ok();
        (await _api.Post($"{Url(ticket)}/follow-ups", new { })).Invalid("/channel", "required");

        var first = (await _api.Post($"{Url(ticket)}/follow-ups", new { channel = "visit" })).Created();
        Assert.Equal((ticket.Id, queue.Id, "S", null), ((string?)first["followUpOfId"], (string?)first["queueId"], (string?)first["subject"], (string?)first["description"]));
        Assert.Equal(first.Text, (await _api.Get(first.Location!)).Ok().Text);

        Assert.Equal(1, (int)(await app.Api().Delete(queue.Location!)).Conflict("queue.has_open_tickets")["details", "openTickets"]!);
        (await _api.Patch(first.Location!, new { queueId = (string?)null })).Ok();
        (await app.Api().Delete(queue.Location!)).NoContent();
        Assert.Null((await _api.Post($"{Url(ticket)}/follow-ups", new { channel = "visit" })).Created()["queueId"]);
    }

    [Fact]
    public async Task Resolved_tickets_close_by_themselves_when_their_days_are_over()
    {
        var (early, reopened) = (await app.Given.ResolvedTicket(), await app.Given.ResolvedTicket());
        app.Clock.Advance(TimeSpan.FromDays(6));
        var late = await app.Given.ResolvedTicket();
        await app.Given.Message(reopened, "customerMessage");

        await CloseResolved();
        Assert.Equal("resolved", (string?)(await Read(early))["status"]);
        app.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await CloseResolved();

        var closed = await Read(early);
        Assert.Equal("closed", (string?)closed["status"]);
        Assert.NotNull(closed["closedAt"]);
        Assert.Equal(("open", "resolved"), ((string?)(await Read(reopened))["status"], (string?)(await Read(late))["status"]));
        Assert.Equal(0, await CloseResolved());
    }

    [Fact]
    public async Task Several_instances_close_each_ticket_once()
    {
        await CloseResolved();
        var tickets = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.Given.ResolvedTicket()));
        var versions = tickets.ToDictionary(t => t.Id, t => (int)t["version"]!);
        app.Clock.Advance(TimeSpan.FromDays(8));

        var closed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CloseResolved()));

        Assert.True(closed.Sum() + await CloseResolved() >= 30);
        foreach (var ticket in tickets)
        {
            var read = await Read(ticket);
            Assert.Equal(("closed", versions[ticket.Id] + 1), ((string?)read["status"], (int)read["version"]!));
        }
    }

    [Fact]
    public async Task A_ticket_that_somebody_is_changing_is_left_for_the_next_time()
    {
        var ticket = await app.Given.ResolvedTicket();
        app.Clock.Advance(TimeSpan.FromDays(8));

        await app.Db(async db =>
        {
            await using var changing = await db.BeginAsync(TestContext.Current.CancellationToken);
            await db.LockAsync([Id<Ticket>.Parse(ticket.Id, null)], TestContext.Current.CancellationToken);
            await CloseResolved();
            Assert.Equal("resolved", (string?)(await Read(ticket))["status"]);
        });

        await CloseResolved();
        Assert.Equal("closed", (string?)(await Read(ticket))["status"]);
    }

    private async Task<int> CloseResolved()
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new CloseResolvedTickets(), TestContext.Current.CancellationToken);
    }

    private Task<Answer> Write(Answer ticket, string kind, string body) => _api.Post($"{Url(ticket)}/messages", new { kind, channel = "email", body });

    private async Task<Answer> Read(Answer ticket) => (await _api.Get(Url(ticket))).Ok();

    private Task<IEnumerable<string?>> Bodies(Answer ticket, string query = "") => Bodies(ticket.Id, query);

    private async Task<IEnumerable<string?>> Bodies(string ticket, string query = "") =>
        (await _api.Get($"/api/v1/tickets/{ticket}/messages{query}")).Ok()["data"]!.AsArray().Select(m => (string?)m!["body"]);

    private static string Url(Answer ticket) => $"/api/v1/tickets/{ticket.Id}";
}
