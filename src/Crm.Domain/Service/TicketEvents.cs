using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Service;

[ToldAs("ticket.created")]
public sealed record TicketOpened(Id<Ticket> TicketId, Id<Customer> CustomerId, DateTimeOffset At) : IDomainEvent;

/// <summary>Nobody has the ticket any more when <paramref name="AssigneeId"/> is null.</summary>
public sealed record TicketAssigned(Id<Ticket> TicketId, Id<User>? AssigneeId, DateTimeOffset At) : IDomainEvent;

[ToldAs("ticket.messageWritten")]
public sealed record TicketMessageWritten(Id<Ticket> TicketId, Id<TicketMessage> MessageId, TicketMessageKind Kind, DateTimeOffset At) : IDomainEvent;

public sealed record TicketResolved(Id<Ticket> TicketId, DateTimeOffset At) : IDomainEvent;

public sealed record TicketReopened(Id<Ticket> TicketId, DateTimeOffset At) : IDomainEvent;

public sealed record TicketClosed(Id<Ticket> TicketId, DateTimeOffset At) : IDomainEvent;

/// <summary>Some of the ticket's messages are in a new one now.</summary>
public sealed record TicketSplit(Id<Ticket> TicketId, Id<Ticket> NewTicketId, DateTimeOffset At) : IDomainEvent;

/// <summary>The ticket is closed and lives on in another; it comes instead of <see cref="TicketClosed"/>, because the matter has not ended.</summary>
public sealed record TicketMerged(Id<Ticket> TicketId, Id<Ticket> IntoId, DateTimeOffset At) : IDomainEvent;
