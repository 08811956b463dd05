using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Levels;
using MediatR;

namespace Crm.Application.Service.Levels;

/// <summary>Lists the warnings and breaches, the newest first.</summary>
public sealed record ListSlaEvents(ListRequest List) : IRequest<ListPage<SlaEventDetails>>
{
    public static readonly ListSpec<SlaEvent> Spec = new ListSpec<SlaEvent>(e => e.Id)
        .Sortable("at", e => e.At)
        .Sortable("raisedAt", e => e.RaisedAt)
        .Filter("ticketId", e => e.TicketId)
        .Filter("policyId", e => e.PolicyId)
        .Filter("clock", e => e.Clock)
        .Filter("kind", e => e.Kind)
        .Expands<Ticket, TicketRow>("ticket", () => ListTickets.Spec, list => new ListTickets(list))
        .SortedBy("-at");
}

/// <summary>That little of a ticket's promised time was left, or that it had passed; raised once for each promise about the ticket, that is for each policy, clock and target.</summary>
/// <param name="Clock">The first reply, or the resolution.</param>
/// <param name="TargetMinutes">Working time that was promised.</param>
/// <param name="DueAt">When the time would have passed, or had.</param>
/// <param name="At">When it came to it.</param>
/// <param name="RaisedAt">When it was noticed: within seconds, or when somebody was there again to notice it.</param>
public sealed record SlaEventDetails(
    Id<SlaEvent> Id, Id<Ticket> TicketId, Id<SlaPolicy> PolicyId, SlaClockKind Clock, SlaEventKind Kind, int TargetMinutes, DateTimeOffset DueAt, DateTimeOffset At, DateTimeOffset RaisedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<SlaEvent, SlaEventDetails>();
    }
}

internal sealed class ListSlaEventsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListSlaEvents, ListPage<SlaEventDetails>>
{
    public Task<ListPage<SlaEventDetails>> Handle(ListSlaEvents q, CancellationToken ct) => lists.Page<SlaEvent, SlaEventDetails>(db.SlaEvents, ListSlaEvents.Spec, q.List, ct);
}
