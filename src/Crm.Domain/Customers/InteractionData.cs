using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Domain.Customers;

/// <summary>How the company and a customer met.</summary>
public enum InteractionChannel { Phone, Email, Sms, Chat, Wechat, Weibo, Qq, Whatsapp, Social, Web, Letter, Fax, Visit, Meeting, Event, Other }

/// <summary>In: the customer came to us; out: we went to the customer.</summary>
public enum InteractionDirection { In, Out }

/// <summary>What came of it, in a word.</summary>
public enum InteractionOutcome { Reached, NotReached, LeftMessage, FollowUpNeeded, Done, Other }

/// <summary>What a caller may write about an interaction. It replaces everything: what is left out is emptied.</summary>
public sealed record InteractionData
{
    public Id<Order>? OrderId { get; init; }
    public Id<Ticket>? TicketId { get; init; }
    public required InteractionChannel Channel { get; init; }
    public required InteractionDirection Direction { get; init; }
    public required string Subject { get; init; }
    public string? Text { get; init; }

    /// <summary>When it began; when left out, now for a new one and the time before for another.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public InteractionOutcome? Outcome { get; init; }
    public string? OutcomeNote { get; init; }

    /// <summary>The main one first.</summary>
    public IReadOnlyCollection<Id<Contact>> ContactIds { get; init; } = [];
    public IReadOnlyCollection<Id<User>> UserIds { get; init; } = [];
    public IReadOnlyCollection<ExternalId> ExternalIds { get; init; } = [];
}
