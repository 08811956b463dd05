using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;

namespace Crm.Application.Catalog.Products;

/// <summary>A product, whole.</summary>
/// <param name="Version">Increased by each change of the product, not by movements of its stock; the ETag.</param>
public sealed record ProductDetails(
    Id<Product> Id,
    int Version,
    string Sku,
    string Name,
    string? Description,
    string? Category,
    ProductType Type,
    UnitPrice UnitPrice,
    decimal TaxRate,
    bool IsActive,
    bool AllowsBackorder,
    StockDetails Stock,
    IReadOnlyList<ExternalIdInput> ExternalIds,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IPartlyVersioned
{
    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<ExternalIdInput> ExternalIds { get; } = ExternalIdInput.Sorted(ExternalIds);

    /// <summary>One expression for reading and for answering a change, because two tables are joined.</summary>
    private static readonly Expression<Func<Product, StockLevel, ProductDetails>> Shape = (p, s) => new(
        p.Id, p.Version, p.Sku, p.Name, p.Description, p.Category, p.Type, new UnitPrice(p.PriceAmount, p.Currency), p.TaxRate, p.IsActive, p.AllowsBackorder,
        new StockDetails(s.OnHand, s.Reserved, s.OnHand - s.Reserved),
        p.ExternalIds.Select(e => new ExternalIdInput(e.System, e.Value)).ToList(),
        p.CreatedAt, p.UpdatedAt);

    private static readonly Func<Product, StockLevel, ProductDetails> Shaped = Shape.Compile();

    internal static ProductDetails Of(Product product, StockLevel stock) => Shaped(product, stock);

    internal static IQueryable<ProductDetails> From(IQueryable<Product> products, IQueryable<StockLevel> stock) =>
        products.Join(stock, p => p.Id, s => s.ProductId, Shape);
}

/// <param name="OnHand">What is in the house.</param>
/// <param name="Reserved">What placed orders wait for.</param>
/// <param name="Available">What can still be promised; negative when there are back-orders.</param>
public sealed record StockDetails(decimal OnHand, decimal Reserved, decimal Available);
