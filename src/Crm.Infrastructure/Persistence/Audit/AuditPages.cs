using System.Runtime.CompilerServices;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>Reads the chain and what belongs to it in pages, by key.</summary>
internal sealed class AuditPages(CrmDb db, AuditEntryCheck check)
{
    private const int Size = 2000;

    /// <param name="Erased">Until when the values of the entry's record were erased; asked only where they are missing.</param>
    public sealed record SealedEntry(AuditSealEntry Row, AuditEntry? Entry, AuditValues? Values, DateTimeOffset? Erased);

    public async IAsyncEnumerable<AuditSeal> Seals([EnumeratorCancellation] CancellationToken ct)
    {
        for (var last = long.MinValue; ;)
        {
            var page = await db.Set<AuditSeal>().AsNoTracking().Where(s => s.Number > last).OrderBy(s => s.Number).Take(Size).ToListAsync(ct);
            foreach (var seal in page) yield return seal;
            if (page.Count < Size) yield break;
            last = page[^1].Number;
        }
    }

    public async IAsyncEnumerable<SealedEntry> Rows([EnumeratorCancellation] CancellationToken ct)
    {
        var (seal, position) = (long.MinValue, int.MinValue);
        while (true)
        {
            var page = await db.Set<AuditSealEntry>().AsNoTracking().Where(s => s.Seal >= seal && (s.Seal > seal || s.Position > position))
                .OrderBy(s => s.Seal).ThenBy(s => s.Position).Take(Size).ToListAsync(ct);
            var entries = await Entries(page.ConvertAll(r => r.EntryId), ct);
            foreach (var row in page)
            {
                var (entry, values, erased) = entries(row.EntryId);
                yield return new(row, entry, values, erased);
            }
            if (page.Count < Size) yield break;
            (seal, position) = (page[^1].Seal, page[^1].Position);
        }
    }

    /// <summary>What waits to be sealed, leaving out what is sealed already.</summary>
    public async IAsyncEnumerable<(Id<AuditEntry> Id, AuditEntry? Entry, AuditValues? Values, DateTimeOffset? Erased)> Unsealed([EnumeratorCancellation] CancellationToken ct)
    {
        for (var last = default(Id<AuditEntry>); ;)
        {
            var page = await db.Set<AuditUnsealed>().Where(u => u.EntryId > last && !db.Set<AuditSealEntry>().Any(s => s.EntryId == u.EntryId))
                .OrderBy(u => u.EntryId).Select(u => u.EntryId).Take(Size).ToListAsync(ct);
            var entries = await Entries(page, ct);
            foreach (var id in page)
            {
                var (entry, values, erased) = entries(id);
                yield return (id, entry, values, erased);
            }
            if (page.Count < Size) yield break;
            last = page[^1];
        }
    }

    private async Task<Func<Id<AuditEntry>, (AuditEntry? Entry, AuditValues? Values, DateTimeOffset? Erased)>> Entries(List<Id<AuditEntry>> ids, CancellationToken ct)
    {
        var entries = await db.Set<AuditEntry>().AsNoTracking().Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, ct);
        var values = await db.Set<AuditValues>().AsNoTracking().Where(v => ids.Contains(v.EntryId)).ToDictionaryAsync(v => v.EntryId, ct);
        var erasures = await check.Erasures(entries.Values.Where(e => e.ValuesHash is not null && !values.ContainsKey(e.Id)), ct);
        return id => entries.GetValueOrDefault(id) is { } entry
            ? (entry, values.GetValueOrDefault(id), entry.RecordId is { } record && erasures.TryGetValue(new(entry.Kind, record), out var until) ? until : null)
            : (null, values.GetValueOrDefault(id), null);
    }
}
