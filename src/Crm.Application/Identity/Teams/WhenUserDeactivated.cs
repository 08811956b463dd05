using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Teams;

/// <summary>Who has left is in no team and has no territory, archived ones included.</summary>
internal sealed class WhenUserDeactivated(ICrmDb db) : Reaction<UserDeactivated>
{
    protected override async Task React(UserDeactivated e, CancellationToken ct)
    {
        // The user's row is locked: nobody can put the user into a further team meanwhile.
        var teams = db.Teams.Whole().Where(t => t.Members.Any(m => m.UserId == e.UserId));
        await db.LockAsync(await teams.Select(t => t.Id).ToListAsync(ct), ct);
        foreach (var team in await teams.ToListAsync(ct)) team.Release(e.UserId);

        // Nor does anybody get new customers who has left.
        var territories = db.Territories.Whole().Where(t => t.OwnerId == e.UserId);
        await db.LockAsync(await territories.Select(t => t.Id).ToListAsync(ct), ct);
        foreach (var territory in await territories.ToListAsync(ct)) territory.Release();
    }
}
