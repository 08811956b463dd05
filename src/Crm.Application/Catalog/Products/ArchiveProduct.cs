using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using MediatR;

namespace Crm.Application.Catalog.Products;

/// <summary>Archives a product as any record, unless orders wait for it. Whoever reserves it needs its stock level, which is locked here, and finds it
/// archived afterwards.</summary>
internal sealed class ArchiveProductHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Product>>
{
    public async Task<Unit> Handle(Archive<Product> c, CancellationToken ct)
    {
        var product = await db.Load(c.Id, ct);
        (await db.HoldStock([c.Id], ct))[c.Id].EnsureNothingReserved();
        product.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
