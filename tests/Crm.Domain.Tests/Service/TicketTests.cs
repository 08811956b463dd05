using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Domain.Tests.Service;

public sealed class TicketTests
{
    private static readonly TicketProfile Full = new()
    {
        Subject = " Wrong colour ",
        Description = "I ordered red.\nIt is blue.",
        Type = TicketType.Request,
        Channel = TicketChannel.Phone,
        Priority = TicketPriority.High,
        ContactId = Id<Contact>.New(),
        OrderId = Id<Order>.New(),
        ProductId = Id<Product>.New(),
        QueueId = Id<Queue>.New(),
        Tags = ["Colour"],
        CustomFields = new CustomFields([KeyValuePair.Create("serial", (object?)"X1")]),
        ExternalIds = [new ExternalId("desk", "77")],
    };

    [Fact]
    public void A_ticket_opens_as_new_with_what_the_caller_wrote()
    {
        var ticket = Ticket.Open("T-1", GivenTicket.Customer, Full, GivenTicket.Opened);

        Assert.Equal(("T-1", GivenTicket.Customer, GivenTicket.Opened, TicketStatus.New), (ticket.Number, ticket.CustomerId, ticket.OpenedAt, ticket.Status));
        Assert.Equal(("Wrong colour", Full.Description, TicketType.Request, TicketChannel.Phone, TicketPriority.High),
            (ticket.Subject, ticket.Description, ticket.Type, ticket.Channel, ticket.Priority));
        Assert.Equal((Full.ContactId, Full.OrderId, Full.ProductId, Full.QueueId), (ticket.ContactId, ticket.OrderId, ticket.ProductId, ticket.QueueId));
        Assert.Equal(["colour"], ticket.Tags);
        Assert.Equal(Full.CustomFields, ticket.CustomFields);
        Assert.Equal("77", Assert.Single(ticket.ExternalIds).Value);
        Assert.Equal([new TicketOpened(ticket.Id, GivenTicket.Customer, GivenTicket.Opened)], ticket.News());
    }

    [Fact]
    public void A_part_is_changed_and_the_rest_stays()
    {
        var ticket = Ticket.Open("T-1", GivenTicket.Customer, Full, GivenTicket.Opened);
        var externalId = ticket.ExternalIds.Single();

        ticket.Change(TicketProfile.Of(ticket) with { Priority = TicketPriority.Urgent, Description = " " });

        Assert.Equal((TicketPriority.Urgent, null, "Wrong colour", Full.QueueId), (ticket.Priority, ticket.Description, ticket.Subject, ticket.QueueId));
        Assert.Equal(["colour"], ticket.Tags);
        Assert.Same(externalId, ticket.ExternalIds.Single());
    }

    [Fact]
    public void A_complaint_is_not_resolved_without_root_cause_and_remedy()
    {
        var ticket = GivenTicket.In(TicketStatus.Open, TicketType.Complaint);
        foreach (var resolution in new[]
        {
            GivenTicket.Solution,
            GivenTicket.Explanation with { RootCause = null },
            GivenTicket.Explanation with { Remedy = " " },
        })
            GivenTicket.Refused("ticket.complaint_unexplained", () => ticket.Resolve(resolution, GivenTicket.Now));
        Assert.Equal((TicketStatus.Open, null), (ticket.Status, ticket.Resolution));

        ticket.Resolve(GivenTicket.Explanation, GivenTicket.Now);
        Assert.Equal((TicketStatus.Resolved, "A faulty batch.", "The price and a voucher."), (ticket.Status, ticket.RootCause, ticket.Remedy));
    }

    [Fact]
    public void The_explanation_of_a_resolved_complaint_cannot_be_taken_away()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved, TicketType.Complaint);

        GivenTicket.Refused("ticket.complaint_unexplained", () => ticket.Resolve(GivenTicket.Solution, GivenTicket.Now));
        Assert.Equal("A faulty batch.", ticket.RootCause);
    }

    [Fact]
    public void A_resolved_ticket_becomes_a_complaint_only_when_it_is_explained()
    {
        var ticket = GivenTicket.In(TicketStatus.Resolved);
        var complaint = GivenTicket.Profile with { Type = TicketType.Complaint, Subject = "Never again" };

        GivenTicket.Refused("ticket.complaint_unexplained", () => ticket.Change(complaint));
        Assert.NotEqual("Never again", ticket.Subject);

        ticket.Resolve(GivenTicket.Explanation, GivenTicket.Now);
        ticket.Change(complaint);
        Assert.Equal(TicketType.Complaint, ticket.Type);
    }

    [Fact]
    public void An_open_ticket_becomes_a_complaint_at_any_time()
    {
        var ticket = GivenTicket.In(TicketStatus.Open);

        ticket.Change(GivenTicket.Profile with { Type = TicketType.Complaint });

        GivenTicket.Refused("ticket.complaint_unexplained", () => ticket.Resolve(GivenTicket.Solution, GivenTicket.Now));
    }

    [Fact]
    public void A_follow_up_goes_on_about_the_same_thing_from_the_start()
    {
        var closed = Ticket.Open("T-1", GivenTicket.Customer, Full, GivenTicket.Opened);
        closed.Assign(GivenTicket.Agent, GivenTicket.Opened);
        closed.Resolve(GivenTicket.Solution, GivenTicket.Resolved);
        closed.Close(GivenTicket.Resolved);

        var ticket = Ticket.FollowUp(closed, "T-2", TicketChannel.Chat, GivenTicket.Now);

        Assert.Equal(("T-2", closed.Id, TicketStatus.New, GivenTicket.Now), (ticket.Number, ticket.FollowUpOfId, ticket.Status, ticket.OpenedAt));
        Assert.Equal((GivenTicket.Customer, "Wrong colour", TicketType.Request, TicketChannel.Chat, TicketPriority.High),
            (ticket.CustomerId, ticket.Subject, ticket.Type, ticket.Channel, ticket.Priority));
        Assert.Equal((Full.ContactId, Full.OrderId, Full.ProductId, Full.QueueId), (ticket.ContactId, ticket.OrderId, ticket.ProductId, ticket.QueueId));
        Assert.Equal(["colour"], ticket.Tags);
        Assert.Equal(Full.CustomFields, ticket.CustomFields);
        Assert.Equal((null, null, null, null, null), (ticket.AssigneeId, ticket.Description, ticket.Resolution, ticket.ResolvedAt, ticket.ClosedAt));
        Assert.Empty(ticket.ExternalIds);
        Assert.Equal([new TicketOpened(ticket.Id, GivenTicket.Customer, GivenTicket.Now)], ticket.News());
    }

    [Fact]
    public void Only_a_closed_ticket_that_was_not_merged_is_followed_up()
    {
        GivenTicket.Refused("ticket.not_closed", () => Ticket.FollowUp(GivenTicket.In(TicketStatus.Resolved), "T-2", TicketChannel.Email, GivenTicket.Now));
        GivenTicket.Refused("ticket.merged", () => Ticket.FollowUp(GivenTicket.Merged(), "T-2", TicketChannel.Email, GivenTicket.Now));
    }

    [Fact]
    public void A_queue_has_a_name_and_changes_it()
    {
        var queue = Queue.Create(" Repairs ", " ");
        Assert.Equal(("Repairs", null), (queue.Name, queue.Description));

        queue.Change("维修", "All that is broken");
        Assert.Equal(("维修", "All that is broken"), (queue.Name, queue.Description));
    }
}
