using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using FluentValidation;

namespace Crm.Application.Service.Levels;

/// <summary>A status in which the time to the resolution need not run.</summary>
public enum SlaPause { Pending, OnHold }

/// <summary>What a caller may write about an SLA policy.</summary>
public record SlaPolicyInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The policy with the smallest position is looked at first; of equal ones the older.</summary>
    public required int Position { get; init; }

    /// <summary>Which tickets it is for; without conditions for all.</summary>
    public SlaConditionsInput? Conditions { get; init; }

    /// <summary>Working time from the opening to the first public reply.</summary>
    public int? FirstResponseMinutes { get; init; }

    /// <summary>Working time from the opening to the resolution, without the pauses.</summary>
    public int? ResolutionMinutes { get; init; }

    /// <summary>In which statuses the time to the resolution does not run: pending, onHold, both or neither; both when nothing is said.</summary>
    public IReadOnlyList<SlaPause>? PausesIn { get; init; }

    /// <summary>In whose hours is counted; null counts every minute.</summary>
    public Id<BusinessCalendar>? CalendarId { get; init; }

    internal static SlaPolicyInput Of(SlaPolicy p) => new()
    {
        Name = p.Name,
        Description = p.Description,
        Position = p.Position,
        Conditions = SlaConditionsInput.Of(p.Conditions),
        FirstResponseMinutes = p.FirstResponseMinutes,
        ResolutionMinutes = p.ResolutionMinutes,
        PausesIn = [.. p.PausesIn.Select(s => s == TicketStatus.Pending ? SlaPause.Pending : SlaPause.OnHold)],
        CalendarId = p.CalendarId,
    };

    internal SlaPolicyProfile ToProfile() => new()
    {
        Name = Name,
        Description = Description,
        Position = Position,
        Conditions = Conditions?.ToConditions() ?? SlaConditions.None,
        FirstResponseMinutes = FirstResponseMinutes,
        ResolutionMinutes = ResolutionMinutes,
        PausesIn = PausesIn is null ? SlaPolicy.UsualPauses : [.. PausesIn.Select(s => s == SlaPause.Pending ? TicketStatus.Pending : TicketStatus.OnHold)],
        CalendarId = CalendarId,
    };
}

/// <summary>Which tickets a policy is for: each list that is not empty must hold what the ticket has; of tags one is enough.</summary>
public sealed record SlaConditionsInput
{
    public IReadOnlyList<TicketType>? Types { get; init; }
    public IReadOnlyList<TicketPriority>? Priorities { get; init; }
    public IReadOnlyList<TicketChannel>? Channels { get; init; }

    /// <summary>Markets of the customer.</summary>
    public IReadOnlyList<Market>? Markets { get; init; }

    /// <summary>Size classes of the customer.</summary>
    public IReadOnlyList<SizeClass>? SizeClasses { get; init; }

    /// <summary>Tags of the ticket.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Tags of the customer.</summary>
    public IReadOnlyList<string>? CustomerTags { get; init; }

    public static SlaConditionsInput Of(SlaConditions c) => new()
    {
        Types = c.Types,
        Priorities = c.Priorities,
        Channels = c.Channels,
        Markets = c.Markets,
        SizeClasses = c.SizeClasses,
        Tags = c.Tags,
        CustomerTags = c.CustomerTags,
    };

    public SlaConditions ToConditions() => new()
    {
        Types = Types ?? [],
        Priorities = Priorities ?? [],
        Channels = Channels ?? [],
        Markets = Markets ?? [],
        SizeClasses = SizeClasses ?? [],
        Tags = Tags ?? [],
        CustomerTags = CustomerTags ?? [],
    };
}

internal sealed class SlaPolicyInputValidator : AbstractValidator<SlaPolicyInput>
{
    public SlaPolicyInputValidator()
    {
        RuleFor(p => p.Name).RequiredLine(SlaPolicy.NameMax);
        RuleFor(p => p.Description).Block(SlaPolicy.DescriptionMax);
        RuleFor(p => (int?)p.Position).Within(0, SlaPolicy.PositionMax).OverridePropertyName(nameof(SlaPolicyInput.Position));
        RuleFor(p => p.FirstResponseMinutes).Within(1, SlaPolicy.MinutesMax);
        RuleFor(p => p.ResolutionMinutes).Within(1, SlaPolicy.MinutesMax);
        RuleFor(p => p.PausesIn).NoRepeats();
        RuleFor(p => p.Conditions).SetValidator(new SlaConditionsInputValidator()!).When(p => p.Conditions is not null);
    }
}

internal sealed class SlaConditionsInputValidator : AbstractValidator<SlaConditionsInput>
{
    public SlaConditionsInputValidator()
    {
        RuleFor(c => c.Types).NoRepeats();
        RuleFor(c => c.Priorities).NoRepeats();
        RuleFor(c => c.Channels).NoRepeats();
        RuleFor(c => c.Markets).NoRepeats();
        RuleFor(c => c.SizeClasses).NoRepeats();
        this.Tags(c => c.Tags);
        this.Tags(c => c.CustomerTags);
    }
}
