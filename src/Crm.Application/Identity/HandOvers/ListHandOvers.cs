using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Users;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.HandOvers;

public sealed record ListHandOvers(ListRequest List) : IRequest<ListPage<HandOverDetails>>
{
    public static readonly ListSpec<HandOver> Spec = new ListSpec<HandOver>(h => h.Id)
        .Sortable("createdAt", h => h.CreatedAt)
        .Filter("fromUserId", h => h.FromUserId)
        .Filter("toUserId", h => h.ToUserId)
        .Filter("by", h => h.By)
        .Filter("isDeactivation", h => h.IsDeactivation)
        .Expands<User, UserDetails>("fromUser", () => ListUsers.Spec, list => new ListUsers(list))
        .Expands<User, UserDetails>("toUser", () => ListUsers.Spec, list => new ListUsers(list))
        .SortedBy("-createdAt");
}

internal sealed class ListHandOversHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListHandOvers, ListPage<HandOverDetails>>
{
    public Task<ListPage<HandOverDetails>> Handle(ListHandOvers q, CancellationToken ct) =>
        lists.Page<HandOver, HandOverDetails>(db.HandOvers, ListHandOvers.Spec, q.List, ct);
}
