using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Crm.Domain.Service.Levels;
using Xunit;

namespace Crm.Domain.Tests.Service;

/// <summary>Tickets of one customer in every state, with no event waiting.</summary>
internal static class GivenTicket
{
    public static readonly DateTimeOffset Opened = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Resolved = Opened.AddHours(2);
    public static readonly DateTimeOffset Now = Opened.AddHours(5);
    public static readonly Id<Customer> Customer = Id<Customer>.New();
    public static readonly Id<User> Agent = Id<User>.New();
    public static readonly TicketResolution Solution = new(ResolutionCode.Solved, "Changed the toner.");
    public static readonly TicketResolution Explanation = new(ResolutionCode.Refunded, "Paid back.", "A faulty batch.", "The price and a voucher.");
    public static readonly TicketProfile Profile = new() { Subject = "The printer is on fire", Channel = TicketChannel.Email };

    public static Ticket In(TicketStatus status, TicketType type = TicketType.Question)
    {
        var ticket = Ticket.Open("T-2026-000001", Customer, Profile with { Type = type }, Opened);
        if (status is not (TicketStatus.New or TicketStatus.Resolved or TicketStatus.Closed)) ticket.Accept(Opened.AddHours(1));
        if (status == TicketStatus.Pending) ticket.WaitForCustomer(Opened.AddHours(2));
        if (status == TicketStatus.OnHold) ticket.WaitForThirdParty(Opened.AddHours(2));
        if (status is TicketStatus.Resolved or TicketStatus.Closed) ticket.Resolve(type == TicketType.Complaint ? Explanation : Solution, Resolved);
        if (status == TicketStatus.Closed) ticket.Close(Resolved);
        ticket.PullEvents();
        Assert.Equal(status, ticket.Status);
        return ticket;
    }

    public static Ticket Merged()
    {
        var ticket = In(TicketStatus.Open);
        ticket.MergeInto(In(TicketStatus.Open), Now);
        ticket.PullEvents();
        return ticket;
    }

    public static TicketMessage Reply(this Ticket ticket, DateTimeOffset? at = null) =>
        ticket.Write(TicketMessageKind.PublicReply, TicketChannel.Email, "We are coming.", Agent, null, at ?? Now);

    public static TicketMessage Note(this Ticket ticket) =>
        ticket.Write(TicketMessageKind.InternalNote, TicketChannel.Web, "Bring a bucket.", Agent, null, Now);

    public static TicketMessage Hear(this Ticket ticket, Id<Contact>? contact = null) =>
        ticket.Write(TicketMessageKind.CustomerMessage, TicketChannel.Email, "Still burning.", null, contact, Now);

    public static void Refused(string code, Action act) => Assert.Equal(code, Assert.Throws<RuleBroken>(act).Code);

    /// <summary>What was raised for others; that clocks go by it, is the ticket's own affair.</summary>
    public static IReadOnlyList<IDomainEvent> News(this Ticket ticket) => [.. ticket.PullEvents().Where(e => e is not TicketClocksTouched)];
}
