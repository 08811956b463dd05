using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;

namespace Crm.Domain.Service;

/// <summary>How a ticket stands to what its policy promises. What the policy said is copied, so that a later change of it changes no promise that was given.</summary>
public sealed partial class Ticket
{
    public const int SlaReasonMax = 400;

    private List<TicketStatus> _slaPausesIn = [];

    /// <summary>The policy that applies; null when none does.</summary>
    public Id<SlaPolicy>? SlaPolicyId { get; private set; }
    public string? SlaPolicyName { get; private set; }

    /// <summary>What of the ticket made the policy apply; empty when it has no conditions.</summary>
    public string? SlaReason { get; private set; }
    public Id<BusinessCalendar>? SlaCalendarId { get; private set; }
    public IReadOnlyList<TicketStatus> SlaPausesIn => _slaPausesIn;
    public SlaClock FirstResponseClock { get; private set; } = new();
    public SlaClock ResolutionClock { get; private set; } = new();

    /// <summary>When the clocks have to be looked at though nobody touches the ticket.</summary>
    public DateTimeOffset? NextClockAt { get; private set; }

    /// <summary>When the earliest of the promises that are still to be kept is due, or was.</summary>
    public DateTimeOffset? DueAt { get; private set; }
    public StatusHistory StatusHistory { get; private set; } = StatusHistory.None;

    /// <summary>What decides about the policy, as far as the ticket itself says it.</summary>
    private (TicketType, TicketPriority, TicketChannel, string) Selectors => (Type, Priority, Channel, string.Join(',', _tags));

    /// <summary>Puts the ticket under a policy, or under none. Where it is the one that it has and says what it said, nothing changes; else the clocks start anew with what was
    /// promised, and are brought up to date by <see cref="KeepTime"/> with all the time already spent.</summary>
    /// <returns>Whether something changed.</returns>
    public bool ApplyPolicy(SlaPolicy? policy, string? reason)
    {
        (SlaPolicyName, SlaReason) = (policy?.Name, reason);
        if (policy?.Id == SlaPolicyId && policy?.FirstResponseMinutes == FirstResponseClock.TargetMinutes && policy?.ResolutionMinutes == ResolutionClock.TargetMinutes
            && policy?.CalendarId == SlaCalendarId && (policy?.PausesIn ?? []).SequenceEqual(_slaPausesIn)) return false;
        (SlaPolicyId, SlaCalendarId, _slaPausesIn) = (policy?.Id, policy?.CalendarId, [.. policy?.PausesIn ?? []]);
        FirstResponseClock.Aim(policy?.FirstResponseMinutes);
        ResolutionClock.Aim(policy?.ResolutionMinutes);
        return true;
    }

    /// <summary>Brings both clocks up to date, and raises what is to be said, once each.</summary>
    /// <param name="saidBefore">What was said of the clocks before they were aimed anew: it is not said again.</param>
    public void KeepTime(WorkingTime hours, int warningPercent, DateTimeOffset now, IReadOnlyCollection<(SlaClockKind, SlaEventKind)>? saidBefore = null)
    {
        (NextClockAt, DueAt) = (null, null);
        if (SlaPolicyId is not { } policy) return;
        if (MergedIntoId is not null) DropOpenClocks();
        // A result is an answer, too.
        DateTimeOffset? ended = Status is TicketStatus.Resolved or TicketStatus.Closed ? ResolvedAt ?? ClosedAt : null;
        var answered = FirstResponseAt ?? ended;
        Keep(SlaClockKind.FirstResponse, FirstResponseClock, [.. StatusHistory.In(IsOpen, answered)], answered);
        Keep(SlaClockKind.Resolution, ResolutionClock, [.. StatusHistory.In(s => IsOpen(s) && !_slaPausesIn.Contains(s), end: null)], ended);

        void Keep(SlaClockKind kind, SlaClock clock, IReadOnlyList<Span> spans, DateTimeOffset? stoppedAt)
        {
            var (next, news) = clock.Keep(spans, stoppedAt, hours, warningPercent, now);
            if (next is not null && !(NextClockAt < next)) NextClockAt = next;
            if (clock is { StoppedAt: null, DueAt: { } due } && !(DueAt <= due)) DueAt = due;
            foreach (var (what, at) in news)
                if (saidBefore?.Contains((kind, what)) != true) Raise(new SlaClockRang(Id, policy, kind, what, clock.TargetMinutes!.Value, clock.DueAt ?? at, at));
        }
    }

    /// <summary>What was said of the clocks so far.</summary>
    public IReadOnlyCollection<(SlaClockKind, SlaEventKind)> Said()
    {
        List<(SlaClockKind, SlaEventKind)> said = [];
        foreach (var (kind, clock) in new[] { (SlaClockKind.FirstResponse, FirstResponseClock), (SlaClockKind.Resolution, ResolutionClock) })
        {
            if (clock.WarnedAt is not null) said.Add((kind, SlaEventKind.Warning));
            if (clock.BreachedAt is not null) said.Add((kind, SlaEventKind.Breach));
        }
        return said;
    }

    private static bool IsOpen(TicketStatus status) => status is not (TicketStatus.Resolved or TicketStatus.Closed);

    private void Respond(DateTimeOffset at)
    {
        FirstResponseAt = at;
        Raise(new TicketClocksTouched(Id, MaySelect: false));
    }

    private void Enter(TicketStatus status, DateTimeOffset now)
    {
        if (status == Status) return;
        Status = status;
        StatusHistory = StatusHistory.With(status, now);
        Raise(new TicketClocksTouched(Id, MaySelect: false));
    }

    // What was promised is kept or broken in the ticket that took this one in.
    private void DropOpenClocks()
    {
        foreach (var clock in new[] { FirstResponseClock, ResolutionClock })
            if (clock is { StoppedAt: null, BreachedAt: null }) clock.Aim(null);
    }
}
