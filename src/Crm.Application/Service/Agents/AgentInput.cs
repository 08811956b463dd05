using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using FluentValidation;

namespace Crm.Application.Service.Agents;

/// <summary>What a caller may write about an agent.</summary>
public record AgentInput
{
    /// <summary>What the agent speaks: BCP 47 tags, such as de or zh-Hans. A language is spoken in all its variants: de with customers who want de-AT.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>What the agent knows, to be compared with what tickets and queues require; upper and lower case alike.</summary>
    public IReadOnlyList<string>? Skills { get; init; }

    /// <summary>The most open tickets that are given by a rule or as the next one; null for no limit.</summary>
    public int? Capacity { get; init; }

    /// <summary>The business calendar whose hours are the agent's: outside of them the rules of queues give the agent no tickets; null for none.</summary>
    public Id<BusinessCalendar>? CalendarId { get; init; }

    /// <summary>Whether the rules of queues give the agent tickets; left as it is when nothing is said, true at first.</summary>
    public bool? IsAvailable { get; init; }
}

internal sealed class AgentInputValidator : AbstractValidator<AgentInput>
{
    public AgentInputValidator()
    {
        RuleFor(a => a.Languages).AtMost(Agent.LanguagesMax);
        RuleForEach(a => a.Languages).Language();
        RuleFor(a => a.Skills).AtMost(Tags.Max);
        RuleForEach(a => a.Skills).RequiredLine(Tags.LengthMax);
        RuleFor(a => a.Capacity).Within(0, Agent.CapacityMax);
    }
}
