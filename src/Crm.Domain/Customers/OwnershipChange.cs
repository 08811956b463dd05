using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

/// <summary>Who was responsible for a customer before and after: the owner, the team, or both.</summary>
public sealed class OwnershipChange
{
    private OwnershipChange() { }

    internal OwnershipChange(
        Id<Customer> customer, (Id<User>? Owner, Id<Team>? Team) from, (Id<User>? Owner, Id<Team>? Team) to, Id<User>? by, DateTimeOffset at, Id<HandOver>? handOver = null) =>
        (CustomerId, FromOwnerId, ToOwnerId, FromTeamId, ToTeamId, By, At, HandOverId) = (customer, from.Owner, to.Owner, from.Team, to.Team, by, at, handOver);

    public Id<OwnershipChange> Id { get; private set; } = Id<OwnershipChange>.New();
    public Id<Customer> CustomerId { get; private set; }
    public Id<User>? FromOwnerId { get; private set; }
    public Id<User>? ToOwnerId { get; private set; }
    public Id<Team>? FromTeamId { get; private set; }
    public Id<Team>? ToTeamId { get; private set; }

    /// <summary>Who did it; null for a job.</summary>
    public Id<User>? By { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>The act that handed it over together with others; null for a change of this customer alone.</summary>
    public Id<HandOver>? HandOverId { get; private set; }
}
