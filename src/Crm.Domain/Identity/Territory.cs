using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Identity;

/// <summary>What a caller may write about a territory.</summary>
public sealed record TerritoryProfile
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public int Position { get; init; }
    public IReadOnlyList<string> Countries { get; init; } = [];
    public IReadOnlyList<string> Regions { get; init; } = [];
    public IReadOnlyList<Market> Markets { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public Id<User>? OwnerId { get; init; }
    public Id<Team>? TeamId { get; init; }
}

/// <summary>A part of the market, such as "Schools in Bavaria", and who looks after new customers in it. A customer lies in a territory when it meets its
/// conditions and those of all territories above; a territory includes the ones below it.</summary>
public sealed class Territory : ArchivableAggregate, IRemembered, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;
    public const int RegionMax = PostalAddress.CityMax;
    public const int ConditionsMax = 300;
    public const int PositionMax = 10_000;

    private List<Market> _markets = [];
    private List<string> _countries = [];
    private List<string> _regions = [];
    private List<string> _tags = [];
    private List<Guid> _line;

    private Territory() => _line = [Id.Value];

    public Id<Territory> Id { get; private set; } = Id<Territory>.New();

    /// <summary>Unique among the territories.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }

    /// <summary>Which of two equally deep ones a customer in both goes to: the lower.</summary>
    public int Position { get; private set; }
    public Id<Territory>? ParentId { get; private set; }

    /// <summary>The territory itself and all above it.</summary>
    public IReadOnlyList<Guid> Line => _line;

    /// <summary>ISO 3166-1 codes; any of them meets the condition, and an empty list is none. The same holds for the other three.</summary>
    public IReadOnlyList<string> Countries => _countries;

    /// <summary>States, provinces or regions as addresses name them.</summary>
    public IReadOnlyList<string> Regions => _regions;
    public IReadOnlyList<Market> Markets => _markets;
    public IReadOnlyList<string> Tags => _tags;
    public Id<User>? OwnerId { get; private set; }
    public Id<Team>? TeamId { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Territory Create(TerritoryProfile profile)
    {
        var territory = new Territory();
        territory.Change(profile);
        return territory;
    }

    public void Change(TerritoryProfile profile)
    {
        Name = Text.Required(profile.Name);
        Description = Text.Clean(profile.Description);
        Position = profile.Position;
        _countries = [.. profile.Countries.Select(c => c.ToUpperInvariant()).Distinct()];
        _regions = [.. profile.Regions.Select(Text.Required).Distinct()];
        _markets = [.. profile.Markets.Distinct()];
        _tags = Common.Tags.Clean(profile.Tags);
        (OwnerId, TeamId) = (profile.OwnerId, profile.TeamId);
    }

    /// <summary>Puts it under another one. <paramref name="above"/> are the new parent and all above that.</summary>
    public void PutUnder(Id<Territory>? parent, IReadOnlyCollection<Id<Territory>> above)
    {
        if (parent == Id || above.Contains(Id)) throw TerritoryErrors.Circle;
        ParentId = parent;
        _line = [Id.Value, .. above.Select(t => t.Value)];
    }

    /// <summary>What is above one that stands below it has changed.</summary>
    public void Follow(Territory moved) => _line = [.. _line.TakeWhile(id => id != moved.Id.Value), .. moved.Line];

    /// <summary>Who looked after it has left.</summary>
    public void Release() => OwnerId = null;

    /// <summary>Whether the customer meets the conditions; those of the territories above are not asked.</summary>
    public bool Takes(Customer customer) =>
        (_countries.Count == 0 || customer.Addresses.Any(a => _countries.Contains(a.Address.Country)))
        && (_regions.Count == 0 || customer.Addresses.Any(a => a.Address.Region is { } region && _regions.Contains(region, StringComparer.OrdinalIgnoreCase)))
        && (_markets.Count == 0 || customer.Market is { } market && _markets.Contains(market))
        && (_tags.Count == 0 || customer.Tags.Any(_tags.Contains));

    // One without any only holds others together.
    private bool HasConditions => _countries.Count + _regions.Count + _markets.Count + _tags.Count > 0;

    /// <summary>Where the customer belongs: of the territories that take it, all above them included, the deepest, and of these the first.</summary>
    public static Territory? For(Customer customer, IReadOnlyCollection<Territory> all)
    {
        var taking = all.Where(t => t.Takes(customer)).Select(t => t.Id.Value).ToHashSet();
        return all.Where(t => t.HasConditions && t._line.TrueForAll(taking.Contains)).OrderByDescending(t => t._line.Count).ThenBy(t => t.Position).ThenBy(t => t.Id).FirstOrDefault();
    }
}

public static class TerritoryErrors
{
    public static RuleBroken Circle => new("territory.circle", "A territory cannot stand under itself, directly or through others.");

    public static RuleBroken HasChildren(int territories) => new("territory.has_children", "Other territories stand under it: move or archive them first.",
        new Dictionary<string, object?> { ["territories"] = territories });
}
