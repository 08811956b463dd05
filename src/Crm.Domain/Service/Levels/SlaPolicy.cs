using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;

namespace Crm.Domain.Service.Levels;

/// <summary>What a caller may write about a policy. It replaces everything.</summary>
public sealed record SlaPolicyProfile
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public int Position { get; init; }
    public SlaConditions Conditions { get; init; } = SlaConditions.None;
    public int? FirstResponseMinutes { get; init; }
    public int? ResolutionMinutes { get; init; }
    public IReadOnlyCollection<TicketStatus> PausesIn { get; init; } = SlaPolicy.UsualPauses;
    public Id<BusinessCalendar>? CalendarId { get; init; }
}

/// <summary>A promise about tickets: within how much working time they are answered and resolved. Of the policies whose conditions a ticket meets, the first applies.</summary>
public sealed class SlaPolicy : ArchivableAggregate, IRemembered, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;
    public const int PositionMax = 1_000_000;

    /// <summary>A year of minutes.</summary>
    public const int MinutesMax = 366 * 24 * 60;

    public static readonly IReadOnlyCollection<TicketStatus> UsualPauses = [TicketStatus.Pending, TicketStatus.OnHold];

    private List<TicketStatus> _pausesIn = [];

    private SlaPolicy() { }

    public Id<SlaPolicy> Id { get; private set; } = Id<SlaPolicy>.New();

    /// <summary>Unique among the policies.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }

    /// <summary>The smallest is looked at first; of equal ones the older.</summary>
    public int Position { get; private set; }
    public SlaConditions Conditions { get; private set; } = SlaConditions.None;

    /// <summary>Working time from the opening to the first public reply.</summary>
    public int? FirstResponseMinutes { get; private set; }

    /// <summary>Working time from the opening to the resolution, without the pauses.</summary>
    public int? ResolutionMinutes { get; private set; }

    /// <summary>In which statuses the time to the resolution does not run.</summary>
    public IReadOnlyList<TicketStatus> PausesIn => _pausesIn;

    /// <summary>In whose hours is counted; null counts every minute.</summary>
    public Id<BusinessCalendar>? CalendarId { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static SlaPolicy Create(SlaPolicyProfile profile)
    {
        var policy = new SlaPolicy();
        policy.Change(profile);
        return policy;
    }

    /// <summary>Tickets that have the policy keep what it said, until something that decides about policies changes in them.</summary>
    public void Change(SlaPolicyProfile profile)
    {
        if (profile is { FirstResponseMinutes: null, ResolutionMinutes: null }) throw SlaErrors.NoTarget;
        Name = Text.Required(profile.Name);
        Description = Text.Clean(profile.Description);
        Position = profile.Position;
        Conditions = profile.Conditions;
        (FirstResponseMinutes, ResolutionMinutes) = (profile.FirstResponseMinutes, profile.ResolutionMinutes);
        _pausesIn = [.. profile.PausesIn.Distinct().Order()];
        CalendarId = profile.CalendarId;
    }
}

public static class SlaErrors
{
    public static RuleBroken CalendarArchived => new("sla_policy.calendar_archived", "The calendar that the policy counts in is archived; restore it first.");

    public static RuleBroken NoTarget => new("sla_policy.no_target", "A policy needs a target: send firstResponseMinutes, resolutionMinutes or both.");
}
