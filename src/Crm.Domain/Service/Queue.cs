using Crm.Domain.Common;

namespace Crm.Domain.Service;

/// <summary>Where tickets wait for somebody to take them, such as "Repairs".</summary>
public sealed class Queue : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;

    private Queue() { }

    public Id<Queue> Id { get; private set; } = Id<Queue>.New();

    /// <summary>Unique among the queues.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Queue Create(string name, string? description)
    {
        var queue = new Queue();
        queue.Change(name, description);
        return queue;
    }

    public void Change(string name, string? description)
    {
        Name = Text.Required(name);
        Description = Text.Clean(description);
    }
}

public static class QueueErrors
{
    /// <summary>The detail openTickets says how many there are.</summary>
    public static RuleBroken HasOpenTickets(int openTickets) =>
        new("queue.has_open_tickets", $"Tickets in the queue are not closed ({openTickets}); close them or move them to another queue first.",
            new Dictionary<string, object?> { ["openTickets"] = openTickets });
}
