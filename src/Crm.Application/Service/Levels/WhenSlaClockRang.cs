using Crm.Application.Common;
using Crm.Domain.Service.Levels;

namespace Crm.Application.Service.Levels;

internal sealed class WhenSlaClockRang(ICrmDb db, TimeProvider clock) : Reaction<SlaClockRang>
{
    protected override Task React(SlaClockRang e, CancellationToken ct)
    {
        db.SlaEvents.Add(new(e, clock.GetUtcNow()));
        return Task.CompletedTask;
    }
}
