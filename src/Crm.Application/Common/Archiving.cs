using Crm.Domain.Common;
using MediatR;

namespace Crm.Application.Common;

/// <summary>Takes a record out of reads and new work. It is the same act for every archivable aggregate; what forbids it, the aggregate says.</summary>
public sealed record Archive<T> : CommandOn<T>, IRequest where T : ArchivableAggregate;

internal sealed class ArchiveHandler<T>(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<T>> where T : ArchivableAggregate
{
    public async Task<Unit> Handle(Archive<T> c, CancellationToken ct)
    {
        var record = await db.Load(c.Id, ct);
        record.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Takes a record back out of the archive; a no-op for one that is not archived.</summary>
public sealed record Restore<T> : CommandOn<T>, IRequest where T : ArchivableAggregate;

internal sealed class RestoreHandler<T>(ICrmDb db) : IRequestHandler<Restore<T>> where T : ArchivableAggregate
{
    public async Task<Unit> Handle(Restore<T> c, CancellationToken ct)
    {
        (await db.LoadArchived(c.Id, ct)).Restore();
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
