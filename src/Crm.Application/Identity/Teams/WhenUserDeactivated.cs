using Crm.Application.Common;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Teams;

/// <summary>Who has left is in no team, an archived one included.</summary>
internal sealed class WhenUserDeactivated(ICrmDb db) : Reaction<UserDeactivated>
{
    protected override async Task React(UserDeactivated e, CancellationToken ct)
    {
        // The user's row is locked: nobody can put the user into a further team meanwhile.
        var teams = db.Teams.IgnoreQueryFilters().Where(t => t.Members.Any(m => m.UserId == e.UserId));
        await db.LockAsync(await teams.Select(t => t.Id).ToListAsync(ct), ct);
        foreach (var team in await teams.ToListAsync(ct)) team.Release(e.UserId);
    }
}
