using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Service.Calendars;
using MediatR;

namespace Crm.Application.Service.Calendars;

public sealed record ListCalendars(ListRequest List) : IRequest<ListPage<CalendarRow>>
{
    public static readonly ListSpec<BusinessCalendar> Spec = new ListSpec<BusinessCalendar>(c => c.Id)
        .Sortable("name", c => c.Name)
        .Sortable("createdAt", c => c.CreatedAt)
        .Searched()
        .SortedBy("name");
}

internal sealed class ListCalendarsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListCalendars, ListPage<CalendarRow>>
{
    public Task<ListPage<CalendarRow>> Handle(ListCalendars q, CancellationToken ct) => lists.Page<BusinessCalendar, CalendarRow>(db.BusinessCalendars, ListCalendars.Spec, q.List, ct);
}
