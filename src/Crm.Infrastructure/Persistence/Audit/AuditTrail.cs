using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>An aggregate that is saved, and what of it and its parts was touched.</summary>
internal sealed record SavedRecord(EntityEntry Root, IReadOnlyList<EntityEntry> Touched);

/// <summary>Writes the audit of one scope's saves. What it adds goes to the database with the change itself, in the same batch of statements.</summary>
public sealed class AuditTrail(ICurrentUser caller, AuditOrigin origin, AuditKeys keys)
{
    private const int SaltSize = 16;

    private readonly List<(AuditSubject Subject, AuditAct Act, Action<AuditWriter> Write)> _asked = [];
    private readonly HashSet<AuditedRecord> _erased = [];
    private readonly List<EntityEntry> _written = [];

    /// <summary>Whether the next save is followed by the erasing of values.</summary>
    internal bool IsErasing => _erased.Count > 0;

    /// <summary>To be written with the next save, though no aggregate is saved for it.</summary>
    internal void Ask(AuditSubject subject, AuditAct act, Action<AuditWriter> write) => _asked.Add((subject, act, write));

    internal void Erase(IEnumerable<AuditedRecord> records) => _erased.UnionWith(records);

    /// <summary>Forgets what was asked for and not saved.</summary>
    internal void Forget()
    {
        _asked.Clear();
        _erased.Clear();
        _written.Clear();
    }

    /// <summary>Adds the entries of a save that is about to happen, and says which.</summary>
    internal IReadOnlyList<AuditEntry> Follow(CrmDb db, IReadOnlyList<SavedRecord> saved, DateTimeOffset now)
    {
        if (_erased.Count > 0 && db.Database.CurrentTransaction is null) throw new InvalidOperationException("Values are erased in the transaction that says so.");
        List<AuditEntry?> added = [];
        foreach (var record in saved)
        {
            var (kind, act) = (AuditedType.Of(record.Root.Metadata).Kind, ActOf(record.Root));
            added.Add(Add(db, now, new(kind, IdOf(record.Root), ((Aggregate)record.Root.Entity).Version), act, w => Write(w, record)));
        }
        foreach (var (subject, act, write) in _asked) added.Add(Add(db, now, subject, act, write));
        _asked.Clear();
        foreach (var record in _erased) added.Add(Add(db, now, new(record.Kind, record.Id, null), AuditAct.Erased, _ => { }));
        return [.. added.OfType<AuditEntry>()];
    }

    /// <summary>After the save: erases what it said is erased, and lets go of what was written, so that later saves need not look through it.</summary>
    internal async Task Finish(DbContext db, CancellationToken ct)
    {
        if (_erased.Count > 0)
        {
            var (kinds, ids) = (_erased.Select(r => r.Kind).ToArray(), _erased.Select(r => r.Id).ToArray());
            await db.Database.ExecuteSqlAsync($"SELECT audit_erase_values({kinds}, {ids})", ct);
            _erased.Clear();
        }
        foreach (var entry in _written) entry.State = EntityState.Detached;
        _written.Clear();
    }

    internal static IProperty KeyOf(IEntityType aggregate) => aggregate.FindPrimaryKey()!.Properties[0];

    internal static Guid IdOf(EntityEntry record) => (Guid)KeyOf(record.Metadata).GetTypeMapping().Converter!.ConvertToProvider(record.Property(KeyOf(record.Metadata)).CurrentValue)!;

    private static AuditAct ActOf(EntityEntry record)
    {
        if (record.State == EntityState.Added) return AuditAct.Created;
        if (record.State == EntityState.Deleted) return AuditAct.Deleted;
        if (record.Entity is not ArchivableAggregate || !record.Property(nameof(ArchivableAggregate.ArchivedAt)).IsModified) return AuditAct.Changed;
        return record.Property(nameof(ArchivableAggregate.ArchivedAt)).CurrentValue is null ? AuditAct.Restored : AuditAct.Archived;
    }

    private static void Write(AuditWriter writer, SavedRecord record)
    {
        writer.Record(record.Root);
        foreach (var list in record.Touched.Where(p => p.Entity != record.Root.Entity).GroupBy(p => ListOf(p.Metadata))) writer.Parts(list.Key, list);
    }

    // A part of a part counts as one of the list that the aggregate has.
    private static string ListOf(IEntityType part)
    {
        var ownership = part.FindOwnership()!;
        return ownership.PrincipalEntityType.IsOwned() ? ListOf(ownership.PrincipalEntityType) : JsonNamingPolicy.CamelCase.ConvertName(ownership.PrincipalToDependent!.Name);
    }

    private AuditEntry? Add(CrmDb db, DateTimeOffset now, AuditSubject subject, AuditAct act, Action<AuditWriter> write)
    {
        using var writer = new AuditWriter();
        write(writer);
        var values = writer.End();
        if (act == AuditAct.Changed && writer.Fields.Count == 0) return null;   // nothing but what follows from something else
        var source = new AuditSource(caller.Id, caller.SessionId?.Value, caller.KeyId?.Value, origin.Channel, origin.Operation, origin.RequestId);
        var entry = new AuditEntry(now, source, subject, act, writer.Fields);
        if (values is not null && !(subject.Id is { } id && _erased.Contains(new(subject.Kind, id))))
        {
            var salt = RandomNumberGenerator.GetBytes(SaltSize);
            entry.With(AuditKeys.HashOf(salt, values));
            Written(db.AddRow(new AuditValues(entry.Id, salt, Encoding.UTF8.GetString(values))));
        }
        Written(db.AddRow(entry.Signed(keys.Mac(AuditKeys.Content(entry)))));
        Written(db.AddRow(new AuditUnsealed(entry.Id)));
        return entry;
    }

    private void Written(EntityEntry? entry)
    {
        if (entry is not null) _written.Add(entry);
    }
}
