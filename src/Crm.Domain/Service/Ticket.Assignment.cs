using Crm.Domain.Common;

namespace Crm.Domain.Service;

/// <summary>How a ticket came to its assignee: somebody said so, a rule of the queue did, the agent took the next one, or it was handed over with other work.</summary>
public enum AssignmentWay { User, RoundRobin, LeastOpen, NextTicket, HandOver }

public sealed partial class Ticket
{
    public const int RequiredSkillsMax = 20;

    private List<string> _requiredSkills = [];

    /// <summary>What whoever gets it by a rule, or as the next one, has to know, beside what the queue requires.</summary>
    public IReadOnlyList<string> RequiredSkills => _requiredSkills;

    /// <summary>Null while nobody has it.</summary>
    public AssignmentWay? AssignedBy { get; private set; }

    /// <summary>Nobody has it, and there is something to do.</summary>
    public bool IsWaiting => AssigneeId is null && Status is (TicketStatus.New or TicketStatus.Open);

    public void MoveTo(Id<Queue>? queue)
    {
        if (queue == QueueId) return;
        EnsureNotClosed();
        PutInto(queue);
    }

    private void PutInto(Id<Queue>? queue)
    {
        if (queue == QueueId) return;
        QueueId = queue;
        Raise(new TicketMoved(Id, queue));
    }
}

/// <summary>The ticket, which was there already, came into another queue, or into none.</summary>
public sealed record TicketMoved(Id<Ticket> TicketId, Id<Queue>? QueueId) : IDomainEvent;
