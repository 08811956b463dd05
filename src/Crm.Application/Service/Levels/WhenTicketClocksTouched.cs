using Crm.Application.Common;
using Crm.Domain.Service.Levels;

namespace Crm.Application.Service.Levels;

internal sealed class WhenTicketClocksTouched(ICrmDb db, TicketClocks clocks) : Reaction<TicketClocksTouched>
{
    protected override async Task React(TicketClocksTouched e, CancellationToken ct) =>
        await clocks.Keep((await db.Tickets.FindAsync([e.TicketId], ct))!, e.MaySelect, ct);   // it is being saved, so it is at hand
}
