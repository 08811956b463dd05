using Crm.Application.Common;
using Crm.Domain.Service;

namespace Crm.Application.Service.Assignments;

internal sealed class WhenTicketMoved(ICrmDb db, Assigner assigner, TimeProvider clock) : Reaction<TicketMoved>
{
    protected override async Task React(TicketMoved e, CancellationToken ct)
    {
        if (e.QueueId is not null && await db.Tickets.FindAsync([e.TicketId], ct) is { } ticket) await assigner.Reassign(ticket, clock.GetUtcNow(), ct);
    }
}
