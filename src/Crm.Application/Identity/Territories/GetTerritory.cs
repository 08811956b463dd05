using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Territories;

public sealed record GetTerritory(Id<Territory> Id) : IRequest<TerritoryDetails>;

internal sealed class GetTerritoryHandler(ICrmDb db) : IRequestHandler<GetTerritory, TerritoryDetails>
{
    public Task<TerritoryDetails> Handle(GetTerritory q, CancellationToken ct) => db.GetAsync<Territory, TerritoryDetails>(q.Id, ct);
}
