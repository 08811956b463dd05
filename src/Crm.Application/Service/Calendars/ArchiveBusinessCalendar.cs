using Crm.Application.Common;
using Crm.Domain.Service.Calendars;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Calendars;

/// <summary>Archives a calendar as any record, unless a policy or an agent counts in it. Whoever gives it to one holds its row, which is locked here.</summary>
internal sealed class ArchiveBusinessCalendarHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<BusinessCalendar>>
{
    public async Task<Unit> Handle(Archive<BusinessCalendar> c, CancellationToken ct)
    {
        var calendar = await db.Load(c.Id, ct);
        var policies = await db.SlaPolicies.CountAsync(p => p.CalendarId == c.Id, ct);
        var agents = await db.Agents.CountAsync(a => a.CalendarId == c.Id, ct);
        if (policies + agents > 0) throw CalendarErrors.IsUsed(policies, agents);
        calendar.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
