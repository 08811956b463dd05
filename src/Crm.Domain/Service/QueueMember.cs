using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Service;

/// <summary>One user in a queue. A row of its own and no part of the queue, because the turns are written all day and the queue's version must not change with them.</summary>
public sealed class QueueMember
{
    private QueueMember() { }

    public QueueMember(Id<Queue> queue, Id<User> user, DateTimeOffset now) => (QueueId, UserId, AddedAt) = (queue, user, now);

    public Id<QueueMember> Id { get; private set; } = Id<QueueMember>.New();
    public Id<Queue> QueueId { get; private set; }
    public Id<User> UserId { get; private set; }

    /// <summary>Whether the queue's rule gives this member tickets; who leads may only want to take them.</summary>
    public bool ReceivesAutomatically { get; private set; } = true;
    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>Rises with each ticket that the queue's rule gives: whose is lowest, is next.</summary>
    public long Turn { get; private set; }

    public void Change(bool receivesAutomatically) => ReceivesAutomatically = receivesAutomatically;

    internal void TakeTurn(long turn) => Turn = turn;
}
