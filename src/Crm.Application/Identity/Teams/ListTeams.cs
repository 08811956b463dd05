using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Teams;

public sealed record ListTeams(ListRequest List) : IRequest<ListPage<TeamDetails>>
{
    public static readonly ListSpec<Team> Spec = new ListSpec<Team>(t => t.Id)
        .Sortable("name", t => t.Name)
        .Sortable("createdAt", t => t.CreatedAt)
        .FilterIds<User>("memberId", users => t => t.Members.Any(m => users.Contains(m.UserId)))
        .Searched()
        .SortedBy("name");
}

internal sealed class ListTeamsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListTeams, ListPage<TeamDetails>>
{
    public Task<ListPage<TeamDetails>> Handle(ListTeams q, CancellationToken ct) => lists.Page<Team, TeamDetails>(db.Teams, ListTeams.Spec, q.List, ct);
}
