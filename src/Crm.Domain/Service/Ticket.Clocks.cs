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

    /// <summary>Brings both clocks up to date.</summary>
    /// <returns>What they have come to since the last time; <see cref="Ring"/> raises it.</returns>
    public IReadOnlyList<SlaClockRang> KeepTime(WorkingTime hours, int warningPercent, DateTimeOffset now)
    {
        (NextClockAt, DueAt) = (null, null);
        if (SlaPolicyId is not { } policy) return [];
        List<SlaClockRang> came = [];
        var isDone = Status is TicketStatus.Resolved or TicketStatus.Closed;
        var (resolved, ended) = (isDone ? ResolvedAt : null, isDone ? ResolvedAt ?? ClosedAt : null);
        // A result is an answer, too.
        var answered = FirstResponseAt ?? ended;
        Keep(SlaClockKind.FirstResponse, FirstResponseClock, SlaClock.OfFirstResponse(StatusHistory, answered), answered, FirstResponseAt ?? resolved);
        Keep(SlaClockKind.Resolution, ResolutionClock, SlaClock.OfResolution(StatusHistory, _slaPausesIn), ended, resolved);
        return came;

        void Keep(SlaClockKind kind, SlaClock clock, IReadOnlyList<Span> spans, DateTimeOffset? stoppedAt, DateTimeOffset? doneAt)
        {
            var (next, news) = clock.Keep(spans, stoppedAt, hours, warningPercent, now);
            if (next is not null && !(NextClockAt < next)) NextClockAt = next;
            if (clock is { StoppedAt: null, DueAt: { } due } && !(DueAt <= due)) DueAt = due;
            came.AddRange(news.Select(n => new SlaClockRang(Id, policy, kind, n.Kind, clock.TargetMinutes!.Value, clock.DueAt ?? n.At, n.At)));
            // What was promised and not yet broken is kept or broken in the ticket that took this one in.
            if (MergedIntoId is not null && doneAt is null && clock.BreachedAt is null) clock.Aim(null);
        }
    }

    /// <summary>Raises what the clocks have come to, once each: not what the same promise has raised before, however often the ticket has left it and come back.</summary>
    /// <param name="raised">What was raised about the ticket so far; what is raised now joins it.</param>
    /// <param name="isAnew">Whether the clocks have just been aimed anew: what they have passed already is news only where nothing like it was raised under an earlier promise.</param>
    public void Ring(IEnumerable<SlaClockRang> came, ISet<SlaMark> raised, bool isAnew)
    {
        foreach (var rang in came)
        {
            if (raised.Contains(rang.Mark) || (isAnew && raised.Any(m => (m.Clock, m.Kind) == (rang.Clock, rang.Kind)))) continue;
            raised.Add(rang.Mark);
            Raise(rang);
        }
    }

    /// <summary>What the present promises have come to so far.</summary>
    public IEnumerable<SlaMark> Marks()
    {
        if (SlaPolicyId is not { } policy) yield break;
        foreach (var (kind, clock) in new[] { (SlaClockKind.FirstResponse, FirstResponseClock), (SlaClockKind.Resolution, ResolutionClock) })
        {
            if (clock is { WarnedAt: not null, TargetMinutes: { } warned }) yield return new(policy, kind, warned, SlaEventKind.Warning);
            if (clock is { BreachedAt: not null, TargetMinutes: { } broken }) yield return new(policy, kind, broken, SlaEventKind.Breach);
        }
    }

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
}
