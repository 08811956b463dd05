using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Users;

public sealed record ListUsers(ListRequest List) : IRequest<ListPage<UserDetails>>
{
    public static readonly ListSpec<User> Spec = new ListSpec<User>(u => u.Id)
        .Sortable("name", u => u.Name)
        .Sortable("createdAt", u => u.CreatedAt)
        .Filter("email", u => u.Email)
        .Filter("roleId", any =>
        {
            var roles = any.Select(Role).ToArray();
            return u => u.Roles.Any(r => roles.Contains(r.RoleId));
        })
        .Filter("isActive", u => u.IsActive)
        .Filter("reportsToId", u => u.ReportsToId)
        .Searched()
        .Expands<User, UserDetails>("reportsTo", () => Spec!, list => new ListUsers(list))
        .SortedBy("name");

    private static Id<Role> Role(string text) =>
        Id<Role>.TryParse(text, null, out var id) ? id : throw InvalidInput.Parameter("roleId", InputErrors.FilterInvalidValue, "roleId takes an id (a UUID).");
}

internal sealed class ListUsersHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListUsers, ListPage<UserDetails>>
{
    public Task<ListPage<UserDetails>> Handle(ListUsers q, CancellationToken ct) => lists.Page<User, UserDetails>(db.Users, ListUsers.Spec, q.List, ct);
}
