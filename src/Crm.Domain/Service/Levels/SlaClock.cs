using Crm.Domain.Service.Calendars;

namespace Crm.Domain.Service.Levels;

/// <summary>The first reply, or the resolution.</summary>
public enum SlaClockKind { FirstResponse, Resolution }

/// <summary>Running: time goes by. Paused: it does not, for now. Met: what was promised was done in time. Breached: it was not, or is late by now.</summary>
public enum SlaClockState { Running, Paused, Met, Breached }

/// <summary>Warning: little of the time is left. Breach: it has passed.</summary>
public enum SlaEventKind { Warning, Breach }

/// <summary>How a ticket stands to one promise of its policy.</summary>
public sealed class SlaClock
{
    internal SlaClock() { }

    /// <summary>Working time that was promised; null when nothing was.</summary>
    public int? TargetMinutes { get; private set; }

    /// <summary>When the time will have passed, or has; null while it does not run.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When little of the time was left.</summary>
    public DateTimeOffset? WarnedAt { get; private set; }

    /// <summary>When the time had passed.</summary>
    public DateTimeOffset? BreachedAt { get; private set; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>When the first reply is waited for: as long as the ticket is open, whoever has to act.</summary>
    public static IReadOnlyList<Span> OfFirstResponse(StatusHistory history, DateTimeOffset? answeredAt) => [.. history.In(IsOpen, answeredAt)];

    /// <summary>When the resolution is waited for: as long as the ticket is open and not in a status that pauses.</summary>
    public static IReadOnlyList<Span> OfResolution(StatusHistory history, IReadOnlyList<TicketStatus> pausesIn) => [.. history.In(s => IsOpen(s) && !pausesIn.Contains(s), end: null)];

    /// <summary>How much of the target is left, in working time; negative when it is late.</summary>
    public static TimeSpan Left(int targetMinutes, IEnumerable<Span> spans, WorkingTime hours, DateTimeOffset now) =>
        TimeSpan.FromMinutes(targetMinutes) - spans.Aggregate(TimeSpan.Zero, (sum, s) => sum + hours.Between(s.From, s.Until ?? now));

    /// <summary>When the target will have passed, or has; null while it does not run.</summary>
    public static DateTimeOffset? Due(int targetMinutes, IReadOnlyList<Span> spans, WorkingTime hours) => Passes(spans, TimeSpan.FromMinutes(targetMinutes), hours);

    internal void Aim(int? minutes)
    {
        TargetMinutes = minutes;
        (DueAt, WarnedAt, BreachedAt, StoppedAt) = (null, null, null, null);
    }

    /// <summary>Brings the clock up to date.</summary>
    /// <param name="spans">When it ran.</param>
    /// <param name="stoppedAt">When it was done; null before.</param>
    /// <param name="warningPercent">How much of the target is left at the warning.</param>
    /// <returns>When something is to be said the next time, and what is to be said now.</returns>
    internal (DateTimeOffset? Next, IReadOnlyList<(SlaEventKind Kind, DateTimeOffset At)> News) Keep(
        IReadOnlyList<Span> spans, DateTimeOffset? stoppedAt, WorkingTime hours, int warningPercent, DateTimeOffset now)
    {
        if (TargetMinutes is not { } minutes) return (null, []);
        var target = TimeSpan.FromMinutes(minutes);
        var (due, warning) = (Passes(spans, target, hours), warningPercent == 0 ? null : Passes(spans, target * (100 - warningPercent) / 100, hours));
        List<(SlaEventKind, DateTimeOffset)> news = [];
        if (WarnedAt is null && warning <= now)
        {
            WarnedAt = warning;
            news.Add((SlaEventKind.Warning, warning.Value));
        }
        if (BreachedAt is null && due <= now)
        {
            BreachedAt = due;
            news.Add((SlaEventKind.Breach, due.Value));
        }
        StoppedAt = stoppedAt;
        var isRunning = spans is [.., { Until: null }];
        DueAt = BreachedAt ?? due ?? (stoppedAt is null ? null : WouldPass(spans, target, hours));
        var next = !isRunning ? null : WarnedAt is null && warning is not null && warning < due ? warning : BreachedAt is null ? due : null;
        return (next, news);
    }

    private static bool IsOpen(TicketStatus status) => status is not (TicketStatus.Resolved or TicketStatus.Closed);

    private static DateTimeOffset? Passes(IReadOnlyList<Span> spans, TimeSpan time, WorkingTime hours)
    {
        foreach (var span in spans)
        {
            if (span.Until is not { } until) return hours.Add(span.From, time);
            var length = hours.Between(span.From, until);
            if (length >= time) return hours.Add(span.From, time);
            time -= length;
        }
        return null;
    }

    // Had it gone on.
    private static DateTimeOffset? WouldPass(IReadOnlyList<Span> spans, TimeSpan time, WorkingTime hours) =>
        spans.Count == 0 ? null : Passes([.. spans.SkipLast(1), spans[^1] with { Until = null }], time, hours);
}
