using Crm.Application.Common;
using Crm.Application.Identity.HandOvers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Territories;

/// <summary>What a caller may write about a territory. A customer meets a condition by any of its values; a condition without values is none, and a territory without conditions only holds others together.</summary>
public record TerritoryInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The territory above, whose conditions must be met, too.</summary>
    public Id<Territory>? ParentId { get; init; }

    /// <summary>A customer that lies in two equally deep territories goes to the one with the lower number.</summary>
    public int Position { get; init; }

    /// <summary>ISO 3166-1 alpha-2 codes of the customer's addresses, such as DE.</summary>
    public IReadOnlyList<string>? Countries { get; init; }

    /// <summary>States, provinces or regions of the customer's addresses.</summary>
    public IReadOnlyList<string>? Regions { get; init; }
    public IReadOnlyList<Market>? Markets { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The user who gets new customers, when a request names nobody; that of the territory above when null.</summary>
    public Id<User>? OwnerId { get; init; }

    /// <summary>The team that gets new customers, when a request names none; that of the territory above when null.</summary>
    public Id<Team>? TeamId { get; init; }

    internal static TerritoryInput Of(Territory t) => new()
    {
        Name = t.Name,
        Description = t.Description,
        ParentId = t.ParentId,
        Position = t.Position,
        Countries = t.Countries,
        Regions = t.Regions,
        Markets = t.Markets,
        Tags = t.Tags,
        OwnerId = t.OwnerId,
        TeamId = t.TeamId,
    };

    internal TerritoryProfile ToProfile() => new()
    {
        Name = Name,
        Description = Description,
        Position = Position,
        Countries = Countries ?? [],
        Regions = Regions ?? [],
        Markets = Markets ?? [],
        Tags = Tags ?? [],
        OwnerId = OwnerId,
        TeamId = TeamId,
    };
}

internal sealed class TerritoryInputValidator : AbstractValidator<TerritoryInput>
{
    public TerritoryInputValidator()
    {
        RuleFor(t => t.Name).RequiredLine(Territory.NameMax);
        RuleFor(t => t.Description).Block(Territory.DescriptionMax);
        RuleFor(t => (int?)t.Position).Within(0, Territory.PositionMax).OverridePropertyName(nameof(TerritoryInput.Position));
        RuleFor(t => t.Countries).AtMost(Territory.ConditionsMax).NoRepeats();
        RuleForEach(t => t.Countries).Country();
        RuleFor(t => t.Regions).AtMost(Territory.ConditionsMax).NoRepeats();
        RuleForEach(t => t.Regions).RequiredLine(Territory.RegionMax);
        RuleFor(t => t.Markets).NoRepeats();
        this.Tags(t => t.Tags);
    }
}

internal static class TerritoryReferences
{
    /// <summary>What the body names is there and stays until the transaction ends.</summary>
    public static async Task EnsureReferences(this ICrmDb db, TerritoryInput input, Territory? before, CancellationToken ct)
    {
        if (input.OwnerId is { } owner && owner != before?.OwnerId) await db.EnsureWorker(owner, "/ownerId", ct);
        if (input.TeamId is not { } team || team == before?.TeamId) return;
        await db.HoldAsync([team], ct);
        await db.EnsureReference<Team>(t => t.Id == team, "/teamId", ct);
    }

    /// <summary>Puts it under another one, and all that stand below it along; needs a transaction.</summary>
    public static async Task PutUnder(this ICrmDb db, Territory territory, Id<Territory>? parent, CancellationToken ct)
    {
        if (parent == territory.ParentId && territory.Version > 0) return;
        territory.PutUnder(parent, await db.ChainAbove(territory.Id, parent, t => t.ParentId, "/parentId", ct, isNew: territory.Version == 0));
        if (territory.Version == 0) return;
        var self = territory.Id.Value;
        var below = await db.Territories.Where(t => t.Id != territory.Id && t.Line.Contains(self)).Select(t => t.Id).ToListAsync(ct);
        await db.LockAsync(below, ct);
        foreach (var child in await db.Territories.Where(t => below.Contains(t.Id)).ToListAsync(ct)) child.Follow(territory);
    }
}
