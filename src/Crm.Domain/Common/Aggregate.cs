namespace Crm.Domain.Common;

/// <summary>Something that happened, in the past tense; raised by an aggregate, handed on when its change is saved.</summary>
public interface IDomainEvent;

/// <summary>Says as what partners are told of an event, where that isn't the aggregate and the rest of the event's name: order.placed for OrderPlaced. Nobody is told of one that is told as null.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ToldAsAttribute(string? type) : Attribute
{
    public string? Type { get; } = type;
}

/// <summary>An event of which partners are told as one of several types, which it knows itself.</summary>
public interface IToldAsOneOf : IDomainEvent
{
    static abstract IReadOnlyList<string> Types { get; }

    string Type { get; }
}

/// <summary>A consistency boundary: it is loaded, changed by its own methods and saved whole.</summary>
public abstract class Aggregate
{
    private readonly List<IDomainEvent> _events = [];

    /// <summary>The number of the last saved change, from 1; the ETag. Increased by the database context.</summary>
    public int Version { get; private set; }

    /// <summary>When it was first saved; written by the database context.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was last saved; written by the database context.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyList<IDomainEvent> PullEvents()
    {
        IDomainEvent[] events = [.. _events];
        _events.Clear();
        return events;
    }

    protected void Raise(IDomainEvent e) => _events.Add(e);
}

/// <summary>An aggregate that others may refer to: it is never deleted by a normal call but archived, which takes it out of reads and new work.</summary>
public abstract class ArchivableAggregate : Aggregate
{
    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>Archives it; a no-op when it is archived already.</summary>
    public void Archive(DateTimeOffset now)
    {
        if (ArchivedAt is not null) return;
        EnsureArchivable();
        ArchivedAt = now;
    }

    /// <summary>Takes it back out of the archive; a no-op when it is not archived.</summary>
    public void Restore()
    {
        if (ArchivedAt is null) return;
        EnsureRestorable();
        ArchivedAt = null;
    }

    /// <summary>Throws <see cref="RuleBroken"/> while something forbids archiving.</summary>
    protected virtual void EnsureArchivable() { }

    /// <summary>Throws <see cref="RuleBroken"/> when something forbids restoring.</summary>
    protected virtual void EnsureRestorable() { }
}
