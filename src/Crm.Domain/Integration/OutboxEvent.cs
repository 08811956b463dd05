using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Integration;

/// <summary>What an event is about: a record, and its version after the change.</summary>
/// <param name="Kind">The kind of the record as the API's JSON would write it, such as customer.</param>
/// <param name="Version">Null where several records were changed by one statement.</param>
public sealed record EventSubject(string Kind, Guid Id, int? Version);

/// <summary>Who caused an event, and through what.</summary>
/// <param name="Channel">Such as api, job:closing or sample.</param>
public sealed record EventSource(Id<User>? ActorId, Guid? KeyId, string Channel);

/// <summary>That something happened to a record, for those outside (the transactional outbox): written with the change itself. What became of which field stands in the
/// audit's entry of the same change, so that an erasure takes it away here, too.</summary>
public sealed class OutboxEvent
{
    public const int TypeMax = 80;
    public const int KindMax = AuditEntry.KindMax;
    public const int ChannelMax = AuditEntry.ChannelMax;

    private OutboxEvent() { }

    public OutboxEvent(string type, EventSubject subject, EventSource source, DateTimeOffset at, DateTimeOffset recordedAt)
    {
        (Type, At, RecordedAt) = (type, at, recordedAt);
        (Kind, SubjectId, SubjectVersion) = subject;
        (ActorId, KeyId, Channel) = source;
    }

    public Id<OutboxEvent> Id { get; private set; } = Id<OutboxEvent>.New();

    /// <summary>The kind of the record and what happened to it, such as order.placed.</summary>
    public string Type { get; private set; } = "";

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>When that was by the real time, by which events are kept.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    public string Kind { get; private set; } = "";
    public Guid SubjectId { get; private set; }
    public int? SubjectVersion { get; private set; }
    public Id<User>? ActorId { get; private set; }
    public Guid? KeyId { get; private set; }
    public string Channel { get; private set; } = "";

    /// <summary>The audit's entry of the same change; null when nothing that is audited was changed.</summary>
    public Id<AuditEntry>? AuditEntryId { get; private set; }

    /// <summary>What the event says beside that, such as to whom a ticket was given: ids, choices, numbers and times, never texts about people. JSON.</summary>
    public string? Details { get; private set; }

    /// <summary>Its place in the feed, given after its transaction has ended; null until then.</summary>
    public long? Position { get; private set; }

    public OutboxEvent With(Id<AuditEntry>? entry, string? details)
    {
        (AuditEntryId, Details) = (entry, details);
        return this;
    }
}

/// <summary>How far the feed goes: the one row whose lock lets places be given one after the other.</summary>
public sealed class EventHead
{
    public const int OnlyId = 1;

    private EventHead() { }

    public int Id { get; private set; } = OnlyId;

    /// <summary>The place of the last event; 0 before the first one.</summary>
    public long Position { get; private set; }

    /// <summary>The place of the oldest event that is still kept.</summary>
    public long Oldest { get; private set; } = 1;
}
