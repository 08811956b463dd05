using Crm.Domain.Common;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

public sealed partial class Customer
{
    /// <summary>The customer that this one has become a part of, followed to the end of the chain; null for one that stands for itself.</summary>
    public Id<Customer>? MergedIntoId { get; private set; }

    /// <summary>Becomes a part of the survivor: it goes into the archive, and what can be there once only, is the survivor's from now on.</summary>
    public void MergeInto(Id<Customer> survivor, DateTimeOffset now)
    {
        if (survivor == Id) throw MergeErrors.WithItself;
        if (MergedIntoId is { } before) throw CustomerErrors.Merged(before);
        MergedIntoId = survivor;
        ParentId = null;
        _addresses.Clear();
        _channels.Clear();
        _externalIds.Clear();
        Archive(now);
    }

    /// <summary>Stands for itself again, as it was. What its parent is, the caller says after it.</summary>
    public void Unmerge(CustomerProfile before)
    {
        MergedIntoId = null;
        Restore();
        Write(before);
    }

    /// <summary>Takes over what the others know; see <see cref="CombinedCustomer"/>. They must be loaded as they were before they were merged.</summary>
    public static Action<Customer> Taking(Customer survivor, IReadOnlyList<Customer> others, Id<User>? by, DateTimeOffset now)
    {
        var combined = CombinedCustomer.Of(survivor, others);
        return s =>
        {
            s.Write(combined.Profile);
            s.Credit = combined.Credit.Clean();
            s.BecomeBecause("Merged.", combined.Lifecycle, by, now);
            s.Assign(combined.OwnerId, combined.TeamId, by, now);
            s.TerritoryId = combined.TerritoryId;
            if (combined.LegalHold is { } hold) (s.LegalHoldReason, s.LegalHoldSince, s.LegalHoldBy) = hold;
        };
    }

    /// <summary>Takes back what a merge gave, but not what was changed after it.</summary>
    public void Regain(CustomerProfile profile, Credit credit, Lifecycle lifecycle, Id<Territory>? territory, Id<User>? by, DateTimeOffset now)
    {
        Write(profile);
        Credit = credit.Clean();
        TerritoryId = territory;
        BecomeBecause("The merge was undone.", lifecycle, by, now);
    }

    // Past the usual steps: it is not the customer that changed, but what is known of it.
    private void BecomeBecause(string reason, Lifecycle lifecycle, Id<User>? by, DateTimeOffset now)
    {
        if (Lifecycle == lifecycle) return;
        _lifecycleChanges.Add(new(Id, Lifecycle, lifecycle, reason, by, now));
        Lifecycle = lifecycle;
    }
}
