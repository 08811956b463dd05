using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Roles;

public sealed record ListRoles(ListRequest List) : IRequest<ListPage<RoleDetails>>
{
    public static readonly ListSpec<Role> Spec = new ListSpec<Role>(r => r.Id)
        .Sortable("name", r => r.Name)
        .Sortable("createdAt", r => r.CreatedAt)
        .Filter("isBuiltIn", r => r.IsBuiltIn)
        .Searched()
        .SortedBy("name");
}

internal sealed class ListRolesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListRoles, ListPage<RoleDetails>>
{
    public Task<ListPage<RoleDetails>> Handle(ListRoles q, CancellationToken ct) => lists.Page(db.Roles, ListRoles.Spec, q.List, RoleDetails.From, ct);
}
