using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Teams;

/// <summary>Archives a team as any record, unless customers belong to it. Whoever gives it one holds its row, so that the two never pass each other.</summary>
internal sealed class ArchiveTeamHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Team>>
{
    public async Task<Unit> Handle(Archive<Team> c, CancellationToken ct)
    {
        var team = await db.Load(c.Id, ct);
        if (await db.Customers.Unrestricted().CountAsync(x => x.TeamId == c.Id, ct) is > 0 and var customers) throw TeamErrors.OwnsCustomers(customers);
        team.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
