using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers.Merging;

/// <summary>What can move from one customer to another.</summary>
public enum MovedKind { Contact, Order, Ticket, Interaction, Consent, Subsidiary, LifecycleChange, OwnershipChange, Membership }

/// <summary>One act by which customers became one: who survived, who was taken in, and how all of them were before. What moved is in its items, which may be
/// thousands and are no part of it.</summary>
public sealed class CustomerMerge : Aggregate
{
    /// <summary>How many customers one merge takes in at most.</summary>
    public const int Most = 4;
    public const int ReasonMax = 500;

    /// <summary>For so long a merge can be undone.</summary>
    public static readonly TimeSpan UndoableFor = TimeSpan.FromDays(30);

    private readonly List<MergeParty> _parties = [];

    private CustomerMerge() { }

    public Id<CustomerMerge> Id { get; private set; } = Id<CustomerMerge>.New();
    public Id<Customer> SurvivorId { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>Who did it; null for a job.</summary>
    public Id<User>? By { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? UndoneAt { get; private set; }
    public Id<User>? UndoneBy { get; private set; }

    /// <summary>Whether how the customers were before is erased, with the personal data of one of them.</summary>
    public bool IsErased { get; private set; }

    public int ContactCount { get; private set; }
    public int OrderCount { get; private set; }
    public int TicketCount { get; private set; }
    public int InteractionCount { get; private set; }
    public int ConsentCount { get; private set; }
    public int SubsidiaryCount { get; private set; }

    /// <summary>The survivor first, then those that were taken in, in the order in which their values counted.</summary>
    public IReadOnlyList<MergeParty> Parties => _parties;

    public DateTimeOffset UndoableUntil => At + UndoableFor;

    public IEnumerable<MergeParty> Others => _parties.Where(p => p.CustomerId != SurvivorId);

    public static CustomerMerge Of(Id<Customer> survivor, IEnumerable<MergeParty> parties, string? reason, Id<User>? by, DateTimeOffset now)
    {
        var merge = new CustomerMerge { SurvivorId = survivor, Reason = Text.Clean(reason), By = by, At = now };
        foreach (var (i, party) in parties.Index())
        {
            party.Position = i;
            merge._parties.Add(party);
        }
        merge.Raise(new CustomersMerged(merge.Id, survivor, [.. merge.Others.Select(p => p.CustomerId)]));
        return merge;
    }

    /// <summary>Writes down one record that moved.</summary>
    public MergedItem Take(MovedKind kind, Guid record, Id<Customer> from, bool wasPrimary = false)
    {
        switch (kind)
        {
            case var _ when from == SurvivorId: break;   // made here, not moved
            case MovedKind.Contact: ContactCount++; break;
            case MovedKind.Order: OrderCount++; break;
            case MovedKind.Ticket: TicketCount++; break;
            case MovedKind.Interaction: InteractionCount++; break;
            case MovedKind.Consent: ConsentCount++; break;
            case MovedKind.Subsidiary: SubsidiaryCount++; break;
            default: break;   // histories are not counted
        }
        return new(Id, kind, record, from, wasPrimary);
    }

    /// <summary>Writes down that it is undone; a no-op when it was before.</summary>
    public void Undo(Id<User>? by, DateTimeOffset now)
    {
        if (UndoneAt is not null) return;
        if (IsErased) throw MergeErrors.Erased;
        if (now > UndoableUntil) throw MergeErrors.TooLate(UndoableUntil);
        (UndoneAt, UndoneBy) = (now, by);
        Raise(new CustomerMergeUndone(Id, SurvivorId, [.. Others.Select(p => p.CustomerId)]));
    }

    /// <summary>The act stays, without what it says of the persons.</summary>
    public void Erase()
    {
        IsErased = true;
        Reason = null;
        foreach (var party in _parties) party.Erase();
    }
}

/// <summary>A customer of a merge as it was before.</summary>
public sealed class MergeParty
{
    private MergeParty() { }

    /// <param name="before">What may be written about the customer, as JSON; this project does not look into it.</param>
    public MergeParty(Id<Customer> customer, string before) => (CustomerId, Before) = (customer, before);

    public Id<MergeParty> Id { get; private set; } = Id<MergeParty>.New();
    public Id<Customer> CustomerId { get; private set; }
    public int Position { get; internal set; }
    public string? Before { get; private set; }

    /// <summary>As the survivor was right after the merge, so that what was changed later can be told from what the merge changed.</summary>
    public string? After { get; private set; }

    public void Became(string after) => After = after;

    internal void Erase() => (Before, After) = (null, null);
}

/// <summary>One record that moved to the survivor.</summary>
public sealed class MergedItem
{
    private MergedItem() { }

    internal MergedItem(Id<CustomerMerge> merge, MovedKind kind, Guid record, Id<Customer> from, bool wasPrimary) =>
        (MergeId, Kind, RecordId, FromCustomerId, WasPrimary) = (merge, kind, record, from, wasPrimary);

    public Id<MergedItem> Id { get; private set; } = Id<MergedItem>.New();
    public Id<CustomerMerge> MergeId { get; private set; }
    public MovedKind Kind { get; private set; }
    public Guid RecordId { get; private set; }

    /// <summary>The customer that it moved away from; the survivor itself for a word that the merge made it say.</summary>
    public Id<Customer> FromCustomerId { get; private set; }

    /// <summary>Whether it was the primary contact there.</summary>
    public bool WasPrimary { get; private set; }
}

/// <summary>Stands for all that moved; the records raise no events of their own.</summary>
[ToldAs("customerMerge.created")]
public sealed record CustomersMerged(Id<CustomerMerge> MergeId, Id<Customer> SurvivorId, IReadOnlyList<Id<Customer>> OtherIds) : IDomainEvent;

[ToldAs("customerMerge.undone")]
public sealed record CustomerMergeUndone(Id<CustomerMerge> MergeId, Id<Customer> SurvivorId, IReadOnlyList<Id<Customer>> OtherIds) : IDomainEvent;

public static class MergeErrors
{
    public static RuleBroken KindsDiffer => new("customer_merge.kinds_differ", "A person and an organisation cannot be merged.");

    public static RuleBroken WithItself => new("customer_merge.with_itself", "A customer cannot be merged into itself; name others.");

    public static RuleBroken TooMany(string what, int most) =>
        new("customer_merge.too_many", $"Together the customers have more than {most} {what}; remove some before the merge.", new Dictionary<string, object?> { ["what"] = what, ["most"] = most });

    public static RuleBroken TooLate(DateTimeOffset until) =>
        new("customer_merge.too_late", $"A merge can be undone for {CustomerMerge.UndoableFor.Days} days, this one until {until:yyyy-MM-dd HH:mm} UTC.");

    public static RuleBroken Erased => new("customer_merge.erased", "How the customers were before is erased with their personal data; the merge stays.");

    public static RuleBroken LaterMerge(Id<CustomerMerge> later) =>
        new("customer_merge.not_latest", $"One of the customers was merged again after this; undo the merge {later} first.", new Dictionary<string, object?> { ["mergeId"] = later.Value });

    public static RuleBroken SurvivorArchived => new("customer_merge.survivor_archived", "The surviving customer is archived; restore it before the merge is undone.");
}
