using System.Text;
using Crm.Application.Audit;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>Says whether one entry and its values are what was written, and keeps what was found.</summary>
internal sealed class AuditEntryCheck(CrmDb db, AuditKeys keys)
{
    private readonly List<AuditFindingDetails> _findings = [];

    public IReadOnlyList<AuditFindingDetails> Findings => _findings;

    /// <summary>How many entries have lost their values by an erasure.</summary>
    public long Erased { get; private set; }

    public void Find(AuditFault fault, Id<AuditEntry> entry, AuditSealEntry? row, string message) => Add(new(fault, entry, row?.Seal, row?.Position, message));

    public void Find(AuditFault fault, long seal, int? position, string message) => Add(new(fault, null, seal, position, message));

    /// <param name="erased">Until when the values of the entry's record were erased; null when they never were.</param>
    public void Entry(AuditEntry entry, AuditValues? values, DateTimeOffset? erased, AuditSealEntry? row)
    {
        if (!keys.Fits(AuditKeys.Content(entry), entry.Mac))
            Find(AuditFault.EntryAltered, entry.Id, row, "The entry does not fit its keyed hash: it was altered, or made under a secret that Audit:FormerSecrets does not name.");
        else if (entry.ValuesHash is null && values is not null) Find(AuditFault.ValuesStray, entry.Id, row, "The entry was written without values, and has some.");
        else if (entry.ValuesHash is { } hash && values is not null && !hash.AsSpan().SequenceEqual(AuditKeys.HashOf(values.Salt, Encoding.UTF8.GetBytes(values.Json))))
            Find(AuditFault.ValuesAltered, entry.Id, row, "The values of the entry were altered.");
        else if (entry.ValuesHash is not null && values is null)
        {
            if (erased >= entry.At) Erased++;
            else Find(AuditFault.ValuesMissing, entry.Id, row, "The values of the entry are missing, and no entry says that they were erased.");
        }
    }

    /// <summary>Until when values were erased, as genuine entries say.</summary>
    public async Task<Dictionary<AuditedRecord, DateTimeOffset>> Erasures(IEnumerable<AuditEntry> withoutValues, CancellationToken ct)
    {
        var records = withoutValues.Where(e => e.RecordId is not null).Select(e => e.RecordId).Distinct().ToList();
        if (records.Count == 0) return [];
        var erasures = await db.Set<AuditEntry>().AsNoTracking().Where(e => e.Act == AuditAct.Erased && records.Contains(e.RecordId)).ToListAsync(ct);
        return erasures.Where(e => keys.Fits(AuditKeys.Content(e), e.Mac)).GroupBy(e => new AuditedRecord(e.Kind, e.RecordId!.Value)).ToDictionary(g => g.Key, g => g.Max(e => e.At));
    }

    private void Add(AuditFindingDetails finding)
    {
        if (_findings.Count < AuditVerificationDetails.FindingsMax) _findings.Add(finding);
    }
}
