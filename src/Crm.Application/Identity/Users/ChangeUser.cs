using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Identity.Roles;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Users;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeUser(MergePatch<UserInput> Patch) : CommandOn<User>, IRequest<UserDetails>;

internal sealed class ChangeUserHandler(ICrmDb db, Patches patches, ICurrentUser caller, IMapper mapper) : IRequestHandler<ChangeUser, UserDetails>
{
    public async Task<UserDetails> Handle(ChangeUser c, CancellationToken ct)
    {
        var mayStepDown = c.Patch.Changes.ContainsKey("roleIds") || c.Patch.Changes.ContainsKey("isActive");
        await db.LockChain(c.Id, c.Patch, "reportsToId", u => u.ReportsToId, ct, also: mayStepDown ? await db.Administrators(ct) : []);
        var user = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, UserInput.Of(user), ct);
        await db.EnsureRoles(caller, input.RoleIds, [.. user.Roles.Select(r => r.RoleId)], ct);
        if (user.IsAdministrator && (!input.RoleIds.Contains(BuiltInRoles.Administrator.Id) || !input.IsActive)) await db.EnsureOtherAdministrator(user, ct);
        if (user.IsActive && !input.IsActive) await db.EnsureOwnsNothingOpen(c.Id, ct);
        user.Change(input.Email, input.Name, input.Title, input.RoleIds, input.IsActive);
        await db.PutUnder(user, input.ReportsToId, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<UserDetails>(user);
    }
}

internal static class AdministratorRules
{
    public static Task<List<Id<User>>> Administrators(this ICrmDb db, CancellationToken ct) => db.Holders().Select(u => u.Id).ToListAsync(ct);

    /// <summary>All administrators are locked, so that the last two cannot step down at the same moment.</summary>
    public static async Task EnsureOtherAdministrator(this ICrmDb db, User leaving, CancellationToken ct)
    {
        await db.LockAsync(await db.Administrators(ct), ct);
        if (!await db.Holders().AsNoTracking().AnyAsync(u => u.Id != leaving.Id && u.IsActive, ct)) throw UserErrors.LastAdministrator;
    }

    private static IQueryable<User> Holders(this ICrmDb db)
    {
        var administrator = BuiltInRoles.Administrator.Id;
        return db.Users.Where(u => u.Roles.Any(r => r.RoleId == administrator));
    }
}
