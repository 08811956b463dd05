using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Territories;

/// <summary>Makes a territory; it holds for customers that are registered from then on.</summary>
public sealed record CreateTerritory : TerritoryInput, ITransactional, IRequest<TerritoryDetails>;

internal sealed class CreateTerritoryHandler(ICrmDb db, IMapper mapper) : IRequestHandler<CreateTerritory, TerritoryDetails>
{
    public async Task<TerritoryDetails> Handle(CreateTerritory c, CancellationToken ct)
    {
        await db.EnsureReferences(c, before: null, ct);
        var territory = Territory.Create(c.ToProfile());
        await db.PutUnder(territory, c.ParentId, ct);
        db.Territories.Add(territory);
        await db.SaveLastAsync(ct);
        return mapper.Map<TerritoryDetails>(territory);
    }
}
