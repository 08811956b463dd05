using Crm.Domain.Common;

namespace Crm.Domain.Service;

/// <summary>Who gets a ticket that comes into a queue: whom somebody names, the members in turn, or the one with the fewest open tickets.</summary>
public enum QueueStrategy { Manual, RoundRobin, LeastOpen }

/// <summary>By what rule a queue's tickets are given out.</summary>
/// <param name="RequiredSkills">What every ticket in it asks for.</param>
/// <param name="MatchLanguage">Whether whoever gets a ticket has to speak the language of its contact or customer, where that is known.</param>
public sealed record QueueRule(QueueStrategy Strategy, IReadOnlyCollection<string> RequiredSkills, bool MatchLanguage);

/// <summary>Where tickets wait for somebody to take them, such as "Repairs".</summary>
public sealed class Queue : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;
    public const int RequiredSkillsMax = 20;

    private List<string> _requiredSkills = [];

    private Queue() { }

    public Id<Queue> Id { get; private set; } = Id<Queue>.New();

    /// <summary>Unique among the queues.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public QueueStrategy Strategy { get; private set; }

    /// <summary>Lower case, unique, in alphabetical order, as tags are.</summary>
    public IReadOnlyList<string> RequiredSkills => _requiredSkills;
    public bool MatchLanguage { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Queue Create(string name, string? description, QueueRule? rule = null)
    {
        var queue = new Queue();
        queue.Change(name, description, rule);
        return queue;
    }

    /// <summary>Replaces what callers may write; the rule stays when none is given.</summary>
    public void Change(string name, string? description, QueueRule? rule = null)
    {
        Name = Text.Required(name);
        Description = Text.Clean(description);
        if (rule is null) return;
        (Strategy, MatchLanguage) = (rule.Strategy, rule.MatchLanguage);
        _requiredSkills = Tags.Clean(rule.RequiredSkills);
    }
}

public static class QueueErrors
{
    /// <summary>The detail openTickets says how many there are.</summary>
    public static RuleBroken HasOpenTickets(int openTickets) =>
        new("queue.has_open_tickets", $"Tickets in the queue are not closed ({openTickets}); close them or move them to another queue first.",
            new Dictionary<string, object?> { ["openTickets"] = openTickets });
}
