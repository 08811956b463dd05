using Crm.Application.Common;
using Crm.Domain.Catalog;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Catalog.Products;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeProduct(MergePatch<ProductInput> Patch) : CommandOn<Product>, IRequest<ProductDetails>;

internal sealed class ChangeProductHandler(ICrmDb db, Patches patches) : IRequestHandler<ChangeProduct, ProductDetails>
{
    public async Task<ProductDetails> Handle(ChangeProduct c, CancellationToken ct)
    {
        var product = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, ProductInput.Of(product), ct);
        product.Change(input.ToData());
        await db.SaveLastAsync(ct);
        return ProductDetails.Of(product, await db.StockLevels.AsNoTracking().SingleAsync(s => s.ProductId == c.Id, ct));
    }
}
