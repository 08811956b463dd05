using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Sessions;

/// <summary>Who is deactivated is signed out everywhere, and keys in the user's name are revoked: neither comes back when the user does.</summary>
internal sealed class WhenUserDeactivated(ICrmDb db, RealTime clock) : Reaction<UserDeactivated>
{
    protected override async Task React(UserDeactivated e, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.EndSessions(e.UserId, SessionEnd.UserDeactivated, now, ct);
        var keys = await db.ApiKeys.Where(k => k.UserId == e.UserId && k.RevokedAt == null).Select(k => k.Id).ToListAsync(ct);
        await db.LockAsync(keys, ct);
        foreach (var key in await db.ApiKeys.Where(k => keys.Contains(k.Id)).ToListAsync(ct)) key.Revoke(now);
    }
}
