using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Calendars;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using MediatR;

namespace Crm.Application.Service.Levels;

/// <summary>Lists the policies, in the order in which they are looked at.</summary>
public sealed record ListSlaPolicies(ListRequest List) : IRequest<ListPage<SlaPolicyDetails>>
{
    public static readonly ListSpec<SlaPolicy> Spec = new ListSpec<SlaPolicy>(p => p.Id)
        .Sortable("position", p => p.Position)
        .Sortable("name", p => p.Name)
        .Sortable("createdAt", p => p.CreatedAt)
        .Filter("calendarId", p => p.CalendarId)
        .Searched()
        .Expands<BusinessCalendar, CalendarRow>("calendar", () => ListCalendars.Spec, list => new ListCalendars(list))
        .SortedBy("position");
}

internal sealed class ListSlaPoliciesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListSlaPolicies, ListPage<SlaPolicyDetails>>
{
    public Task<ListPage<SlaPolicyDetails>> Handle(ListSlaPolicies q, CancellationToken ct) =>
        lists.Page(db.SlaPolicies, ListSlaPolicies.Spec, q.List, p => SlaPolicyDetails.Of(p), ct);
}
