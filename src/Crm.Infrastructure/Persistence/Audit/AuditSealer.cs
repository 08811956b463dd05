using Crm.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>Appends the entries that wait to the chain. Writers only ever add to the waiting ones, so they never queue behind one another here; of several instances one
/// seals at a time, and the others leave it to that one.</summary>
public sealed class AuditSealer(CrmDb db, AuditKeys keys, TimeProvider clock)
{
    /// <summary>How many entries a seal fixes at most.</summary>
    public const int Batch = 1000;

    /// <summary>Seals one batch; null when nothing waits, or another instance is at it.</summary>
    public async Task<AuditSeal?> Seal(CancellationToken ct)
    {
        if (!await db.Set<AuditUnsealed>().AnyAsync(ct)) return null;
        await using var transaction = await db.BeginAsync(ct);
        // No lock on the chain: the application may not change its rows, and PostgreSQL lets nobody lock what they may not change.
        if (!await db.TryTakeTurnAsync(Turn.Sealing, ct)) return null;
        var waiting = await (from unsealed in db.Set<AuditUnsealed>()
                             join entry in db.Set<AuditEntry>() on unsealed.EntryId equals entry.Id
                             where !db.Set<AuditSealEntry>().Any(s => s.EntryId == entry.Id)
                             orderby entry.Id
                             select new { entry.Id, entry.Mac }).Take(Batch).ToListAsync(ct);
        if (waiting.Count == 0) return null;

        var last = await db.Set<AuditSeal>().AsNoTracking().OrderByDescending(s => s.Number).Select(s => new { s.Number, s.Hash }).FirstOrDefaultAsync(ct);
        var (number, previous) = (1 + (last?.Number ?? 0), last?.Hash ?? AuditKeys.Beginning);
        var link = previous;
        foreach (var (index, entry) in waiting.Index())
        {
            link = keys.Mac(AuditKeys.Link(link, number, index + 1, entry.Id, entry.Mac));
            db.Add(new AuditSealEntry(number, index + 1, entry.Id, entry.Mac, link));
        }
        var now = AuditKeys.Kept(clock.GetUtcNow());
        var seal = new AuditSeal(number, previous, waiting.Count, now, keys.Mac(AuditKeys.Seal(number, previous, waiting.Count, now, link)));
        db.Add(seal);
        await db.SaveChangesAsync(ct);
        var ids = waiting.ConvertAll(w => w.Id);
        await db.Set<AuditUnsealed>().Where(u => ids.Contains(u.EntryId)).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        db.Forget();
        return seal;
    }
}
