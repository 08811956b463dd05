using Crm.Application.Common;
using Crm.Domain.Service.Calendars;
using MediatR;

namespace Crm.Application.Service.Calendars;

/// <summary>Makes a business calendar.</summary>
public sealed record CreateCalendar : CalendarInput, IRequest<CalendarDetails>;

internal sealed class CreateCalendarHandler(ICrmDb db) : IRequestHandler<CreateCalendar, CalendarDetails>
{
    public async Task<CalendarDetails> Handle(CreateCalendar c, CancellationToken ct)
    {
        var calendar = BusinessCalendar.Create(c.ToProfile());
        db.BusinessCalendars.Add(calendar);
        await db.SaveLastAsync(ct);
        return CalendarDetails.Of(calendar);
    }
}
