using Crm.Domain.Common;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>Two customers that may be one. Pairs are worked out from the customers, and again when one of them changes.</summary>
public sealed class DuplicatePair
{
    private List<DuplicateReason> _reasons = [];

    private DuplicatePair() { }

    public DuplicatePair(Id<Customer> one, Id<Customer> other, DuplicateMatch match)
    {
        (FirstId, SecondId) = one < other ? (one, other) : (other, one);
        Score = match.Score;
        _reasons = [.. match.Reasons];
    }

    public Id<DuplicatePair> Id { get; private set; } = Id<DuplicatePair>.New();

    /// <summary>The one with the lesser id, which as a rule is the older one.</summary>
    public Id<Customer> FirstId { get; private set; }
    public Id<Customer> SecondId { get; private set; }
    public decimal Score { get; private set; }
    public IReadOnlyList<DuplicateReason> Reasons => _reasons;
}

/// <summary>That a customer has its match keys, and whether the pairs it is in are still to be worked out.</summary>
public sealed class MatchState
{
    private MatchState() { }

    public MatchState(Id<Customer> id) => Id = id;

    public Id<Customer> Id { get; private set; }
    public bool IsDue { get; private set; } = true;
}

/// <summary>One of the keys by which a customer's likely duplicates are found (<see cref="MatchKeys"/>).</summary>
public sealed class MatchKey
{
    private MatchKey() { }

    public MatchKey(long key, Id<Customer> customer) => (Key, CustomerId) = (key, customer);

    public long Key { get; private set; }
    public Id<Customer> CustomerId { get; private set; }
}
