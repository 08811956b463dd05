using Crm.Application.Common;
using Crm.Domain.Service.Levels;
using MediatR;

namespace Crm.Application.Service.Levels;

/// <summary>Restores a policy as any record, once the calendar that it counts in is there.</summary>
internal sealed class RestoreSlaPolicyHandler(ICrmDb db) : IRequestHandler<Restore<SlaPolicy>>
{
    public async Task<Unit> Handle(Restore<SlaPolicy> c, CancellationToken ct)
    {
        var policy = await db.LoadArchived(c.Id, ct);
        if (policy.CalendarId is { } calendar)
        {
            await db.HoldAsync([calendar], ct);
            if (await db.BusinessCalendars.FindAsync([calendar], ct) is null) throw SlaErrors.CalendarArchived;
        }
        policy.Restore();
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
