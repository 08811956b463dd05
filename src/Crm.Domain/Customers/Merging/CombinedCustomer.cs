using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers.Merging;

/// <summary>What several customers are when they are one: a field has the survivor's value, else the first of the others in their order; what is a list has what any of them has, once.</summary>
internal sealed record CombinedCustomer(
    CustomerProfile Profile, Credit Credit, Lifecycle Lifecycle, Id<User>? OwnerId, Id<Team>? TeamId, Id<Territory>? TerritoryId, (string Reason, DateTimeOffset Since, Id<User>? By)? LegalHold)
{
    /// <exception cref="RuleBroken">They cannot be one, or would have more of something than a customer can have.</exception>
    public static CombinedCustomer Of(Customer survivor, IReadOnlyList<Customer> others)
    {
        if (others.Any(o => o.Kind != survivor.Kind)) throw MergeErrors.KindsDiffer;
        IReadOnlyList<Customer> all = [survivor, .. others];
        var hold = all.Where(c => c.LegalHoldSince is not null).Select(c => ((string, DateTimeOffset, Id<User>?)?)(c.LegalHoldReason!, c.LegalHoldSince!.Value, c.LegalHoldBy)).FirstOrDefault();
        return new(ProfileOf(survivor, all), CreditOf(all), LifecycleOf(all), First(all, c => c.OwnerId), First(all, c => c.TeamId), First(all, c => c.TerritoryId), hold);
    }

    private static CustomerProfile ProfileOf(Customer survivor, IReadOnlyList<Customer> all) => new()
    {
        Kind = survivor.Kind,
        Name = survivor.Name,
        Relationships = RelationshipsOf(all),
        Market = First(all, c => c.Market),
        GivenName = First(all, c => c.GivenName),
        FamilyName = First(all, c => c.FamilyName),
        BirthDate = First(all, c => c.BirthDate),
        IncomeBand = First(all, c => c.IncomeBand),
        LegalName = First(all, c => c.LegalName),
        RegistrationNumber = First(all, c => c.RegistrationNumber),
        EmployeeCount = First(all, c => c.EmployeeCount),
        AnnualRevenue = First(all, c => c.AnnualRevenue),
        Industry = First(all, c => c.Industry),
        PreferredLanguage = First(all, c => c.PreferredLanguage),
        PreferredChannel = First(all, c => c.PreferredChannel),
        TimeZone = First(all, c => c.TimeZone),
        Notes = First(all, c => c.Notes),
        Addresses = AddressesOf(all),
        Channels = ChannelsOf(all),
        Tags = AtMost([.. all.SelectMany(c => c.Tags).Distinct(StringComparer.OrdinalIgnoreCase)], Common.Tags.Max, "tags"),
        CustomFields = new(all.SelectMany(c => c.CustomFields.Values).DistinctBy(v => v.Key).Select(v => KeyValuePair.Create<string, object?>(v.Key, v.Value))),
        ExternalIds = AtMost([.. all.SelectMany(c => c.ExternalIds)], ExternalId.Most, "external ids"),
    };

    private static T? First<T>(IEnumerable<Customer> all, Func<Customer, T?> value) => all.Select(value).FirstOrDefault(v => v is not null);

    // Who is anything else to the company, is its prospect no longer.
    private static List<Relationship> RelationshipsOf(IReadOnlyList<Customer> all)
    {
        List<Relationship> relationships = [.. all.SelectMany(c => c.Relationships).Distinct()];
        if (relationships.Count > 1 && LifecycleOf(all) != Lifecycle.Prospect) relationships.Remove(Relationship.Prospect);
        return relationships;
    }

    // A survivor that is a prospect still gets what the first of the others has become: its orders come with it.
    private static Lifecycle LifecycleOf(IReadOnlyList<Customer> all) => all.Select(c => c.Lifecycle).FirstOrDefault(l => l != Lifecycle.Prospect);

    // Term by term; a hold of any of them holds the survivor.
    private static Credit CreditOf(IReadOnlyList<Customer> all)
    {
        var limit = all.Select(c => c.Credit).FirstOrDefault(c => c.LimitAmount is not null);
        var held = all.Select(c => c.Credit).FirstOrDefault(c => c.IsOnHold);
        return new()
        {
            LimitAmount = limit?.LimitAmount,
            LimitCurrency = limit?.LimitCurrency,
            PaymentTermsDays = First(all, c => c.Credit.PaymentTermsDays),
            Rating = First(all, c => c.Credit.Rating),
            IsOnHold = held is not null,
            HoldNote = held?.HoldNote ?? First(all, c => c.Credit.HoldNote),
        };
    }

    private static IReadOnlyList<AddressData> AddressesOf(IReadOnlyList<Customer> all)
    {
        List<AddressData> addresses = [];
        foreach (var address in all.SelectMany(c => c.Addresses.OrderBy(a => a.Position)))
        {
            if (addresses.Exists(a => a.Type == address.Type && a.Address == address.Address)) continue;
            addresses.Add(new(address.Type, address.Address, address.IsDefault && !addresses.Exists(a => a.Type == address.Type && a.IsDefault)));
        }
        return AtMost(addresses, CustomerAddress.Most, "addresses");
    }

    private static IReadOnlyList<ChannelData> ChannelsOf(IReadOnlyList<Customer> all)
    {
        List<ChannelData> channels = [];
        foreach (var channel in all.SelectMany(c => c.Channels.OrderBy(x => x.Position)))
        {
            if (channels.Exists(c => c.Type == channel.Type && Channel.Normalize(c.Type, c.Value) == channel.Normalized)) continue;
            channels.Add(new(channel.Type, channel.Value, channel.IsPrimary && !channels.Exists(c => c.Type == channel.Type && c.IsPrimary), channel.Label));
        }
        return AtMost(channels, Channel.Most, "channels");
    }

    private static IReadOnlyList<T> AtMost<T>(IReadOnlyList<T> all, int most, string what) => all.Count <= most ? all : throw MergeErrors.TooMany(what, most);
}
