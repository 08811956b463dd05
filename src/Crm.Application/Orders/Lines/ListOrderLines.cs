using System.Linq.Expressions;
using Crm.Application.Catalog.Products;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Application.Orders.Orders;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Lines;

/// <summary>A line together with its order, for reading lines across orders.</summary>
public sealed class OrderedLine
{
    public required Order Order { get; init; }
    public required OrderLine Line { get; init; }
}

/// <summary>The lines of all orders, so that what was sold can be read and summed.</summary>
public sealed record ListOrderLines(ListRequest List) : IRequest<ListPage<OrderLineRow>>
{
    public static readonly ListSpec<OrderedLine> Spec = ListSpec<OrderedLine>.Keyed(x => x.Line.Id)
        .Sortable("orderId", x => x.Order.Id)
        .Sortable("position", x => x.Line.Position)
        .Filter("kind", x => x.Line.Kind)
        .Filter("productId", x => x.Line.ProductId)
        .Filter("sku", x => x.Line.Sku)
        .Filter("text", x => x.Line.Text)
        .Filter("needsShipping", x => x.Line.NeedsShipping)
        .Filter("quantity", x => x.Line.Quantity)
        .Filter("net", x => x.Line.Net)
        .Through("order", x => (Id<Order>?)x.Order.Id, () => ListOrders.Spec)
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .Expands<Customer, CustomerRow>("customer", () => ListCustomers.Spec, list => new ListCustomers(list))
        .Expands<Product, ProductRow>("product", () => ListProducts.Spec, list => new ListProducts(list))
        .SortedBy("orderId,position");
}

/// <param name="Quantity">As ordered, before cancellations.</param>
/// <param name="Net">Of what is not cancelled, rounded; so are tax and gross.</param>
/// <param name="Version">The order's: its lines change with it.</param>
public sealed record OrderLineRow(
    Id<OrderLine> Id,
    Id<Order> OrderId,
    string OrderNumber,
    OrderStatus OrderStatus,
    DateTimeOffset? OrderPlacedAt,
    Id<Customer> CustomerId,
    int Position,
    OrderLineKind Kind,
    Id<Product>? ProductId,
    string? Sku,
    string Text,
    decimal Quantity,
    decimal CancelledQuantity,
    decimal ShippedQuantity,
    decimal DeliveredQuantity,
    UnitPrice UnitPrice,
    decimal DiscountPercent,
    decimal TaxRate,
    Money Net,
    Money Tax,
    Money Gross,
    int Version) : IVersioned
{
    internal static readonly Expression<Func<OrderedLine, OrderLineRow>> Of = x => new OrderLineRow(
        x.Line.Id, x.Order.Id, x.Order.Number, x.Order.Status, x.Order.PlacedAt, x.Order.CustomerId,
        x.Line.Position, x.Line.Kind, x.Line.ProductId, x.Line.Sku, x.Line.Text,
        x.Line.Quantity, x.Line.CancelledQuantity, x.Line.ShippedQuantity, x.Line.DeliveredQuantity,
        new UnitPrice(x.Line.UnitPrice, x.Order.Currency), x.Line.DiscountPercent, x.Line.TaxRate,
        new Money(x.Line.Net, x.Order.Currency), new Money(x.Line.Tax, x.Order.Currency), new Money(x.Line.Gross, x.Order.Currency),
        x.Order.Version);
}

internal sealed class ListOrderLinesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListOrderLines, ListPage<OrderLineRow>>
{
    public Task<ListPage<OrderLineRow>> Handle(ListOrderLines q, CancellationToken ct) =>
        lists.Page(db.OrderedLines(), ListOrderLines.Spec, q.List, OrderLineRow.Of, ct);
}
