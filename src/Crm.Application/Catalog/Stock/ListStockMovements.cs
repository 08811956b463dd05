using AutoMapper;
using Crm.Application.Catalog.Products;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Orders.Orders;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Catalog.Stock;

public sealed record ListStockMovements(ListRequest List) : IRequest<ListPage<StockMovementRow>>
{
    public static readonly ListSpec<StockMovement> Spec = new ListSpec<StockMovement>(m => m.Id)
        .Sortable("at", m => m.At)
        .Filter("productId", m => m.ProductId)
        .Filter("orderId", m => m.OrderId)
        .Filter("kind", m => m.Kind)
        .Filter("quantity", m => m.Quantity)
        .Filter("by", m => m.By)
        .Through("product", m => (Id<Product>?)m.ProductId, () => ListProducts.Spec)
        .Expands<Product, ProductRow>("product", () => ListProducts.Spec, list => new ListProducts(list))
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .SortedBy("-at");
}

/// <summary>One entry of the stock ledger; it never changes. The quantities of a product's entries add up to what is on hand.</summary>
/// <param name="Quantity">Positive when goods came in, negative when they left.</param>
/// <param name="By">The user who did it.</param>
public sealed record StockMovementRow(
    Id<StockMovement> Id,
    Id<Product> ProductId,
    StockMovementKind Kind,
    decimal Quantity,
    DateTimeOffset At,
    string? Reason,
    Id<User>? By,
    Id<Order>? OrderId)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<StockMovement, StockMovementRow>();
    }
}

internal sealed class ListStockMovementsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListStockMovements, ListPage<StockMovementRow>>
{
    public Task<ListPage<StockMovementRow>> Handle(ListStockMovements q, CancellationToken ct) =>
        lists.Page<StockMovement, StockMovementRow>(db.StockMovements, ListStockMovements.Spec, q.List, ct);
}
