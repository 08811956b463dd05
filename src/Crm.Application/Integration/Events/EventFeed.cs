using System.Buffers.Binary;
using System.Reflection;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Integration.Events;

/// <summary>A part of the feed as the caller may see it.</summary>
/// <param name="Last">The place up to which was looked.</param>
public sealed record EventPart(IReadOnlyList<EventRow> Rows, long Last, bool HasMore);

/// <summary>Reads the feed: the events that have a place, in its order. Places are given one after the other once a transaction has ended (decision 32), so nothing ever appears before a place that was
/// read already. Shown is what is about records that the caller sees.</summary>
public sealed class EventFeed(ICrmDb db, ICurrentUser caller, ICursorSigner signer)
{
    private const string Scope = "events";

    // So much is looked through at most for one part, however rare the wanted types are; whoever asks goes on from there.
    private const int Window = 2000;
    private const int Windows = 10;

    private static readonly MethodInfo Seen = typeof(EventFeed).GetMethod(nameof(SeenOf), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public string Cursor(long position)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        return signer.Sign(bytes, Scope);
    }

    /// <summary>The place that a cursor names; null when it was not given out here.</summary>
    public long? Place(string cursor) => signer.Open(cursor, Scope) is { Length: sizeof(long) } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;

    public Task<EventHead> Head(CancellationToken ct) => db.Set<EventHead>().AsNoTracking().SingleAsync(ct);

    /// <param name="after">The place after which is read; null for the oldest that is kept.</param>
    /// <param name="wanted">The types; what the caller may not be told of is left out.</param>
    /// <exception cref="CursorExpired">What comes after the place is not kept any more.</exception>
    public async Task<EventPart> Read(long? after, IReadOnlyCollection<EventType> wanted, int limit, CancellationToken ct)
    {
        var head = await Head(ct);
        var last = after ?? head.Oldest - 1;
        if (last < head.Oldest - 1 || last > head.Position) throw new CursorExpired();
        string[] types = [.. wanted.Where(t => t.IsFor(caller.Access)).Select(t => t.Type)];
        if (types.Length == 0) return new([], head.Position, false);
        List<EventRow> rows = [];
        for (var i = 0; i < Windows && rows.Count < limit && last < head.Position; i++)
        {
            var (from, to, most) = (last, Math.Min(last + Window, head.Position), limit - rows.Count);
            var found = await Rows(db.Events.Where(e => e.Position > from && e.Position <= to && types.Contains(e.Type)).OrderBy(e => e.Position).Take(most)).ToListAsync(ct);
            last = found.Count == most ? found[^1].Event.Position!.Value : to;
            rows.AddRange(await Visible(found, ct));
        }
        return new(rows, last, last < head.Position);
    }

    /// <summary>Those of the events of which the caller may be told, in the order of the feed.</summary>
    public async Task<IReadOnlyList<EventRow>> Read(IReadOnlyCollection<Id<OutboxEvent>> ids, CancellationToken ct)
    {
        string[] types = [.. EventTypes.All.Where(t => t.IsFor(caller.Access)).Select(t => t.Type)];
        return await Visible(await Rows(db.Events.Where(e => ids.Contains(e.Id) && types.Contains(e.Type)).OrderBy(e => e.Position)).ToListAsync(ct), ct);
    }

    public EventDetails Details(EventRow row) => row.Shown(row.Event.Position is { } position ? Cursor(position) : "", caller.Access.Fields);

    private IQueryable<EventRow> Rows(IQueryable<OutboxEvent> events) =>
        from e in events.AsNoTracking()
        join a in db.Set<AuditEntry>() on e.AuditEntryId equals a.Id into entries
        from a in entries.DefaultIfEmpty()
        join v in db.Set<AuditValues>() on e.AuditEntryId equals v.EntryId into values
        from v in values.DefaultIfEmpty()
        orderby e.Position
        select new EventRow(e, a.Fields, a != null && a.ValuesHash != null, v == null ? null : v.Json);

    // Where nothing has an owner, reading in the area is enough; where something has, the record is looked for as the caller sees records.
    private async Task<IReadOnlyList<EventRow>> Visible(List<EventRow> rows, CancellationToken ct)
    {
        var seen = new Dictionary<string, IReadOnlySet<Guid>>(StringComparer.Ordinal);
        foreach (var kind in rows.GroupBy(r => r.Event.Kind))
        {
            var area = EventTypes.AreaOf(kind.Key)!.Value;
            if (!Permissions.HasOwners(area) || caller.Access.Of(area, Act.Read).IsEverything) continue;
            seen[kind.Key] = await (Task<IReadOnlySet<Guid>>)Seen.MakeGenericMethod(EventTypes.RecordOf(kind.Key)).Invoke(this, [kind.Select(r => r.Event.SubjectId).ToHashSet(), ct])!;
        }
        return seen.Count == 0 ? rows : rows.FindAll(r => !seen.TryGetValue(r.Event.Kind, out var ids) || ids.Contains(r.Event.SubjectId));
    }

    private async Task<IReadOnlySet<Guid>> SeenOf<T>(IReadOnlySet<Guid> ids, CancellationToken ct) where T : Aggregate
    {
        Id<T>[] wanted = [.. ids.Select(id => new Id<T>(id))];
        var found = await db.Set<T>().WithArchived().Where(r => wanted.Contains(EF.Property<Id<T>>(r, "Id"))).Select(r => EF.Property<Id<T>>(r, "Id")).ToListAsync(ct);
        return found.Select(id => id.Value).ToHashSet();
    }
}
