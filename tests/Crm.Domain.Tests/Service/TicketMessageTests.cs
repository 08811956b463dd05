using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Service;

public sealed class TicketMessageTests
{
    [Fact]
    public void A_message_says_who_wrote_what_where_and_when()
    {
        var ticket = GivenTicket.In(TicketStatus.Open);
        var contact = Id<Contact>.New();

        var message = ticket.Write(TicketMessageKind.CustomerMessage, TicketChannel.Wechat, " 打印机着火了 🔥 ", null, contact, GivenTicket.Now);

        Assert.Equal((ticket.Id, TicketMessageKind.CustomerMessage, TicketChannel.Wechat), (message.TicketId, message.Kind, message.Channel));
        Assert.Equal(("打印机着火了 🔥", null, contact, GivenTicket.Now), (message.Body, message.AuthorId, message.ContactId, message.SentAt));
        Assert.Equal([new TicketMessageWritten(ticket.Id, message.Id, message.Kind, GivenTicket.Now)], ticket.News());
    }

    [Fact]
    public void Only_the_first_public_reply_stops_the_response_clock()
    {
        var ticket = GivenTicket.In(TicketStatus.New);

        ticket.Note();
        ticket.Hear();
        Assert.Null(ticket.FirstResponseAt);

        ticket.Reply(GivenTicket.Now);
        ticket.Reply(GivenTicket.Now.AddHours(1));
        Assert.Equal(GivenTicket.Now, ticket.FirstResponseAt);
    }

    [Fact]
    public void A_reply_to_a_resolved_ticket_counts_as_a_response_and_leaves_it_resolved()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);

        ticket.Reply();

        Assert.Equal((TicketStatus.Resolved, GivenTicket.Now), (ticket.Status, ticket.FirstResponseAt));
    }

    [Fact]
    public void A_customers_message_on_a_resolved_ticket_reopens_it_and_counts()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);

        ticket.Hear();

        Assert.Equal((TicketStatus.Open, 1, null), (ticket.Status, ticket.ReopenedCount, ticket.ResolvedAt));
        Assert.Contains(new TicketReopened(ticket.Id, GivenTicket.Now), ticket.News());
    }

    [Fact]
    public void A_customers_message_ends_the_waiting_for_it_without_counting()
    {
        var ticket = GivenTicket.In(TicketStatus.Pending);

        ticket.Hear();

        Assert.Equal((TicketStatus.Open, 0), (ticket.Status, ticket.ReopenedCount));
        Assert.IsType<TicketMessageWritten>(Assert.Single(ticket.News()));
    }

    [Fact]
    public void Staff_messages_need_a_user_and_customers_messages_have_none()
    {
        var ticket = GivenTicket.In(TicketStatus.Pending);
        void Refused(TicketMessageKind kind, bool user, bool contact) => GivenTicket.Refused("ticket.wrong_sender", () =>
            ticket.Write(kind, TicketChannel.Email, "Hello", user ? GivenTicket.Agent : null, contact ? Id<Contact>.New() : null, GivenTicket.Now));

        Refused(TicketMessageKind.PublicReply, user: false, contact: false);
        Refused(TicketMessageKind.PublicReply, user: true, contact: true);
        Refused(TicketMessageKind.InternalNote, user: false, contact: true);
        Refused(TicketMessageKind.CustomerMessage, user: true, contact: false);
        Refused(TicketMessageKind.CustomerMessage, user: true, contact: true);
        Assert.Equal((TicketStatus.Pending, null), (ticket.Status, ticket.FirstResponseAt));
    }

    [Fact]
    public void A_merged_ticket_refuses_a_message_and_names_the_one_that_goes_on()
    {
        var ticket = GivenTicket.Merged();

        var refused = Assert.Throws<RuleBroken>(() => ticket.Hear());

        Assert.Equal("ticket.merged", refused.Code);
        Assert.Equal(ticket.MergedIntoId.ToString(), refused.Details["mergedInto"]);
    }
}
