using System.Text.Json.Serialization;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;

namespace Crm.Application.Service.Levels;

/// <summary>What was promised about a ticket, and how it stands.</summary>
/// <param name="PolicyName">Its name when it was chosen.</param>
/// <param name="Reason">What of the ticket made the policy apply, such as "priority urgent, market business"; empty when it has no conditions.</param>
/// <param name="CalendarId">In whose hours is counted; null when every minute counts.</param>
/// <param name="FirstResponse">The first public reply; null when none was promised.</param>
/// <param name="Resolution">The resolution; null when none was promised.</param>
public sealed record SlaDetails(Id<SlaPolicy> PolicyId, string PolicyName, string Reason, Id<BusinessCalendar>? CalendarId, SlaClockDetails? FirstResponse, SlaClockDetails? Resolution);

/// <summary>How a ticket stands to one promise.</summary>
/// <param name="State">Running, paused, met in time, or breached.</param>
/// <param name="TargetMinutes">Working time that was promised.</param>
/// <param name="DueAt">When the time will have passed, or had; null while it does not run.</param>
/// <param name="RemainingMinutes">Working time that is left, in minutes begun; when it is late, by how much, negative and in minutes begun, too; null when it was done.</param>
/// <param name="WarnedAt">When little of the time was left.</param>
/// <param name="BreachedAt">When the time had passed.</param>
/// <param name="StoppedAt">When it was done.</param>
public sealed record SlaClockDetails(
    SlaClockState State, int TargetMinutes, DateTimeOffset? DueAt, int? RemainingMinutes, DateTimeOffset? WarnedAt, DateTimeOffset? BreachedAt, DateTimeOffset? StoppedAt)
{
    /// <summary>When it ran.</summary>
    [JsonIgnore]
    public IReadOnlyList<Span> Spans { get; init; } = [];

    internal static SlaClockDetails? OfFirstResponse(SlaClock clock, StatusHistory history) => Of(clock, SlaClock.OfFirstResponse(history, clock.StoppedAt));

    internal static SlaClockDetails? OfResolution(SlaClock clock, StatusHistory history, IReadOnlyList<TicketStatus> pausesIn) => Of(clock, SlaClock.OfResolution(history, pausesIn));

    internal SlaClockDetails At(DateTimeOffset now, WorkingTime hours)
    {
        if (StoppedAt is not null) return this with { State = BreachedAt is null ? SlaClockState.Met : SlaClockState.Breached };
        var due = BreachedAt ?? SlaClock.Due(TargetMinutes, Spans, hours);
        var breached = due <= now ? due : BreachedAt;
        var left = SlaClock.Left(TargetMinutes, Spans, hours, now).TotalMinutes;
        return this with
        {
            State = breached is not null ? SlaClockState.Breached : Spans is [.., { Until: null }] ? SlaClockState.Running : SlaClockState.Paused,
            DueAt = due,
            BreachedAt = breached,
            RemainingMinutes = (int)(left < 0 ? Math.Floor(left) : Math.Ceiling(left)),
        };
    }

    private static SlaClockDetails? Of(SlaClock c, IReadOnlyList<Span> spans) => c.TargetMinutes is not { } target ? null : new(SlaClockState.Running, target, c.DueAt, null, c.WarnedAt, c.BreachedAt, c.StoppedAt) { Spans = spans };
}
