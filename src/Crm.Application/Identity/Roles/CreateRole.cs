using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Roles;

/// <summary>Makes a role of the company's own.</summary>
public sealed record CreateRole : RoleInput, ITransactional, IRequest<RoleDetails>;

internal sealed class CreateRoleHandler(ICrmDb db, ICurrentUser caller) : IRequestHandler<CreateRole, RoleDetails>
{
    public async Task<RoleDetails> Handle(CreateRole c, CancellationToken ct)
    {
        caller.EnsureWithin(c.Permissions);
        var role = Role.Create(c.Name, c.Description, c.Permissions, c.FieldRules ?? []);
        db.Roles.Add(role);
        await db.SaveLastAsync(ct);
        return RoleDetails.Of(role);
    }
}
