using System.Text.Json;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Integration.Events;
using Crm.Application.Operations;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Infrastructure.Persistence.Integration;

/// <summary>Writes the events of one scope's saves for those outside. What it adds goes to the database with the change itself, in the same batch of statements.</summary>
public sealed class Outbox(ICurrentUser caller, AuditOrigin origin, RealTime clock, EventNews news)
{
    private readonly List<(EntityEntry Record, IDomainEvent Event)> _heard = [];
    private readonly List<EntityEntry> _written = [];
    private bool _isNews;

    /// <summary>An aggregate has raised an event, which is told of with the next save.</summary>
    internal void Heard(EntityEntry record, IDomainEvent e) => _heard.Add((record, e));

    internal void Forget()
    {
        _heard.Clear();
        _written.Clear();
        _isNews = false;
    }

    /// <summary>Adds the events of a save that is about to happen: what aggregates said, and what became of each record. What both say is told once.</summary>
    internal void Follow(CrmDb db, IReadOnlyList<AuditEntry> entries, DateTimeOffset now)
    {
        var told = new HashSet<(string, Guid)>();
        foreach (var (record, e) in _heard)
        {
            if (EventTypes.TypeOf(e) is not { } type) continue;
            var (kind, id) = (AuditedType.Of(record.Metadata).Kind, AuditTrail.IdOf(record));
            var entry = entries.FirstOrDefault(a => a.RecordId == id && a.Kind == kind);
            told.Add((type, id));
            Add(db, type, new(kind, id, ((Aggregate)record.Entity).Version), now, entry, Details(e, id));
        }
        _heard.Clear();
        foreach (var entry in entries)
            if (entry is { RecordId: { } id } && entry.Act != AuditAct.Read && EventTypes.AreaOf(entry.Kind) is not null && EventTypes.TypeOf(entry.Kind, entry.Act) is var type && told.Add((type, id)))
                Add(db, type, new(entry.Kind, id, entry.Version), now, entry, null);
    }

    /// <summary>After the save: lets go of what was written.</summary>
    internal void Finish(CrmDb db)
    {
        if (_isNews) db.AfterCommit(news.Written);
        _isNews = false;
        foreach (var entry in _written) entry.State = EntityState.Detached;
        _written.Clear();
    }

    private static string? Details(IDomainEvent e, Guid subject)
    {
        var said = JsonSerializer.SerializeToNode(e, e.GetType(), CrmJson.Options)!.AsObject();
        // What it was made with; when it happened and to which record, every event says itself.
        var made = e.GetType().GetConstructors()[0].GetParameters().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!)).Where(p => p != "at").ToHashSet(StringComparer.Ordinal);
        foreach (var member in said.Where(m => !made.Contains(m.Key) || m.Value?.GetValueKind() == JsonValueKind.String && m.Value.GetValue<string>() == subject.ToString()).Select(m => m.Key).ToList())
            said.Remove(member);
        return said.Count == 0 ? null : said.ToJsonString(CrmJson.Options);
    }

    private void Add(CrmDb db, string type, EventSubject subject, DateTimeOffset at, AuditEntry? entry, string? details)
    {
        _isNews = true;
        if (db.AddRow(new OutboxEvent(type, subject, new(caller.Id, caller.KeyId?.Value, origin.Channel), at, clock.GetUtcNow()).With(entry?.Id, details)) is { } written) _written.Add(written);
    }
}
