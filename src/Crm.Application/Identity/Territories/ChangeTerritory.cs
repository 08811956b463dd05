using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Territories;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeTerritory(MergePatch<TerritoryInput> Patch) : CommandOn<Territory>, IRequest<TerritoryDetails>;

internal sealed class ChangeTerritoryHandler(ICrmDb db, Patches patches, IMapper mapper) : IRequestHandler<ChangeTerritory, TerritoryDetails>
{
    public async Task<TerritoryDetails> Handle(ChangeTerritory c, CancellationToken ct)
    {
        await db.LockChain(c.Id, c.Patch, "parentId", t => t.ParentId, ct);
        var territory = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, TerritoryInput.Of(territory), ct);
        await db.EnsureReferences(input, territory, ct);
        territory.Change(input.ToProfile());
        await db.PutUnder(territory, input.ParentId, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<TerritoryDetails>(territory);
    }
}
