using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Calendars;

/// <summary>The first instant at which so much working time has passed.</summary>
public sealed record AddWorkingTime(Id<BusinessCalendar> Id, DateTimeOffset From, int Minutes) : IRequest<WorkingTimeAddedDetails>
{
    /// <summary>Ten years of minutes.</summary>
    public const int MinutesMax = 10 * 366 * 24 * 60;
}

/// <summary>An instant after some working time.</summary>
/// <param name="From">From when on was counted.</param>
/// <param name="Minutes">Working time.</param>
/// <param name="At">The first instant at which it has passed.</param>
public sealed record WorkingTimeAddedDetails(DateTimeOffset From, int Minutes, DateTimeOffset At);

internal sealed class AddWorkingTimeHandler(ICrmDb db, ITimeZones zones) : IRequestHandler<AddWorkingTime, WorkingTimeAddedDetails>
{
    public async Task<WorkingTimeAddedDetails> Handle(AddWorkingTime q, CancellationToken ct)
    {
        var calendar = await db.BusinessCalendars.AsNoTracking().Where(c => c.Id == q.Id).Single(q.Id, ct);
        var at = WorkingTime.Of(calendar, zones.Named(calendar.TimeZone)).Add(q.From, TimeSpan.FromMinutes(q.Minutes)) ?? throw CalendarErrors.NeverPasses;
        return new(q.From, q.Minutes, at);
    }
}
