using Crm.Domain.Common;

namespace Crm.Domain.Service;

/// <summary>Two matters in one ticket become two tickets.</summary>
public sealed partial class Ticket
{
    /// <summary>The ticket that this one's first messages were taken from.</summary>
    public Id<Ticket>? SplitFromId { get; private set; }

    /// <summary>Opens another ticket of the customer with some of this one's messages. It counts from the first of them on: the customer has waited since then. A reply among them was its
    /// first response. What was promised about this ticket stays.</summary>
    /// <param name="taken">Messages of this ticket; at least one.</param>
    /// <param name="lastLeft">When the last of the messages that stay was written; null when none stays.</param>
    public Ticket Split(string number, TicketProfile profile, IReadOnlyCollection<TicketMessage> taken, DateTimeOffset? lastLeft, DateTimeOffset now)
    {
        EnsureNotClosed();
        var ticket = Open(number, CustomerId, profile, taken.Min(m => m.SentAt));
        ticket.SplitFromId = Id;
        ticket.LastMessageAt = taken.Max(m => m.SentAt);
        foreach (var message in taken) message.MoveTo(ticket);
        if (taken.Where(m => m.Kind == TicketMessageKind.PublicReply).Select(m => (DateTimeOffset?)m.SentAt).Min() is { } reply)
        {
            ticket.Respond(reply);
            ticket.Accept(reply);
        }
        LastMessageAt = lastLeft;
        Raise(new TicketSplit(Id, ticket.Id, now));
        return ticket;
    }
}
