using Crm.Application.Common;
using Crm.Application.Observability;
using Crm.Domain.Service.Levels;

namespace Crm.Application.Service.Levels;

internal sealed class WhenSlaClockRang(ICrmDb db, TimeProvider clock) : Reaction<SlaClockRang>
{
    protected override Task React(SlaClockRang e, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        db.SlaEvents.Add(new(e, now));
        Telemetry.SlaLateness.Record((now - e.At).TotalSeconds, new KeyValuePair<string, object?>("kind", CrmJson.Name(e.Kind)));
        return Task.CompletedTask;
    }
}
