using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Calendars;

/// <summary>The working time between two instants.</summary>
public sealed record CountWorkingTime(Id<BusinessCalendar> Id, DateTimeOffset From, DateTimeOffset To) : IRequest<WorkingTimeDetails>
{
    public const int YearsMax = 20;
}

/// <summary>The working time between two instants.</summary>
/// <param name="Minutes">Whole minutes.</param>
/// <param name="Seconds">The same in whole seconds.</param>
public sealed record WorkingTimeDetails(DateTimeOffset From, DateTimeOffset To, int Minutes, long Seconds);

internal sealed class CountWorkingTimeHandler(ICrmDb db, ITimeZones zones) : IRequestHandler<CountWorkingTime, WorkingTimeDetails>
{
    public async Task<WorkingTimeDetails> Handle(CountWorkingTime q, CancellationToken ct)
    {
        var calendar = await db.BusinessCalendars.AsNoTracking().Where(c => c.Id == q.Id).Single(q.Id, ct);
        var time = WorkingTime.Of(calendar, zones.Named(calendar.TimeZone)).Between(q.From, q.To);
        return new(q.From, q.To, (int)time.TotalMinutes, (long)time.TotalSeconds);
    }
}
