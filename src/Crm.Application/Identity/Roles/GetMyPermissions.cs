using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Roles;

/// <summary>What the caller may do, all roles and the limits of a key together.</summary>
public sealed record GetMyPermissions : IRequest<MyPermissions>;

/// <param name="FieldRules">The fields that the caller is not shown, or may not write.</param>
public sealed record MyPermissions(Permissions Permissions, IReadOnlyList<FieldRule> FieldRules);

internal sealed class GetMyPermissionsHandler(ICurrentUser caller) : IRequestHandler<GetMyPermissions, MyPermissions>
{
    public Task<MyPermissions> Handle(GetMyPermissions q, CancellationToken ct) =>
        Task.FromResult(new MyPermissions(caller.Access.Permissions, caller.Access.Fields.Rules));
}
