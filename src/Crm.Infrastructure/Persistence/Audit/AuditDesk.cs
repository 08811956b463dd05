using System.Linq.Expressions;
using Crm.Application.Audit;
using Crm.Application.Common.Access;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>What use cases ask of the audit.</summary>
internal sealed class AuditDesk(CrmDb db, AuditTrail trail) : IAudit, IAuditErasure
{
    public void Read(string kind, Guid? record, IReadOnlyDictionary<string, object?> what) => trail.Ask(new(kind, record, null), AuditAct.Read, w =>
    {
        foreach (var (name, value) in what) w.Value(name, null, value);
    });

    public void PartsChanged<T>(AuditedRecord record, int version, string field, IReadOnlyList<T>? gone, IReadOnlyList<T>? come) =>
        trail.Ask(new(record.Kind, record.Id, version), AuditAct.Changed, w => w.Value(field, gone, come));

    public async Task Changed<T, TValue>(IReadOnlyCollection<Id<T>> records, Expression<Func<T, TValue>> field, TValue from, TValue to, CancellationToken ct) where T : Aggregate
    {
        var property = db.Model.FindEntityType(typeof(T))!.FindProperty(((MemberExpression)field.Body).Member.Name)!;
        var (kind, name) = (AuditedRecord.KindOf(typeof(T)), AuditedType.NameOf(property)!);
        var versions = await db.Set<T>().Whole().Where(r => records.Contains(EF.Property<Id<T>>(r, "Id")))
            .OrderBy(r => EF.Property<Id<T>>(r, "Id")).Select(r => new { Id = EF.Property<Id<T>>(r, "Id"), r.Version }).ToListAsync(ct);
        foreach (var record in versions) trail.Ask(new(kind, record.Id.Value, record.Version), AuditAct.Changed, w => w.Value(name, from, to));
    }

    public void EraseValuesOf(IEnumerable<AuditedRecord> records) => trail.Erase(records);
}
