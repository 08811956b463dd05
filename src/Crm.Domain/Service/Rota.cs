namespace Crm.Domain.Service;

/// <summary>A member of a queue who is on duty.</summary>
/// <param name="openTickets">What the agent has to do, in all queues and in none: whatever is neither resolved nor closed.</param>
public sealed class OnDuty(QueueMember member, Agent agent, int openTickets)
{
    public QueueMember Member { get; } = member;
    public Agent Agent { get; } = agent;
    public int OpenTickets { get; private set; } = openTickets;

    public bool HasRoom => Agent.HasRoom(OpenTickets);

    internal void Take(long turn)
    {
        OpenTickets++;
        Member.TakeTurn(turn);
    }
}

/// <summary>Who of a queue's members gets the next ticket by its rule. The caller keeps others from giving these members anything meanwhile.</summary>
/// <param name="lastTurn">The highest turn of any member, on duty or not.</param>
public sealed class Rota(Queue queue, IEnumerable<OnDuty> members, long lastTurn)
{
    private readonly List<OnDuty> _members = [.. members];
    private long _lastTurn = lastTurn;

    public Queue Queue => queue;

    /// <summary>How what is given now comes to its assignee.</summary>
    public AssignmentWay Way => queue.Strategy == QueueStrategy.LeastOpen ? AssignmentWay.LeastOpen : AssignmentWay.RoundRobin;

    /// <summary>Whether anybody can take anything at all.</summary>
    public bool HasRoom => _members.Exists(m => m.HasRoom);

    /// <summary>Whose turn it is; null when nobody can take such a ticket now.</summary>
    public OnDuty? Next(TicketNeeds needs) => _members.Where(m => m.HasRoom && m.Agent.Meets(needs))
        .OrderBy(m => queue.Strategy == QueueStrategy.LeastOpen ? m.OpenTickets : 0).ThenBy(m => m.Member.Turn).ThenBy(m => m.Member.UserId).FirstOrDefault();

    public void Give(OnDuty member) => member.Take(++_lastTurn);

    /// <summary>Goes on without somebody who turns out to be gone.</summary>
    public void Drop(OnDuty member) => _members.Remove(member);
}
