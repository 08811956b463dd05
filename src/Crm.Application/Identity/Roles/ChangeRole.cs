using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Roles;

/// <summary>Changes what the patch names and leaves the rest; for the role's users it holds from their next request on.</summary>
public sealed record ChangeRole(MergePatch<RoleInput> Patch) : CommandOn<Role>, IRequest<RoleDetails>;

internal sealed class ChangeRoleHandler(ICrmDb db, Patches patches, ICurrentUser caller) : IRequestHandler<ChangeRole, RoleDetails>
{
    public async Task<RoleDetails> Handle(ChangeRole c, CancellationToken ct)
    {
        var role = await db.Load(c.Id, ct);
        caller.EnsureWithin(role.Permissions);   // nor does anybody take away what they do not have
        var input = await patches.Apply(c.Patch, RoleInput.Of(role), ct);
        caller.EnsureWithin(input.Permissions);
        role.Change(input.Name, input.Description, input.Permissions, input.FieldRules ?? []);
        await db.SaveLastAsync(ct);
        return RoleDetails.Of(role);
    }
}
