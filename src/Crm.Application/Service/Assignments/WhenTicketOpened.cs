using Crm.Application.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Assignments;

internal sealed class WhenTicketOpened(ICrmDb db, Assigner assigner, TimeProvider clock) : Reaction<TicketOpened>
{
    protected override async Task React(TicketOpened e, CancellationToken ct)
    {
        if (await db.Tickets.FindAsync([e.TicketId], ct) is { } ticket) await assigner.Assign(ticket, clock.GetUtcNow(), ct);
    }
}
