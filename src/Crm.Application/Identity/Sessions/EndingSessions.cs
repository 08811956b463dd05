using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Sessions;

internal static class EndingSessions
{
    /// <summary>Ends all sessions of a user but one; needs a transaction, and saves nothing.</summary>
    public static async Task EndSessions(this ICrmDb db, Id<User> user, SessionEnd why, DateTimeOffset now, CancellationToken ct, Id<Session>? except = null)
    {
        var ids = await db.Sessions.Where(s => s.UserId == user && s.EndedAt == null && s.Id != except).Select(s => s.Id).ToListAsync(ct);
        await db.LockAsync(ids, ct);
        foreach (var session in await db.Sessions.Where(s => ids.Contains(s.Id)).ToListAsync(ct)) session.End(why, now);
    }
}
