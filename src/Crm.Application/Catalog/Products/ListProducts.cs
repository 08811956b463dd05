using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using MediatR;

namespace Crm.Application.Catalog.Products;

public sealed record ListProducts(ListRequest List) : IRequest<ListPage<ProductRow>>
{
    public static readonly ListSpec<Product> Spec = new ListSpec<Product>(p => p.Id)
        .Sortable("name", p => p.Name)
        .Sortable("sku", p => p.Sku)
        .Sortable("createdAt", p => p.CreatedAt)
        .Sortable("unitPrice", p => p.PriceAmount)
        .Filter("updatedAt", p => p.UpdatedAt)
        .Filter("currency", p => p.Currency)
        .Filter("category", p => p.Category)
        .Filter("type", p => p.Type)
        .Filter("taxRate", p => p.TaxRate)
        .Filter("isActive", p => p.IsActive)
        .Filter("allowsBackorder", p => p.AllowsBackorder)
        .ExternallyKnown()
        .Searched()
        .SortedBy("name");
}

public sealed record ProductRow(
    Id<Product> Id,
    int Version,
    string Sku,
    string Name,
    string? Category,
    ProductType Type,
    UnitPrice UnitPrice,
    decimal TaxRate,
    bool IsActive,
    bool AllowsBackorder,
    StockDetails Stock,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

internal sealed class ListProductsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListProducts, ListPage<ProductRow>>
{
    public Task<ListPage<ProductRow>> Handle(ListProducts q, CancellationToken ct) =>
        lists.Page(db.Products, ListProducts.Spec, q.List, p => new ProductRow(
            p.Id, p.Version, p.Sku, p.Name, p.Category, p.Type, new UnitPrice(p.PriceAmount, p.Currency), p.TaxRate, p.IsActive, p.AllowsBackorder,
            db.StockLevels.Where(s => s.ProductId == p.Id).Select(s => new StockDetails(s.OnHand, s.Reserved, s.OnHand - s.Reserved)).First(),
            p.CreatedAt, p.UpdatedAt), ct);
}
