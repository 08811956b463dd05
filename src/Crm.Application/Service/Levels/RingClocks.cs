using Crm.Application.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Levels;

/// <summary>Raises the warnings and breaches that are due, a batch of tickets at a time; answers how many tickets it dealt with. Any number of instances may do it at once: each takes tickets that no
/// other has in hand, and what was raised is saved with the ticket's own mark of it, or not at all.</summary>
public sealed record RingClocks : ITransactional, IRequest<int>
{
    public const int Batch = 200;
}

internal sealed class RingClocksHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<RingClocks, int>
{
    public async Task<int> Handle(RingClocks c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Tickets.Where(t => t.NextClockAt <= now).OrderBy(t => t.NextClockAt).Select(t => t.Id).Take(RingClocks.Batch).ToListAsync(ct);
        if (due.Count == 0) return 0;
        // Another instance has the others in hand, or somebody who is changing them.
        var claimed = await db.ClaimAsync(due, ct);
        var tickets = await db.Tickets.Where(t => claimed.Contains(t.Id) && t.NextClockAt <= now).ToListAsync(ct);
        foreach (var ticket in tickets) await clocks.Keep(ticket, maySelect: false, ct);
        await db.SaveChangesAsync(ct);
        return tickets.Count;
    }
}
