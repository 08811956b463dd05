using Crm.Domain.Common;
using MediatR;

namespace Crm.Application.Common;

/// <summary>Carries a domain event to those that react to it inside the transaction of the change (the domain knows no MediatR).</summary>
public sealed record Happened<TEvent>(TEvent Event) : INotification where TEvent : IDomainEvent;

/// <summary>A reaction to <typeparamref name="TEvent"/>: it changes other aggregates and leaves saving to the command that caused the event.</summary>
public abstract class Reaction<TEvent> : INotificationHandler<Happened<TEvent>> where TEvent : IDomainEvent
{
    public Task Handle(Happened<TEvent> happened, CancellationToken ct) => React(happened.Event, ct);

    protected abstract Task React(TEvent e, CancellationToken ct);
}
