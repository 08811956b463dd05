using Crm.Application.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Identity;

/// <summary>Clears away what signing in leaves behind.</summary>
internal sealed class SessionSweep(CrmDb db, SignInGuard guard, RealTime clock)
{
    /// <summary>So long sessions that are over can be looked up.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Deletes refresh tokens of sessions that are over, sessions that were over long ago, and counts of failures; says how many.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now - Kept;
        return await db.RefreshTokens.Where(t => db.Sessions.Any(s => s.Id == t.SessionId && (s.EndedAt != null || s.ExpiresAt < now))).ExecuteDeleteAsync(ct)
            + await db.Sessions.Where(s => s.ExpiresAt < until).ExecuteDeleteAsync(ct)
            + await guard.Sweep(ct);
    }
}
