using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Xunit;

namespace Crm.Domain.Tests.Orders;

/// <summary>The ways in which orders get where a test starts.</summary>
internal static class Story
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly Id<User> Anna = Id<User>.New();

    public static PostalAddress Address => new() { Line1 = "Rue de l'Abbaye 59", City = "Reims", PostalCode = "51100", Country = "FR" };

    public static OrderData Header => new()
    {
        CustomerId = Id<Customer>.New(),
        Channel = OrderChannel.Phone,
        Currency = "EUR",
        ShippingAddress = Address,
    };

    public static Product Product(decimal price = 18, ProductType type = ProductType.Good, bool isActive = true, string currency = "EUR") =>
        Catalog.Products.Register("TEA-1", price, type, isActive, currency);

    /// <summary>A draft with one line of a good that costs 10.</summary>
    public static Order Draft(decimal quantity = 10, OrderChannel channel = OrderChannel.Phone)
    {
        var order = Order.Draft("O-2026-000001", Header with { Channel = channel });
        order.AddLine(new OrderLineData { Quantity = quantity }, Product(10), Anna, Now);
        return order;
    }

    public static Order Placed(decimal quantity = 10, OrderChannel channel = OrderChannel.Phone)
    {
        var order = Draft(quantity, channel);
        order.Place(Now);
        order.PullStockChanges();
        order.PullEvents();
        return order;
    }

    public static Order Confirmed()
    {
        var order = Placed();
        order.Confirm(Now);
        return order;
    }

    public static Order OnHold()
    {
        var order = Placed();
        order.Hold(HoldReason.Manual, "Asked for a call");
        return order;
    }

    public static Order Cancelled()
    {
        var order = Placed();
        order.Cancel("Ordered twice", Now);
        order.PullStockChanges();
        return order;
    }

    public static Order Delivered(decimal quantity = 10, bool paid = true)
    {
        var order = Placed(quantity);
        Ship(order).Deliver(order, Now);
        if (paid) Pay(order, order.Due);
        order.PullStockChanges();
        return order;
    }

    public static Order In(OrderStatus status) => status switch
    {
        OrderStatus.Draft => Draft(),
        OrderStatus.Placed => Placed(),
        OrderStatus.Confirmed => Confirmed(),
        OrderStatus.OnHold => OnHold(),
        OrderStatus.Completed => Delivered(),
        OrderStatus.Cancelled => Cancelled(),
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static Shipment Prepared(Order order, decimal? quantity = null) =>
        Shipment.Prepare(order, new ShipmentData(), [new LineQuantity(order.Lines[0].Id, quantity ?? order.Lines[0].UnallocatedQuantity)]);

    public static Shipment Ship(Order order, decimal? quantity = null)
    {
        var shipment = Prepared(order, quantity);
        shipment.Dispatch(order, Now);
        return shipment;
    }

    public static Payment Pay(Order order, decimal amount) => Payment.Receive(order, new PaymentData { Amount = amount, Currency = order.Currency }, Now);

    public static Payment Refund(Order order, decimal amount) => Payment.Refund(order, new PaymentData { Amount = amount, Currency = order.Currency }, null, Now);

    public static RuleBroken Refused(string code, Action act)
    {
        var refusal = Assert.Throws<RuleBroken>(act);
        Assert.Equal(code, refusal.Code);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
