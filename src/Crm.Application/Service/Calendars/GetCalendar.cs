using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Calendars;

public sealed record GetCalendar(Id<BusinessCalendar> Id) : IRequest<CalendarDetails>;

internal sealed class GetCalendarHandler(ICrmDb db) : IRequestHandler<GetCalendar, CalendarDetails>
{
    public async Task<CalendarDetails> Handle(GetCalendar q, CancellationToken ct) =>
        CalendarDetails.Of(await db.BusinessCalendars.AsNoTracking().Where(c => c.Id == q.Id).Single(q.Id, ct));
}
