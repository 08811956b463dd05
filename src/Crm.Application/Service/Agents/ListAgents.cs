using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Agents;

public sealed record ListAgents(ListRequest List) : IRequest<ListPage<AgentDetails>>
{
    public static readonly ListSpec<Agent> Spec = new ListSpec<Agent>(a => a.Id)
        .Sortable("createdAt", a => a.CreatedAt)
        .Filter("userId", a => a.UserId)
        .Filter("isAvailable", a => a.IsAvailable)
        .Filter("skill", any =>
        {
            var skills = Tags.Clean(any);
            return a => a.Skills.Any(s => skills.Contains(s));
        })
        .Filter("language", any => a => a.Languages.Any(l => any.Contains(l)))
        .Expands<User, UserDetails>("user", () => ListUsers.Spec, list => new ListUsers(list))
        .SortedBy("createdAt");
}

internal sealed class ListAgentsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListAgents, ListPage<AgentDetails>>
{
    public Task<ListPage<AgentDetails>> Handle(ListAgents q, CancellationToken ct) => lists.Page<Agent, AgentDetails>(db.Agents, ListAgents.Spec, q.List, ct);
}
