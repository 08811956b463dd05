using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class ShipmentTests
{
    private static (Order, Shipment) In(ShipmentStatus status)
    {
        var order = Placed();
        var shipment = Prepared(order);
        if (status == ShipmentStatus.Cancelled) shipment.Cancel(order);
        if (status is ShipmentStatus.Pending or ShipmentStatus.Cancelled) return (order, shipment);
        shipment.Dispatch(order, Now);
        switch (status)
        {
            case ShipmentStatus.InTransit: shipment.MarkInTransit(); break;
            case ShipmentStatus.Delivered: shipment.Deliver(order, Now); break;
            case ShipmentStatus.Failed: shipment.Fail("Nobody home"); break;
            case ShipmentStatus.Lost: shipment.Lose(order, Now); break;
            default: break;
        }
        Assert.Equal(status, shipment.Status);
        return (order, shipment);
    }

    [Fact]
    public void Preparing_a_shipment_takes_its_quantities_and_leaves_the_stock_reserved()
    {
        var order = Placed();
        var line = order.Lines[0];
        var shipment = Shipment.Prepare(order, new ShipmentData { Carrier = " Speedy ", TrackingNumber = "1Z" }, [new(line.Id, 2), new(line.Id, 1.5m)]);
        Assert.Equal(("Speedy", ShipmentStatus.Pending, order.Id), (shipment.Carrier, shipment.Status, shipment.OrderId));
        Assert.Equal(3.5m, Assert.Single(shipment.Lines).Quantity);
        Assert.Equal((3.5m, 6.5m, 10m), (line.AllocatedQuantity, line.UnallocatedQuantity, line.ReservedQuantity));
        Assert.Empty(order.PullStockChanges());
    }

    [Fact]
    public void No_more_can_be_shipped_than_was_ordered()
    {
        var order = Placed();
        Prepared(order, 7);
        var refusal = Refused("order.over_allocated", () => Prepared(order, 3.001m));
        Assert.Equal((3m, 3.001m, "TEA-1"), ((decimal)refusal.Details["available"]!, (decimal)refusal.Details["requested"]!, (string)refusal.Details["sku"]!));
        Refused("order.over_allocated", () => Shipment.Prepare(order, new ShipmentData(), [new(order.Lines[0].Id, 2), new(order.Lines[0].Id, 2)]));
        Refused("order.quantity_invalid", () => Prepared(order, 0));
        Refused("order.quantity_invalid", () => Prepared(order, -1));
        Refused("shipment.no_lines", () => Shipment.Prepare(order, new ShipmentData(), []));
    }

    [Theory]
    [InlineData(OrderStatus.Draft, "order.not_placed")]
    [InlineData(OrderStatus.OnHold, "order.on_hold")]
    [InlineData(OrderStatus.Completed, "order.completed")]
    [InlineData(OrderStatus.Cancelled, "order.cancelled")]
    public void Only_placed_and_confirmed_orders_ship(OrderStatus status, string code) => Refused(code, () => Prepared(Story.In(status), 1));

    [Fact]
    public void Freight_and_services_are_not_shipped()
    {
        var order = Placed();
        var freight = order.AddLine(new OrderLineData { Kind = OrderLineKind.Freight, Text = "Freight", UnitPrice = 5 }, null, null, Now);
        Refused("order.line_needs_no_shipping", () => Shipment.Prepare(order, new ShipmentData(), [new(freight.Id, 1)]));
    }

    [Fact]
    public void Dispatching_takes_the_goods_out_of_stock_and_confirms_the_order()
    {
        var order = Placed();
        var shipment = Prepared(order, 4);
        shipment.Dispatch(order, Now.AddDays(2), Now.AddDays(1));
        Assert.Equal((ShipmentStatus.Shipped, Now.AddDays(1)), (shipment.Status, shipment.ShippedAt));
        Assert.Equal((OrderStatus.Confirmed, Now.AddDays(2), Fulfilment.Partial), (order.Status, order.ConfirmedAt, order.Fulfilment));
        Assert.Equal((4m, 6m), (order.Lines[0].ShippedQuantity, order.Lines[0].ReservedQuantity));
        Assert.Equal(new StockChange(StockAct.Ship, order.Lines[0].ProductId!.Value, 4), Assert.Single(order.PullStockChanges()));
    }

    [Fact]
    public void Nothing_leaves_while_the_order_is_on_hold_and_what_is_away_arrives()
    {
        var order = Placed();
        var (away, waiting) = (Ship(order, 4), Prepared(order, 6));
        order.Hold(HoldReason.Manual, null);
        Refused("order.on_hold", () => waiting.Dispatch(order, Now));
        Assert.Equal(ShipmentStatus.Pending, waiting.Status);
        away.Deliver(order, Now);
        Assert.Equal(4, order.Lines[0].DeliveredQuantity);
    }

    [Fact]
    public void Fulfilment_follows_the_goods_and_looks_past_freight()
    {
        var order = Placed();
        order.AddLine(new OrderLineData { Kind = OrderLineKind.Freight, Text = "Freight", UnitPrice = 5 }, null, null, Now);
        Assert.Equal(Fulfilment.Unfulfilled, order.Fulfilment);
        var first = Ship(order, 4);
        Assert.Equal(Fulfilment.Partial, order.Fulfilment);
        first.Deliver(order, Now);
        Assert.Equal(Fulfilment.Partial, order.Fulfilment);
        var second = Ship(order, 6);
        Assert.Equal(Fulfilment.Fulfilled, order.Fulfilment);
        second.Deliver(order, Now.AddDays(2));
        Assert.Equal((Fulfilment.Delivered, Now.AddDays(2)), (order.Fulfilment, order.Lines[0].LastDeliveredAt));
    }

    [Fact]
    public void A_failed_shipment_comes_back_into_stock_and_leaves_again()
    {
        var (order, shipment) = In(ShipmentStatus.Failed);
        order.PullStockChanges();
        Assert.Equal(Fulfilment.Fulfilled, order.Fulfilment);
        shipment.TakeBack(order, Now);
        Assert.Equal((ShipmentStatus.Pending, Fulfilment.Unfulfilled), (shipment.Status, order.Fulfilment));
        Assert.Null(shipment.ShippedAt);
        Assert.Equal((10m, 0m, 10m), (order.Lines[0].AllocatedQuantity, order.Lines[0].ShippedQuantity, order.Lines[0].ReservedQuantity));
        shipment.Dispatch(order, Now);
        Assert.Equal([StockAct.TakeBack, StockAct.Ship], order.PullStockChanges().Select(c => c.Act));
    }

    [Fact]
    public void A_shipment_that_came_back_can_be_cancelled_and_then_the_order()
    {
        var (order, shipment) = In(ShipmentStatus.Failed);
        shipment.TakeBack(order, Now);
        shipment.Cancel(order);
        order.Cancel("Never arrived", Now);
        Assert.Equal(0, order.Lines[0].ReservedQuantity);
    }

    [Fact]
    public void Lost_goods_are_reserved_again_when_they_are_shipped_again()
    {
        var (order, _) = In(ShipmentStatus.Lost);
        order.PullStockChanges();
        Assert.Equal((Fulfilment.Unfulfilled, 10m, 0m), (order.Fulfilment, order.Lines[0].UnallocatedQuantity, order.Lines[0].ReservedQuantity));
        Ship(order, 6);
        Assert.Equal([(StockAct.Reserve, 6m), (StockAct.Ship, 6m)], order.PullStockChanges().Select(c => (c.Act, c.Quantity)));
        order.CancelRest(order.Lines[0].Id, 4, "Lost", Anna, Now);
        Assert.Equal(Fulfilment.Fulfilled, order.Fulfilment);
        Assert.Empty(order.PullStockChanges());
    }

    [Fact]
    public void A_line_of_which_something_was_ever_shipped_stays_as_it_is()
    {
        var (order, _) = In(ShipmentStatus.Lost);

        Refused("order.line_in_shipment", () => order.ChangeLine(order.Lines[0].Id, new OrderLineEdit { Quantity = 1 }, Anna, Now));
        Refused("order.line_in_shipment", () => order.RemoveLine(order.Lines[0].Id, Anna, Now));
    }

    [Fact]
    public void Every_act_done_twice_happens_once()
    {
        var acts = new Dictionary<ShipmentStatus, Action<Shipment, Order>>
        {
            [ShipmentStatus.Shipped] = (s, o) => s.Dispatch(o, Now.AddDays(1)),
            [ShipmentStatus.InTransit] = (s, _) => s.MarkInTransit(),
            [ShipmentStatus.Delivered] = (s, o) => s.Deliver(o, Now.AddDays(1)),
            [ShipmentStatus.Failed] = (s, _) => s.Fail("Again"),
            [ShipmentStatus.Lost] = (s, o) => s.Lose(o, Now),
            [ShipmentStatus.Cancelled] = (s, o) => s.Cancel(o),
            [ShipmentStatus.Pending] = (s, o) => s.TakeBack(o, Now),
        };
        foreach (var (status, again) in acts)
        {
            var (order, shipment) = In(status);
            shipment.PullEvents();
            order.PullStockChanges();
            var line = order.Lines[0];
            var before = (line.AllocatedQuantity, line.ShippedQuantity, line.DeliveredQuantity, line.ReservedQuantity, shipment.ShippedAt, shipment.DeliveredAt, shipment.Failure);
            again(shipment, order);
            Assert.Equal(before, (line.AllocatedQuantity, line.ShippedQuantity, line.DeliveredQuantity, line.ReservedQuantity, shipment.ShippedAt, shipment.DeliveredAt, shipment.Failure));
            Assert.Empty(shipment.PullEvents());
            Assert.Empty(order.PullStockChanges());
        }
    }

    public static TheoryData<string, ShipmentStatus, string> Impossible() => new()
    {
        { "transit", ShipmentStatus.Pending, "shipment.not_shipped" },
        { "deliver", ShipmentStatus.Pending, "shipment.not_shipped" },
        { "fail", ShipmentStatus.Pending, "shipment.not_shipped" },
        { "lose", ShipmentStatus.Pending, "shipment.not_shipped" },
        { "cancel", ShipmentStatus.Shipped, "shipment.already_shipped" },
        { "takeBack", ShipmentStatus.Shipped, "shipment.already_shipped" },
        { "dispatch", ShipmentStatus.InTransit, "shipment.already_shipped" },
        { "cancel", ShipmentStatus.InTransit, "shipment.already_shipped" },
        { "dispatch", ShipmentStatus.Delivered, "shipment.delivered" },
        { "fail", ShipmentStatus.Delivered, "shipment.delivered" },
        { "lose", ShipmentStatus.Delivered, "shipment.delivered" },
        { "cancel", ShipmentStatus.Delivered, "shipment.delivered" },
        { "takeBack", ShipmentStatus.Delivered, "shipment.delivered" },
        { "transit", ShipmentStatus.Delivered, "shipment.delivered" },
        { "dispatch", ShipmentStatus.Failed, "shipment.failed" },
        { "deliver", ShipmentStatus.Failed, "shipment.failed" },
        { "lose", ShipmentStatus.Failed, "shipment.failed" },
        { "cancel", ShipmentStatus.Failed, "shipment.failed" },
        { "dispatch", ShipmentStatus.Lost, "shipment.lost" },
        { "deliver", ShipmentStatus.Lost, "shipment.lost" },
        { "takeBack", ShipmentStatus.Lost, "shipment.lost" },
        { "dispatch", ShipmentStatus.Cancelled, "shipment.cancelled" },
        { "deliver", ShipmentStatus.Cancelled, "shipment.cancelled" },
        { "takeBack", ShipmentStatus.Cancelled, "shipment.cancelled" },
        { "change", ShipmentStatus.Cancelled, "shipment.cancelled" },
        { "track", ShipmentStatus.Cancelled, "shipment.cancelled" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_act_names_the_state_that_forbids_it(string act, ShipmentStatus status, string code)
    {
        var (order, shipment) = In(status);
        Refused(code, act switch
        {
            "dispatch" => () => shipment.Dispatch(order, Now),
            "transit" => shipment.MarkInTransit,
            "deliver" => () => shipment.Deliver(order, Now),
            "fail" => () => shipment.Fail("Nobody home"),
            "takeBack" => () => shipment.TakeBack(order, Now),
            "lose" => () => shipment.Lose(order, Now),
            "cancel" => () => shipment.Cancel(order),
            "change" => () => shipment.Change(new ShipmentData()),
            _ => () => shipment.Track(Now, null, "Seen", Now),
        });
        Assert.Equal(status, shipment.Status);
    }

    [Fact]
    public void Times_are_neither_in_the_future_nor_out_of_order()
    {
        var order = Placed();
        var shipment = Prepared(order);
        Refused("shipment.in_future", () => shipment.Dispatch(order, Now, Now.AddHours(1)));
        Assert.Equal(Now, Refused("shipment.shipped_before_placed", () => shipment.Dispatch(order, Now, Now.AddTicks(-1))).Details["placedAt"]);
        Assert.Equal((ShipmentStatus.Pending, 0m), (shipment.Status, order.Lines[0].ShippedQuantity));
        shipment.Dispatch(order, Now);
        Refused("shipment.in_future", () => shipment.Deliver(order, Now, Now.AddHours(1)));
        Refused("shipment.delivered_before_shipped", () => shipment.Deliver(order, Now, Now.AddHours(-1)));
        Refused("shipment.in_future", () => shipment.Track(Now.AddHours(1), null, "Seen", Now));
    }

    [Fact]
    public void A_clock_that_is_a_little_ahead_puts_nothing_out_of_order()
    {
        var order = Placed();
        var shipment = Prepared(order);
        shipment.Dispatch(order, Now, Now.AddMinutes(5));
        shipment.Deliver(order, Now);
        Assert.Equal((Now.AddMinutes(5), Now.AddMinutes(5)), (shipment.ShippedAt, shipment.DeliveredAt));
    }

    [Fact]
    public void History_is_not_shipped_before_it_was_placed_either()
    {
        var (order, then) = (Draft(channel: OrderChannel.Import), Now.AddYears(-20));
        order.Place(Now, placedAt: then);
        var shipment = Prepared(order);
        Refused("shipment.shipped_before_placed", () => shipment.Dispatch(order, Now, then.AddDays(-1)));
        shipment.Dispatch(order, Now, then);
    }

    [Fact]
    public void Tracking_keeps_each_report_once_with_when_it_was_recorded()
    {
        var (_, shipment) = In(ShipmentStatus.Shipped);
        shipment.Track(Now, " Lyon ", "Arrived at the depot", Now.AddMinutes(7));
        shipment.Track(Now, "Lyon", "Arrived at the depot", Now.AddMinutes(9));
        var report = Assert.Single(shipment.TrackingEvents);
        Assert.Equal(("Lyon", Now, Now.AddMinutes(7)), (report.Place, report.At, report.RecordedAt));
        Assert.Equal(ShipmentStatus.Shipped, shipment.Status);
    }

    [Fact]
    public void A_shipment_moves_with_its_own_order_only()
    {
        var (_, shipment) = In(ShipmentStatus.Pending);
        Assert.Throws<ArgumentException>(() => shipment.Dispatch(Placed(), Now));
    }

    [Fact]
    public void Every_step_is_told()
    {
        var order = Placed();
        var shipment = Prepared(order);
        shipment.Dispatch(order, Now);
        shipment.MarkInTransit();
        shipment.Fail("Nobody home");
        shipment.TakeBack(order, Now);
        shipment.Dispatch(order, Now);
        shipment.Deliver(order, Now);
        IDomainEvent[] told =
        [
            new ShipmentPrepared(shipment.Id, order.Id), new ShipmentDispatched(shipment.Id, order.Id), new ShipmentInTransit(shipment.Id, order.Id),
            new ShipmentFailed(shipment.Id, order.Id), new ShipmentTakenBack(shipment.Id, order.Id), new ShipmentDispatched(shipment.Id, order.Id),
            new ShipmentDelivered(shipment.Id, order.Id),
        ];
        Assert.Equal(told, shipment.PullEvents());
    }
}
