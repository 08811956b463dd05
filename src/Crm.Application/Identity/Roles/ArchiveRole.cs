using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Roles;

/// <summary>Archives a role as any record, unless users have it. Whoever gives it to one holds its row, so that the two never pass each other.</summary>
internal sealed class ArchiveRoleHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Role>>
{
    public async Task<Unit> Handle(Archive<Role> c, CancellationToken ct)
    {
        var role = await db.Load(c.Id, ct);
        if (role.IsBuiltIn) throw RoleErrors.BuiltIn;
        if (await db.Users.CountAsync(u => u.Roles.Any(r => r.RoleId == c.Id), ct) is > 0 and var users) throw RoleErrors.InUse(users);
        role.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
