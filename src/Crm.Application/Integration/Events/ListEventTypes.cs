using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Integration.Events;

/// <summary>The types of events of which the caller can be told.</summary>
public sealed record ListEventTypes : IRequest<EventTypeList>;

public sealed record EventTypeList(IReadOnlyList<EventTypeRow> Data);

/// <param name="Type">Such as order.placed.</param>
/// <param name="Kind">The kind of record that it is about, such as order.</param>
/// <param name="Area">The area of permissions that it belongs to.</param>
public sealed record EventTypeRow(string Type, string Kind, Area Area);

internal sealed class ListEventTypesHandler(ICurrentUser caller) : IRequestHandler<ListEventTypes, EventTypeList>
{
    public Task<EventTypeList> Handle(ListEventTypes q, CancellationToken ct) =>
        Task.FromResult(new EventTypeList([.. EventTypes.All.Where(t => t.IsFor(caller.Access)).Select(t => new EventTypeRow(t.Type, t.Kind, t.Area))]));
}
