using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Teams;
using Crm.Application.Identity.Users;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Territories;

public sealed record ListTerritories(ListRequest List) : IRequest<ListPage<TerritoryDetails>>
{
    public static readonly ListSpec<Territory> Spec = new ListSpec<Territory>(t => t.Id)
        .Sortable("name", t => t.Name)
        .Sortable("createdAt", t => t.CreatedAt)
        .Filter("parentId", t => t.ParentId)
        .Filter("ownerId", t => t.OwnerId)
        .Filter("teamId", t => t.TeamId)
        .FilterIds<Territory>("under", any =>
        {
            var wanted = any.Select(id => id.Value).ToArray();
            return t => t.Line.Any(id => wanted.Contains(id));
        })
        .Searched()
        .Expands<Territory, TerritoryDetails>("parent", () => Spec!, list => new ListTerritories(list))
        .Expands<User, UserDetails>("owner", () => ListUsers.Spec, list => new ListUsers(list))
        .Expands<Team, TeamDetails>("team", () => ListTeams.Spec, list => new ListTeams(list))
        .SortedBy("name");
}

internal sealed class ListTerritoriesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListTerritories, ListPage<TerritoryDetails>>
{
    public Task<ListPage<TerritoryDetails>> Handle(ListTerritories q, CancellationToken ct) =>
        lists.Page<Territory, TerritoryDetails>(db.Territories, ListTerritories.Spec, q.List, ct);
}
