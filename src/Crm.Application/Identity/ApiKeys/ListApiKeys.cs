using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Users;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.ApiKeys;

public sealed record ListApiKeys(ListRequest List) : IRequest<ListPage<ApiKeyDetails>>
{
    public static readonly ListSpec<ApiKey> Spec = new ListSpec<ApiKey>(k => k.Id)
        .Sortable("name", k => k.Name)
        .Sortable("createdAt", k => k.CreatedAt)
        .Sortable("lastUsedAt", k => k.LastUsedAt)
        .Filter("userId", k => k.UserId)
        .Filter("prefix", k => k.Prefix)
        .Filter("expiresAt", k => k.ExpiresAt)
        .Filter("revokedAt", k => k.RevokedAt)
        .Expands<User, UserDetails>("user", () => ListUsers.Spec, list => new ListUsers(list))
        .SortedBy("name");
}

internal sealed class ListApiKeysHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListApiKeys, ListPage<ApiKeyDetails>>
{
    public Task<ListPage<ApiKeyDetails>> Handle(ListApiKeys q, CancellationToken ct) => lists.Page<ApiKey, ApiKeyDetails>(db.ApiKeys, ListApiKeys.Spec, q.List, ct);
}
