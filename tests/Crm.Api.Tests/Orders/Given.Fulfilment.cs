using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>A good at 10 EUR net and 20 % tax.</summary>
    public async Task<Answer> StockedProduct(decimal stock = 10, string price = "10.00", bool allowsBackorder = false) =>
        (await api.Post("/api/v1/products", new
        {
            sku = Unique("SKU"),
            name = Unique("Tea"),
            unitPrice = new { amount = price, currency = "EUR" },
            taxRate = 20,
            stockOnHand = stock,
            allowsBackorder,
        })).Created();

    /// <summary>A placed order of so much of one product.</summary>
    public async Task<PlacedOrder> PlacedOrder(decimal quantity = 10, decimal? stock = null) => await PlacedOrder((await StockedProduct(stock ?? quantity), quantity));

    public async Task<PlacedOrder> PlacedOrder(params (Answer Product, decimal Quantity)[] lines)
    {
        var customer = new Id<Customer>(Guid.Parse((await Customer()).Id));
        PlacedOrder? placed = null;
        await App.Db(async db =>
        {
            var now = DateTimeOffset.UtcNow;
            var order = Order.Draft(Unique("O-TEST"), new()
            {
                CustomerId = customer,
                Currency = "EUR",
                ShippingAddress = new() { Line1 = "Obere Str. 57", PostalCode = "12209", City = "Berlin", Country = "DE" },
            });
            foreach (var (product, quantity) in lines)
            {
                var id = new Id<Product>(Guid.Parse(product.Id));
                order.AddLine(new() { Quantity = quantity }, await db.Products.SingleAsync(p => p.Id == id), null, now);
            }
            order.Place(now);
            foreach (var change in order.PullStockChanges())
                (await db.StockLevels.SingleAsync(s => s.ProductId == change.ProductId)).Apply(change, allowsBackorder: true);
            db.Orders.Add(order);
            await db.SaveChangesAsync();
            placed = new(order.Id.ToString(), [.. order.Lines.OrderBy(l => l.Position).Select(l => l.Id.ToString())], [.. lines.Select(l => l.Product.Id)]);
        });
        return placed!;
    }

    /// <summary>An order whose only shipment has arrived.</summary>
    public async Task<PlacedOrder> DeliveredOrder(decimal quantity = 10, decimal? stock = null, string? paid = null, PaymentMethod method = PaymentMethod.Card)
    {
        var order = await PlacedOrder(quantity, stock);
        if (paid is not null) await Pay(order, decimal.Parse(paid, System.Globalization.CultureInfo.InvariantCulture), method);
        await Delivered(order);
        return order;
    }

    public async Task Delivered(PlacedOrder order)
    {
        var shipment = await Shipment(order);
        (await api.Put($"{shipment.Location}/dispatch")).Ok();
        (await api.Put($"{shipment.Location}/delivery")).Ok();
    }

    public async Task<Answer> Shipment(PlacedOrder order, decimal? quantity = null) =>
        (await api.Post($"/api/v1/orders/{order.Id}/shipments", quantity is null ? new { } : new { lines = new[] { new { orderLineId = order.Line, quantity } } })).Created();

    public Task Pay(PlacedOrder order, decimal amount, PaymentMethod method = PaymentMethod.Card) => App.Db(async db =>
    {
        var id = new Id<Order>(Guid.Parse(order.Id));
        db.Payments.Add(Payment.Receive(await db.Orders.SingleAsync(o => o.Id == id), new() { Method = method, Amount = amount, Currency = "EUR" }, App.Clock.GetUtcNow()));
        await db.SaveChangesAsync();
    });

    public async Task<Answer> RequestedReturn(PlacedOrder order, decimal quantity = 1, string wish = "refund") =>
        (await api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = new[] { new { orderLineId = order.Line, quantity, reason = "damaged", wish } } })).Created();

    public async Task<Answer> InspectedReturn(PlacedOrder order, decimal quantity = 1, string wish = "refund", string disposition = "restock") =>
        await Inspected(await RequestedReturn(order, quantity, wish), disposition);

    public async Task<Answer> Inspected(Answer rma, string disposition = "restock")
    {
        (await api.Put($"/api/v1/returns/{rma.Id}/approval")).Ok();
        (await api.Put($"/api/v1/returns/{rma.Id}/receipt")).Ok();
        return (await api.Put($"/api/v1/returns/{rma.Id}/inspection", new
        {
            lines = rma["lines"]!.AsArray().Select(l => new { returnLineId = (string?)l!["id"], finding = "As described", disposition }),
        })).Ok();
    }

    /// <summary>On hand and reserved, as the API shows it.</summary>
    public async Task<(decimal OnHand, decimal Reserved)> StockOf(string product)
    {
        var answer = (await api.Get($"/api/v1/products/{product}")).Ok();
        return ((decimal)answer["stock", "onHand"]!, (decimal)answer["stock", "reserved"]!);
    }

    /// <summary>The order as it stands in the database.</summary>
    public async Task<Order> Stored(string order)
    {
        Order? found = null;
        var id = new Id<Order>(Guid.Parse(order));
        await App.Db(async db => found = await db.Orders.AsNoTracking().SingleAsync(o => o.Id == id));
        Assert.NotNull(found);
        return found;
    }
}

/// <param name="Lines">The ids of its lines, in their order.</param>
/// <param name="Products">The ids of the lines' products.</param>
public sealed record PlacedOrder(string Id, IReadOnlyList<string> Lines, IReadOnlyList<string> Products)
{
    public string Line => Lines[0];

    public string Product => Products[0];
}
