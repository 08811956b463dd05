using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using FluentValidation;

namespace Crm.Application.Service.Queues;

/// <summary>What a caller may write about a queue.</summary>
public record QueueInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>Who gets a ticket that comes into it: whom somebody names, the members in turn (roundRobin), or the member with the fewest open tickets (leastOpen); manual when nothing is said.</summary>
    public QueueStrategy Strategy { get; init; }

    /// <summary>What whoever gets one of its tickets by the rule, or as the next one, has to know: skills of agents.</summary>
    public IReadOnlyList<string>? RequiredSkills { get; init; }

    /// <summary>Whether they also have to speak the preferred language of the ticket's contact, or else of its customer, where it is known.</summary>
    public bool MatchLanguage { get; init; }

    internal static QueueInput Of(Queue q) => new() { Name = q.Name, Description = q.Description, Strategy = q.Strategy, RequiredSkills = q.RequiredSkills, MatchLanguage = q.MatchLanguage };

    internal QueueRule ToRule() => new(Strategy, RequiredSkills ?? [], MatchLanguage);
}

internal sealed class QueueInputValidator : AbstractValidator<QueueInput>
{
    public QueueInputValidator()
    {
        RuleFor(q => q.Name).RequiredLine(Queue.NameMax);
        RuleFor(q => q.Description).Block(Queue.DescriptionMax);
        RuleFor(q => q.RequiredSkills).AtMost(Queue.RequiredSkillsMax);
        RuleForEach(q => q.RequiredSkills).RequiredLine(Tags.LengthMax);
    }
}
