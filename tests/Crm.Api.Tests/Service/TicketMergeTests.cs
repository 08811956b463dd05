using System.Net;
using Xunit;

namespace Crm.Tests.Service;

public sealed class TicketMergeTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task The_target_takes_the_messages_in_time_order_and_the_children()
    {
        var customer = await app.Given.Customer();
        var (target, one, two) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id), await app.Given.ResolvedTicket(customer.Id));
        var (child, closedChild) = (await app.Given.Ticket(customer.Id), await app.Given.ResolvedTicket(customer.Id));
        await Put(child, "parent", one);
        await Put(closedChild, "parent", one);
        (await _api.Put($"{Url(closedChild)}/closure")).Ok();
        foreach (var (ticket, body) in new[] { (one, "1"), (target, "2"), (two, "3"), (one, "4") })
        {
            await app.Given.Message(ticket, "publicReply", body);
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var merged = (await Merge(target, one, two)).Ok();

        Assert.Equal((target.Id, "open"), (merged.Id, (string?)merged["status"]));
        Assert.Equal(merged.Text, (await Read(target)).Text);
        Assert.Equal(["1", "2", "3", "4"], await Bodies(target));
        Assert.Empty(await Bodies(one));
        foreach (var source in new[] { one, two })
        {
            var closed = await Read(source);
            Assert.Equal(("closed", target.Id), ((string?)closed["status"], (string?)closed["mergedIntoId"]));
        }
        Assert.Equal((target.Id, one.Id), ((string?)(await Read(child))["parentId"], (string?)(await Read(closedChild))["parentId"]));
        Assert.Equal(merged.Text, (await Merge(target, two, one)).Ok().Text);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_and_nothing_is_changed()
    {
        var customer = await app.Given.Customer();
        var (target, source, stranger) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id), await app.Given.Ticket());
        var closed = await app.Given.ClosedTicket(customer.Id);
        await app.Given.Message(source, "customerMessage", "mine");

        (await Merge(target, source, target)).Conflict("ticket.merged_with_itself");
        (await Merge(target, source, stranger)).Conflict("ticket.merged_across_customers");
        (await Merge(target, source, closed)).Conflict("ticket.closed");
        (await Merge(closed, source)).Conflict("ticket.merge_target_closed");
        (await _api.Post($"{Url(target)}/merges", new { sourceIds = new[] { source.Id, $"{Guid.NewGuid()}" } })).Invalid("/sourceIds/1", "reference.unknown");
        (await _api.Post($"{Url(target)}/merges", new { sourceIds = Array.Empty<string>() })).Invalid("/sourceIds", "list.empty");
        (await _api.Post($"{Url(target)}/merges", new { sourceIds = new[] { source.Id, source.Id } })).Invalid("/sourceIds", "list.repeats");
        (await _api.Post($"{Url(target)}/merges", new { sourceIds = Enumerable.Range(0, 21).Select(_ => Guid.NewGuid()) })).Invalid("/sourceIds", "list.too_long");
        (await _api.Post($"{Url(target)}/merges", new { sourceIds = new[] { "x" } })).Invalid("/sourceIds/0", "value.invalid");
        (await _api.Post($"{Url(target)}/merges", new { })).Invalid("/sourceIds", "required");
        (await _api.Post($"/api/v1/tickets/{Guid.NewGuid()}/merges", new { sourceIds = new[] { source.Id } })).NotFound();

        Assert.Equal("new", (string?)(await Read(source))["status"]);
        Assert.Equal(["mine"], await Bodies(source));
        (await Merge(target, source)).Ok();
        var other = await app.Given.Ticket(customer.Id);
        var refused = (await Merge(other, source)).Conflict("ticket.merged");
        Assert.Equal(target.Id, (string?)refused["details", "mergedInto"]);
    }

    [Fact]
    public async Task A_target_below_its_sources_takes_the_place_of_the_highest()
    {
        var customer = await app.Given.Customer();
        var (top, high, middle, low, target) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id),
            await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id));
        await Put(high, "parent", top);
        await Put(middle, "parent", high);
        await Put(low, "parent", middle);
        await Put(target, "parent", low);
        await Put(target, "duplicate-of", low);
        await Put(low, "duplicate-of", high);
        await Put(high, "duplicate-of", top);

        // Whichever source is named first.
        (await Merge(target, high, low)).Ok();

        var read = await Read(target);
        Assert.Equal((top.Id, top.Id), ((string?)read["parentId"], (string?)read["duplicateOfId"]));
        Assert.Equal(target.Id, (string?)(await Read(middle))["parentId"]);
    }

    [Fact]
    public async Task Replies_to_a_merged_ticket_are_refused_and_the_customers_messages_find_their_way()
    {
        var customer = await app.Given.Customer();
        var (first, second, last) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id));
        (await Merge(second, first)).Ok();
        (await Merge(last, second)).Ok();

        var refused = (await _api.Post($"{Url(first)}/messages", new { kind = "publicReply", channel = "email", body = "R" })).Conflict("ticket.merged");
        Assert.Equal(second.Id, (string?)refused["details", "mergedInto"]);
        Assert.Equal(last.Id, (string?)(await app.Given.Message(first, "customerMessage"))["ticketId"]);
        (await _api.Post($"{Url(first)}/follow-ups", new { channel = "email" })).Conflict("ticket.merged");

        (await _api.Put($"{Url(last)}/resolution", Given.Solved)).Ok();
        (await _api.Put($"{Url(last)}/closure")).Ok();
        (await _api.Delete(Url(last))).NoContent();
        var followUp = (string?)(await app.Given.Message(first, "customerMessage"))["ticketId"];
        Assert.Equal(last.Id, (string?)(await _api.Get($"/api/v1/tickets/{followUp}")).Ok()["followUpOfId"]);
        Assert.Equal(followUp, (string?)(await app.Given.Message(second, "customerMessage"))["ticketId"]);
    }

    [Fact]
    public async Task Of_two_tickets_merged_into_each_other_at_the_same_moment_one_stays_open()
    {
        for (var i = 0; i < 5; i++)
        {
            var customer = await app.Given.Customer();
            var (a, b) = (await app.Given.OpenTicket(customer.Id), await app.Given.OpenTicket(customer.Id));

            var answers = await Task.WhenAll(Merge(a, b), Merge(b, a));

            Assert.Single(answers, x => x.Status != HttpStatusCode.OK).Conflict("ticket.merge_target_closed");
            Assert.Equal(["closed", "open"], new[] { (string?)(await Read(a))["status"], (string?)(await Read(b))["status"] }.Order());
        }
    }

    [Fact]
    public async Task Of_overlapping_merges_at_the_same_moment_one_gets_the_ticket_that_both_want()
    {
        for (var i = 0; i < 5; i++)
        {
            var customer = await app.Given.Customer();
            var (one, two, a, shared, b) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id),
                await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id));
            await app.Given.Message(shared, "customerMessage", "wanted");

            var answers = await Task.WhenAll(Merge(one, a, shared), Merge(two, b, shared));

            Assert.Single(answers, x => x.Status != HttpStatusCode.OK).Conflict("ticket.merged");
            var (winner, loser) = answers[0].Status == HttpStatusCode.OK ? (one, two) : (two, one);
            Assert.Equal(["wanted"], await Bodies(winner));
            Assert.Empty(await Bodies(loser));
            Assert.Equal(winner.Id, (string?)(await Read(shared))["mergedIntoId"]);
            Assert.Equal("new", (string?)(await Read(winner.Id == one.Id ? b : a))["status"]);
        }
    }

    [Fact]
    public async Task No_message_is_lost_when_it_is_written_during_a_merge()
    {
        var customer = await app.Given.Customer();
        var (target, source) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id));

        var messages = Enumerable.Range(0, 8).Select(i => app.Given.Message(source, "customerMessage", $"{i}"));
        var merge = Merge(target, source);
        await Task.WhenAll(messages.Cast<Task>().Append(merge));

        (await merge).Ok();
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), (await Bodies(target)).Order());
    }

    [Fact]
    public async Task Linking_crosswise_during_a_merge_makes_no_circle()
    {
        for (var i = 0; i < 5; i++)
        {
            var customer = await app.Given.Customer();
            var (target, source, child) = (await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id));
            await Put(child, "parent", source);

            var answers = await Task.WhenAll(Merge(target, source), _api.Put($"{Url(target)}/parent", new { ticketId = child.Id }));

            answers[0].Ok();
            if (answers[1].Status != HttpStatusCode.OK) answers[1].Conflict("ticket.parent_cycle");
            Assert.Equal((target.Id, null), ((string?)(await Read(child))["parentId"], (string?)(await Read(target))["parentId"]));
        }
    }

    private Task<Answer> Merge(Answer target, params Answer[] sources) => _api.Post($"{Url(target)}/merges", new { sourceIds = sources.Select(s => s.Id) });

    private async Task Put(Answer ticket, string link, Answer other) => (await _api.Put($"{Url(ticket)}/{link}", new { ticketId = other.Id })).Ok();

    private async Task<Answer> Read(Answer ticket) => (await _api.Get(Url(ticket))).Ok();

    private async Task<IEnumerable<string?>> Bodies(Answer ticket) => (await _api.Get($"{Url(ticket)}/messages")).Ok()["data"]!.AsArray().Select(m => (string?)m!["body"]);

    private static string Url(Answer ticket) => $"/api/v1/tickets/{ticket.Id}";
}
