using Xunit;

namespace Crm.Tests.Service;

/// <summary>Splitting tickets over HTTP.</summary>
public sealed class TicketSplitTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Messages_go_into_a_new_ticket_of_the_customer_that_counts_from_the_first_of_them_on()
    {
        var ticket = await app.Given.OpenTicket();
        var first = await app.Given.Message(ticket, "customerMessage", "It leaks");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        var other = await app.Given.Message(ticket, "customerMessage", "And the invoice is wrong");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        var reply = await app.Given.Message(ticket, "publicReply", "We send another invoice");
        var last = await app.Given.Message(ticket, "internalNote", "Call the plumber");
        var split = (await _api.Post($"{Url(ticket)}/splits", new { messageIds = new[] { other.Id, reply.Id }, subject = "The invoice is wrong", type = "request" })).Created();

        Assert.Equal(((string)ticket["customerId"]!, ticket.Id, "request", "open"), ((string)split["customerId"]!, (string)split["splitFromId"]!, (string)split["type"]!, (string)split["status"]!));
        Assert.Equal(((string)other["sentAt"]!, (string)reply["sentAt"]!, (string)reply["sentAt"]!), ((string)split["openedAt"]!, (string)split["firstResponseAt"]!, (string)split["lastMessageAt"]!));
        Assert.Equal(split.Text, (await _api.Get(split.Location!)).Ok().Text);
        Assert.Equal([other.Id, reply.Id], await Messages(split));
        Assert.Equal([first.Id, last.Id], await Messages(ticket));
        Assert.Equal((string)last["sentAt"]!, (string)(await _api.Get(Url(ticket))).Ok()["lastMessageAt"]!);
        Assert.Equal(split.Id, (string)(await _api.Get($"/api/v1/tickets?splitFromId={ticket.Id}")).Ok()["data", 0, "id"]!);
        Assert.Equal(ticket.Id, (string)(await _api.Get($"{split.Location}?expand=splitFrom")).Ok()["splitFrom", "id"]!);
    }

    [Fact]
    public async Task What_is_no_message_of_the_ticket_is_refused_and_nothing_is_moved()
    {
        var (ticket, other) = (await app.Given.OpenTicket(), await app.Given.OpenTicket());
        var (mine, theirs) = (await app.Given.Message(ticket, "customerMessage"), await app.Given.Message(other, "customerMessage"));
        (await _api.Post($"{Url(ticket)}/splits", new { messageIds = new[] { mine.Id, theirs.Id }, subject = "Both" })).Invalid("/messageIds/1", "reference.unknown");
        (await _api.Post($"{Url(ticket)}/splits", new { messageIds = Array.Empty<string>(), subject = "None" })).Invalid("/messageIds", "list.empty");
        (await _api.Post($"{Url(ticket)}/splits", new { messageIds = new[] { mine.Id, mine.Id }, subject = "Twice" })).Invalid("/messageIds", "list.repeats");
        (await _api.Post($"{Url(ticket)}/splits", new { messageIds = new[] { mine.Id }, subject = " " })).Invalid("/subject", "required");
        Assert.Equal([mine.Id], await Messages(ticket));

        var closed = await app.Given.ClosedTicket();
        (await _api.Post($"{Url(closed)}/splits", new { messageIds = new[] { mine.Id }, subject = "Late" })).Invalid("/messageIds/0", "reference.unknown");
    }

    [Fact]
    public async Task Of_two_that_take_the_same_message_one_gets_it()
    {
        var ticket = await app.Given.OpenTicket();
        var message = await app.Given.Message(ticket, "customerMessage");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _api.Post($"{Url(ticket)}/splits", new { messageIds = new[] { message.Id }, subject = $"Part {i}" })));
        var split = Assert.Single(answers, a => a.Status == System.Net.HttpStatusCode.Created);
        Assert.All(answers.Except([split]), a => a.Invalid("/messageIds/0", "reference.unknown"));
        Assert.Equal([message.Id], await Messages(split));
        Assert.Empty(await Messages(ticket));
    }

    private static string Url(Answer ticket) => $"/api/v1/tickets/{ticket.Id}";

    private async Task<IEnumerable<string>> Messages(Answer ticket) => (await _api.Get($"{Url(ticket)}/messages")).Ok()["data"]!.AsArray().Select(m => (string)m!["id"]!);
}
