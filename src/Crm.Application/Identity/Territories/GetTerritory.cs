using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Territories;

public sealed record GetTerritory(Id<Territory> Id) : IRequest<TerritoryDetails>;

internal sealed class GetTerritoryHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetTerritory, TerritoryDetails>
{
    public Task<TerritoryDetails> Handle(GetTerritory q, CancellationToken ct) =>
        db.Territories.AsNoTracking().Where(t => t.Id == q.Id).ProjectTo<TerritoryDetails>(maps).Single(q.Id, ct);
}
