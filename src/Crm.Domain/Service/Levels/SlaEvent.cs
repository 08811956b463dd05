using Crm.Domain.Common;

namespace Crm.Domain.Service.Levels;

/// <summary>That a warning or a breach was raised: once for each promise about a ticket.</summary>
public sealed class SlaEvent
{
    private SlaEvent() { }

    public SlaEvent(SlaClockRang rang, DateTimeOffset raisedAt)
    {
        (TicketId, PolicyId, Clock, Kind) = (rang.TicketId, rang.PolicyId, rang.Clock, rang.Kind);
        (TargetMinutes, DueAt, At, RaisedAt) = (rang.TargetMinutes, rang.DueAt, rang.At, raisedAt);
    }

    public Id<SlaEvent> Id { get; private set; } = Id<SlaEvent>.New();
    public Id<Ticket> TicketId { get; private set; }
    public Id<SlaPolicy> PolicyId { get; private set; }
    public SlaClockKind Clock { get; private set; }
    public SlaEventKind Kind { get; private set; }
    public int TargetMinutes { get; private set; }

    /// <summary>When the time will have passed, or has.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When it came to it, though everything may have been down then.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>When it was noticed.</summary>
    public DateTimeOffset RaisedAt { get; private set; }
}

/// <summary>Little of a ticket's promised time is left, or it has passed.</summary>
public sealed record SlaClockRang(
    Id<Ticket> TicketId, Id<SlaPolicy> PolicyId, SlaClockKind Clock, SlaEventKind Kind, int TargetMinutes, DateTimeOffset DueAt, DateTimeOffset At) : IToldAsOneOf
{
    private const string Warned = "ticket.slaWarned";
    private const string Breached = "ticket.slaBreached";

    public static IReadOnlyList<string> Types { get; } = [Warned, Breached];

    public string Type => Kind == SlaEventKind.Warning ? Warned : Breached;

    public SlaMark Mark => new(PolicyId, Clock, TargetMinutes, Kind);
}

/// <summary>What is raised about a ticket once: the warning or the breach of one promise, which is a target that a policy sets for a clock.</summary>
public sealed record SlaMark(Id<SlaPolicy> PolicyId, SlaClockKind Clock, int TargetMinutes, SlaEventKind Kind);

/// <summary>Something has changed by which a ticket's clocks go; <paramref name="MaySelect"/>: by which its policy is chosen, too.</summary>
[ToldAs(null)]
public sealed record TicketClocksTouched(Id<Ticket> TicketId, bool MaySelect) : IDomainEvent;
