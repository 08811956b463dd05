using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Catalog.Products;

public sealed record GetProduct(Id<Product> Id) : IRequest<ProductDetails>;

internal sealed class GetProductHandler(ICrmDb db) : IRequestHandler<GetProduct, ProductDetails>
{
    public Task<ProductDetails> Handle(GetProduct q, CancellationToken ct) =>
        ProductDetails.From(db.Products.AsNoTracking().Where(p => p.Id == q.Id), db.StockLevels).Single(q.Id, ct);
}
