using Crm.Domain.Common;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>A placed order of so much of one product.</summary>
    public async Task<OrderStory> StockedOrder(decimal quantity = 10, decimal? stock = null) => await StockedOrder((await StockedProduct(stock ?? quantity), quantity));

    public async Task<OrderStory> StockedOrder(params (Answer Product, decimal Quantity)[] lines)
    {
        var body = OrderOf(await Customer(), [.. lines.Select(l => new { productId = l.Product.Id, quantity = l.Quantity })]);
        body["place"] = true;
        var order = (await api.Post("/api/v1/orders", body)).Created();
        return new(order.Id, [.. order["lines"]!.AsArray().Select(l => (string)l!["id"]!)], [.. lines.Select(l => l.Product.Id)]);
    }

    /// <summary>An order whose only shipment has arrived.</summary>
    public async Task<OrderStory> DeliveredOrder(decimal quantity = 10, decimal? stock = null, string? paid = null, string method = "card")
    {
        var order = await StockedOrder(quantity, stock);
        if (paid is not null) await Pay(order, paid, method);
        await Delivered(order);
        return order;
    }

    public async Task Delivered(OrderStory order)
    {
        var shipment = await Shipment(order);
        (await api.Put($"{shipment.Location}/dispatch")).Ok();
        (await api.Put($"{shipment.Location}/delivery")).Ok();
    }

    public async Task<Answer> Shipment(OrderStory order, decimal? quantity = null) =>
        (await api.Post($"/api/v1/orders/{order.Id}/shipments", quantity is null ? new { } : new { lines = new[] { new { orderLineId = order.Line, quantity } } })).Created();

    public async Task Pay(OrderStory order, string amount, string method = "card") =>
        (await api.Post($"/api/v1/orders/{order.Id}/payments", new { method, amount = Euros(amount) })).Created();

    public async Task<Answer> RequestedReturn(OrderStory order, decimal quantity = 1, string wish = "refund") =>
        (await api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = new[] { new { orderLineId = order.Line, quantity, reason = "damaged", wish } } })).Created();

    public async Task<Answer> InspectedReturn(OrderStory order, decimal quantity = 1, string wish = "refund", string disposition = "restock") =>
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
public sealed record OrderStory(string Id, IReadOnlyList<string> Lines, IReadOnlyList<string> Products)
{
    public string Line => Lines[0];

    public string Product => Products[0];
}
