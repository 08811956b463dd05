using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Territories;

/// <summary>Archives a territory as any record, unless others stand under it. Its customers keep it.</summary>
internal sealed class ArchiveTerritoryHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Territory>>
{
    public async Task<Unit> Handle(Archive<Territory> c, CancellationToken ct)
    {
        var territory = await db.Load(c.Id, ct);
        if (await db.Territories.CountAsync(t => t.ParentId == c.Id, ct) is > 0 and var children) throw TerritoryErrors.HasChildren(children);
        territory.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
