using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Service;

/// <summary>Who wrote for whom: staff for the customer, staff for staff, the customer for staff.</summary>
public enum TicketMessageKind { PublicReply, InternalNote, CustomerMessage }

/// <summary>One message of a ticket, written by <see cref="Ticket.Write"/>. It is not part of the ticket's aggregate, because a ticket may have
/// hundreds and needs none of them to decide anything.</summary>
public sealed class TicketMessage
{
    public const int BodyMax = 50_000;

    private TicketMessage() { }

    internal TicketMessage(Id<Ticket> ticket, TicketMessageKind kind, TicketChannel channel, string body, Id<User>? author, Id<Contact>? contact, DateTimeOffset now)
    {
        TicketId = ticket;
        Kind = kind;
        Channel = channel;
        Body = Text.Required(body);
        AuthorId = author;
        ContactId = contact;
        SentAt = now;
    }

    public Id<TicketMessage> Id { get; private set; } = Id<TicketMessage>.New();
    public Id<Ticket> TicketId { get; private set; }
    public TicketMessageKind Kind { get; private set; }
    public TicketChannel Channel { get; private set; }
    public string Body { get; private set; } = "";

    /// <summary>The user who wrote a reply or a note; null on a customer's message.</summary>
    public Id<User>? AuthorId { get; private set; }

    /// <summary>Who at the customer wrote a customer's message, where that is known.</summary>
    public Id<Contact>? ContactId { get; private set; }

    /// <summary>A ticket's messages are in the order of this time; merging keeps it.</summary>
    public DateTimeOffset SentAt { get; private set; }

    /// <summary>That somebody wrote stays, without what was written.</summary>
    public void Erase() => Body = Erasing.Mark;

    /// <summary>Goes from a ticket that is split into the new one.</summary>
    internal void MoveTo(Ticket ticket) => TicketId = ticket.Id;

    /// <summary>Follows its ticket into the one that it was merged into; a no-op when it is there already.</summary>
    /// <exception cref="RuleBroken">The message's ticket was not merged into the other.</exception>
    public void Follow(Ticket merged)
    {
        if (TicketId == merged.MergedIntoId) return;
        if (TicketId != merged.Id || merged.MergedIntoId is not { } target) throw TicketErrors.NotMerged;
        TicketId = target;
    }
}
