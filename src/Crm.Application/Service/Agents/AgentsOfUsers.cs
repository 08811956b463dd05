using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Agents;

/// <summary>The agent that a user is, or becomes.</summary>
public sealed class AgentsOfUsers(ICrmDb db)
{
    /// <summary>Locked, to be changed. Where there is none yet, the user's row is locked, so that two who make an agent of one user come one after the other.</summary>
    /// <exception cref="NotFound">There is no such user, or it is deactivated and no agent (404).</exception>
    public async Task<Agent> Of(Id<User> user, CancellationToken ct)
    {
        if (await Find(user, ct) is { } present) return present;
        await db.LockAsync([user], ct);
        if (await Find(user, ct) is { } made) return made;
        if (!await db.Users.AnyAsync(u => u.Id == user && u.IsActive, ct)) throw new NotFound(nameof(User), user);
        var agent = Agent.Of(user);
        db.Agents.Add(agent);
        return agent;
    }

    /// <summary>Locked, to be changed; null for who is no agent.</summary>
    public async Task<Agent?> Find(Id<User> user, CancellationToken ct)
    {
        if (await db.Agents.Where(a => a.UserId == user).Select(a => (Id<Agent>?)a.Id).SingleOrDefaultAsync(ct) is not { } id) return null;
        await db.LockAsync([id], ct);
        return await db.Agents.SingleAsync(a => a.Id == id, ct);
    }
}
