using Crm.Application.Common;
using Crm.Domain.Service.Calendars;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Calendars;

/// <summary>Archives a calendar as any record, unless a policy counts in it. Whoever gives it to a policy holds its row, which is locked here.</summary>
internal sealed class ArchiveBusinessCalendarHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<BusinessCalendar>>
{
    public async Task<Unit> Handle(Archive<BusinessCalendar> c, CancellationToken ct)
    {
        var calendar = await db.Load(c.Id, ct);
        var policies = await db.SlaPolicies.CountAsync(p => p.CalendarId == c.Id, ct);
        if (policies > 0) throw CalendarErrors.IsUsed(policies);
        calendar.Archive(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}
