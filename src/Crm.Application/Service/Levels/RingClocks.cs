using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Levels;

/// <summary>Raises the warnings and breaches that are due, a batch of tickets at a time. Any number of instances may do it at once: each takes tickets that no other has in hand, and what was raised is
/// saved with the ticket's own mark of it, or not at all.</summary>
public sealed record RingClocks : ITransactional, IRequest<ClocksRung>
{
    public const int Batch = 200;

    /// <summary>After what time a ticket is tried again whose clocks could not be rung.</summary>
    public static readonly TimeSpan PutOff = TimeSpan.FromMinutes(1);
}

/// <summary>What came of a batch.</summary>
/// <param name="Tickets">How many tickets were dealt with; 0 when none was left.</param>
/// <param name="Faults">Why clocks could not be rung.</param>
public sealed record ClocksRung(int Tickets, IReadOnlyDictionary<Id<Ticket>, Exception> Faults);

internal sealed class RingClocksHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<RingClocks, ClocksRung>
{
    public async Task<ClocksRung> Handle(RingClocks c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Dictionary<Id<Ticket>, Exception> faults = [];
        var due = await db.Tickets.Where(t => t.NextClockAt <= now).OrderBy(t => t.NextClockAt).Select(t => t.Id).Take(RingClocks.Batch).ToListAsync(ct);
        if (due.Count == 0) return new(0, faults);
        // Another instance has the others in hand, or somebody who is changing them.
        var claimed = await db.ClaimAsync(due, ct);
        if (await Ring(claimed, now, ct) is null) return new(claimed.Count, faults);
        // What is wrong with one ticket keeps none but itself, and makes way for the others.
        foreach (var id in claimed)
            if (await Ring([id], now, ct) is { } fault) faults[id] = fault;
        await clocks.PutOff(faults.Keys, now + RingClocks.PutOff, ct);
        return new(claimed.Count, faults);
    }

    /// <returns>Why it cannot be done: then nothing of it was.</returns>
    private async Task<Exception?> Ring(IReadOnlyList<Id<Ticket>> ids, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            await using var part = await db.BeginAsync(ct);
            foreach (var ticket in await db.Tickets.Where(t => ids.Contains(t.Id) && t.NextClockAt <= now).ToListAsync(ct)) await clocks.Keep(ticket, maySelect: false, ct);
            await db.SaveChangesAsync(ct);
            await part.CommitAsync(ct);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException && !db.IsCollision(e))
        {
            db.Forget();
            return e;
        }
    }
}
