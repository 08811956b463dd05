using Crm.Application.Common;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Assignments;

/// <summary>Who had the ticket goes on with it, unless that one has left.</summary>
internal sealed class WhenTicketReopened(ICrmDb db, Assigner assigner) : Reaction<TicketReopened>
{
    protected override async Task React(TicketReopened e, CancellationToken ct)
    {
        if (await db.Tickets.FindAsync([e.TicketId], ct) is not { } ticket) return;
        if (ticket.AssigneeId is { } assignee && !await db.Users.AnyAsync(u => u.Id == assignee && u.IsActive, ct)) ticket.Assign(null, e.At);
        await assigner.Assign(ticket, e.At, ct);
    }
}
