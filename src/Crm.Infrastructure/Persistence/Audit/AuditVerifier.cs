using System.Data;
using Crm.Application.Audit;
using Crm.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>Walks along the chain, a page of rows at a time, and then looks for what is in the tables but not in the chain.</summary>
internal sealed class AuditVerifier(CrmDb db, AuditKeys keys) : IAuditVerifier
{
    private readonly AuditEntryCheck _check = new(db, keys);
    private long _seals, _sealed, _unsealed;
    private DateTimeOffset? _oldestUnsealed;

    public async Task<AuditVerificationDetails> Verify(AuditHeadDetails? expected, CancellationToken ct)
    {
        // One snapshot: what is written and sealed meanwhile does not exist for it, and nobody waits.
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await Chain(expected, ct);
        await Waiting(ct);
        await Strays(ct);
        var head = await db.Set<AuditSeal>().AsNoTracking().OrderByDescending(s => s.Number).FirstOrDefaultAsync(ct);
        return new(_check.Findings.Count == 0, _seals, _sealed, _unsealed, _oldestUnsealed, _check.Erased,
            head is null ? null : new(head.Number, Convert.ToHexStringLower(head.Hash), head.SealedAt), _check.Findings);
    }

    private async Task Chain(AuditHeadDetails? expected, CancellationToken ct)
    {
        await using var rows = new AuditPages(db, _check).Rows(ct).GetAsyncEnumerator(ct);
        var more = await rows.MoveNextAsync();
        var (number, previous) = (0L, AuditKeys.Beginning);
        await foreach (var seal in new AuditPages(db, _check).Seals(ct))
        {
            if (seal.Number != number + 1) Find(AuditFault.SealMissing, number + 1, seal.Number == number + 2 ? "The seal is missing." : $"The seals {number + 1} to {seal.Number - 1} are missing.");
            else if (!seal.PreviousHash.AsSpan().SequenceEqual(previous)) Find(AuditFault.SealAltered, seal.Number, "It does not follow the seal before it.");
            while (more && rows.Current.Row.Seal < seal.Number) more = await rows.MoveNextAsync();
            var (position, link) = (0, (byte[]?)seal.PreviousHash);
            while (more && rows.Current.Row.Seal == seal.Number)
            {
                link = Follow(rows.Current, ref position, link);
                more = await rows.MoveNextAsync();
            }
            if (position < seal.Entries) Find(AuditFault.RowMissing, seal.Number, "The last rows of the seal are missing.", position + 1);
            else if (link is null || !keys.Fits(AuditKeys.Seal(seal.Number, seal.PreviousHash, seal.Entries, seal.SealedAt, link), seal.Hash))
                Find(AuditFault.SealAltered, seal.Number, "It does not fit its keyed hash: it was altered, or made under a secret that Audit:FormerSecrets does not name.");
            if (seal.Number == expected?.Seal && !Convert.ToHexStringLower(seal.Hash).Equals(expected.Hash, StringComparison.OrdinalIgnoreCase))
                Find(AuditFault.SealAltered, seal.Number, "It is not the one that was noted.");
            (number, previous) = (seal.Number, seal.Hash);
            _seals++;
        }
        if (more) Find(AuditFault.SealMissing, rows.Current.Row.Seal, "There are rows of a seal that is missing.", rows.Current.Row.Position);
        if (expected?.Seal > number) Find(AuditFault.SealMissing, number + 1, $"The chain ends before the seal {expected.Seal} that was noted.");
    }

    /// <returns>The link that the next row must follow; null when it cannot be told.</returns>
    private byte[]? Follow(AuditPages.SealedEntry sealedEntry, ref int position, byte[]? before)
    {
        var (row, entry, values, erased) = sealedEntry;
        _sealed++;
        if (row.Position != position + 1)
        {
            Find(AuditFault.RowMissing, row.Seal, "The row of the seal is missing.", position + 1);
            before = null;
        }
        position = row.Position;
        if (before is not null && !keys.Fits(AuditKeys.Link(before, row.Seal, row.Position, row.EntryId, row.EntryMac), row.Link))
            _check.Find(AuditFault.RowAltered, row.EntryId, row, "The row of the seal does not fit its keyed hash: it was altered, or swapped with another one.");
        if (entry is null) _check.Find(AuditFault.EntryMissing, row.EntryId, row, "The entry that was sealed is missing.");
        else if (!entry.Mac.AsSpan().SequenceEqual(row.EntryMac)) _check.Find(AuditFault.EntryAltered, row.EntryId, row, "The entry is not the one that was sealed.");
        else _check.Entry(entry, values, erased, row);
        return row.Link;
    }

    private async Task Waiting(CancellationToken ct)
    {
        await foreach (var (id, entry, values, erased) in new AuditPages(db, _check).Unsealed(ct))
        {
            _unsealed++;
            if (entry is null)
            {
                _check.Find(AuditFault.EntryMissing, id, null, "An entry that waited to be sealed is missing.");
                continue;
            }
            if (_oldestUnsealed is null || entry.At < _oldestUnsealed) _oldestUnsealed = entry.At;
            _check.Entry(entry, values, erased, null);
        }
    }

    private async Task Strays(CancellationToken ct)
    {
        var entries = await db.Set<AuditEntry>().Where(e => !db.Set<AuditSealEntry>().Any(s => s.EntryId == e.Id) && !db.Set<AuditUnsealed>().Any(u => u.EntryId == e.Id))
            .OrderBy(e => e.Id).Select(e => e.Id).Take(AuditVerificationDetails.FindingsMax).ToListAsync(ct);
        foreach (var id in entries) _check.Find(AuditFault.EntryStray, id, null, "The entry is neither sealed nor waits for it: it was put there by hand, or its row of a seal was removed.");
        var values = await db.Set<AuditValues>().Where(v => !db.Set<AuditEntry>().Any(e => e.Id == v.EntryId))
            .OrderBy(v => v.EntryId).Select(v => v.EntryId).Take(AuditVerificationDetails.FindingsMax).ToListAsync(ct);
        foreach (var id in values) _check.Find(AuditFault.ValuesStray, id, null, "There are values of an entry that does not exist.");
    }

    private void Find(AuditFault fault, long seal, string message, int? position = null) => _check.Find(fault, seal, position, message);
}
