using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class OrderLifeTests
{
    [Fact]
    public void Placing_reserves_the_goods_and_freezes_the_first_revision()
    {
        var order = Draft(quantity: 2.5m);
        order.PullEvents();
        order.Place(Now);
        Assert.Equal(OrderStatus.Placed, order.Status);
        Assert.Equal(Now, order.PlacedAt);
        Assert.Equal(1, order.Revision);
        Assert.Equal(2.5m, order.Lines[0].ReservedQuantity);
        Assert.Equal(new StockChange(StockAct.Reserve, order.Lines[0].ProductId!.Value, 2.5m), Assert.Single(order.PullStockChanges()));
        Assert.Empty(order.PullStockChanges());
        Assert.Equal(new OrderPlaced(order.Id, order.CustomerId, IsHistory: false), Assert.Single(order.PullEvents()));
    }

    [Fact]
    public void Placing_twice_changes_nothing()
    {
        foreach (var status in new[] { OrderStatus.Placed, OrderStatus.Confirmed, OrderStatus.OnHold, OrderStatus.Completed })
        {
            var order = In(status);
            order.PullEvents();
            order.Place(Now.AddDays(1));
            Assert.Equal(status, order.Status);
            Assert.Equal(Now, order.PlacedAt);
            Assert.Empty(order.PullStockChanges());
            Assert.Empty(order.PullEvents());
        }
    }

    [Fact]
    public void Placing_needs_a_line() => Refused("order.no_lines", () => Order.Draft("O-1", Header).Place(Now));

    [Fact]
    public void Placing_goods_needs_a_shipping_address_and_services_do_not()
    {
        var order = Order.Draft("O-1", Header with { ShippingAddress = null });
        order.AddLine(new OrderLineData(), Product(type: ProductType.Service), null, Now);
        order.AddLine(new OrderLineData { Kind = OrderLineKind.Freight, Text = "Freight", UnitPrice = 3 }, null, null, Now);
        var goods = order.AddLine(new OrderLineData(), Product(), null, Now);
        Refused("order.shipping_address_needed", () => order.Place(Now));
        order.RemoveLine(goods.Id, null, Now);
        order.Place(Now);
        Assert.Equal(OrderStatus.Placed, order.Status);
        Refused("order.shipping_address_needed", () => order.AddLine(new OrderLineData(), Product(), null, Now));
    }

    [Fact]
    public void An_order_over_the_credit_limit_is_placed_and_on_hold_with_its_goods_reserved()
    {
        var order = Draft();
        order.Place(Now, HoldReason.CreditLimit);
        Assert.Equal((OrderStatus.OnHold, OrderStatus.Placed), (order.Status, order.HeldFrom));
        Assert.Equal(HoldReason.CreditLimit, order.HoldReason);
        Assert.Equal(10, order.Lines[0].ReservedQuantity);
        order.Release(Now);
        Assert.Equal(OrderStatus.Placed, order.Status);
        Assert.Null(order.HeldFrom);
        Assert.Null(order.HoldReason);
    }

    [Theory]
    [InlineData(OrderStatus.Placed)]
    [InlineData(OrderStatus.Confirmed)]
    public void A_released_order_is_again_what_it_was(OrderStatus status)
    {
        var order = In(status);
        order.Hold(HoldReason.Manual, "Check");
        order.Hold(HoldReason.CustomerHold, "Again");
        Assert.Equal("Check", order.HoldNote);
        order.Release(Now);
        order.Release(Now);
        Assert.Equal(status, order.Status);
    }

    [Fact]
    public void Only_an_import_may_have_been_placed_in_the_past_and_none_in_the_future()
    {
        Refused("order.placed_at_only_for_imports", () => Draft().Place(Now, placedAt: Now.AddDays(-1)));
        var import = Draft(channel: OrderChannel.Import);
        Refused("order.placed_in_future", () => import.Place(Now, placedAt: Now.AddDays(1)));
        import.Place(Now, placedAt: Now.AddYears(-30));
        Assert.Equal(Now.AddYears(-30), import.PlacedAt);
    }

    [Fact]
    public void An_import_touches_no_stock_from_placing_to_restocking()
    {
        var order = Placed(channel: OrderChannel.Import);
        Ship(order).Deliver(order, Now);
        Assert.Empty(order.PullStockChanges());
        Assert.Equal(0, order.Lines[0].ReservedQuantity);
        Assert.Equal(Fulfilment.Delivered, order.Fulfilment);
    }

    [Fact]
    public void An_import_keeps_the_times_at_which_things_happened()
    {
        var (order, then) = (Draft(channel: OrderChannel.Import), Now.AddYears(-20));
        order.Place(Now, placedAt: then);
        Payment.Receive(order, new PaymentData { Amount = order.Due, Currency = "EUR", ReceivedAt = then }, Now);
        var shipment = Prepared(order);
        shipment.Dispatch(order, Now, then.AddDays(2));
        shipment.Deliver(order, Now, then.AddDays(4));
        Assert.Equal(then.AddDays(2), order.ConfirmedAt);
        Assert.Equal(then.AddDays(4), order.CompletedAt);
    }

    [Fact]
    public void Cancelling_releases_what_is_reserved_and_nothing_is_owed()
    {
        var order = Placed();
        Pay(order, 30);
        order.Cancel(" Ordered twice ", Now);
        order.Cancel("Once more", Now.AddDays(1));
        Assert.Equal(("Ordered twice", Now), (order.CancellationReason, order.CancelledAt));
        Assert.Equal(new StockChange(StockAct.Release, order.Lines[0].ProductId!.Value, 10), Assert.Single(order.PullStockChanges()));
        Assert.Equal(0, order.Lines[0].ReservedQuantity);
        Assert.Equal((0m, -30m, PaymentState.Overpaid), (order.Owed, order.Due, order.PaymentState));
        Refund(order, 30);
        Assert.Equal(PaymentState.Refunded, order.PaymentState);
    }

    [Fact]
    public void An_order_on_hold_and_a_draft_can_be_cancelled()
    {
        foreach (var status in new[] { OrderStatus.Draft, OrderStatus.OnHold, OrderStatus.Confirmed })
        {
            var order = In(status);
            order.Cancel("Changed their mind", Now);
            Assert.Equal(OrderStatus.Cancelled, order.Status);
            Assert.Null(order.HeldFrom);
        }
    }

    [Fact]
    public void Cancelling_a_shipped_order_is_refused()
    {
        var order = Placed();
        Ship(order, 1);
        Refused("order.already_shipped", () => order.Cancel("Too late", Now));
        Refused("order.already_shipped", () => Delivered().Cancel("Too late", Now));
    }

    [Fact]
    public void Cancelling_waits_for_a_prepared_shipment_to_be_cancelled()
    {
        var order = Placed();
        var shipment = Prepared(order, 1);
        Refused("order.shipment_under_way", () => order.Cancel("Changed their mind", Now));
        shipment.Cancel(order);
        order.Cancel("Changed their mind", Now);
        Assert.Equal(OrderStatus.Cancelled, order.Status);
    }

    [Theory]
    [InlineData(OrderStatus.Draft, "order.not_placed")]
    [InlineData(OrderStatus.Completed, "order.completed")]
    [InlineData(OrderStatus.Cancelled, "order.cancelled")]
    public void Holding_and_releasing_need_an_order_that_runs(OrderStatus status, string code)
    {
        Refused(code, () => In(status).Hold(HoldReason.Manual, null));
        Refused(code, () => In(status).Release(Now));
    }

    [Fact]
    public void Confirming_needs_a_placed_order()
    {
        Refused("order.not_placed", () => Draft().Confirm(Now));
        Refused("order.on_hold", () => OnHold().Confirm(Now));
        Refused("order.cancelled", () => Cancelled().Confirm(Now));
        var order = Confirmed();
        order.Confirm(Now.AddDays(1));
        Assert.Equal(Now, order.ConfirmedAt);
    }

    [Fact]
    public void A_cancelled_order_stays_cancelled()
    {
        Refused("order.cancelled", () => Cancelled().Place(Now));
        var draft = Draft();
        draft.Cancel("Never mind", Now);
        Refused("order.cancelled", () => draft.Place(Now));
    }

    [Fact]
    public void Only_what_is_not_running_can_be_archived_and_an_archived_draft_is_not_placed()
    {
        foreach (var status in new[] { OrderStatus.Placed, OrderStatus.Confirmed, OrderStatus.OnHold })
            Refused("order.still_open", () => In(status).Archive(Now));
        foreach (var status in new[] { OrderStatus.Draft, OrderStatus.Completed, OrderStatus.Cancelled }) In(status).Archive(Now);
        var draft = Draft();
        draft.Archive(Now);
        Refused("order.archived", () => draft.Place(Now));
        Refused("order.archived", () => draft.Change(Header, null, Now));
    }

    [Fact]
    public void An_order_is_not_archived_while_money_is_due_to_either_side()
    {
        var order = Placed();
        Pay(order, 30);
        order.Cancel("Ordered twice", Now);
        Assert.Equal(-30m, Refused("order.not_settled", () => order.Archive(Now)).Details["due"]);
        Refund(order, 30);
        order.Archive(Now);
        var completed = Delivered();
        Refund(completed, 1);
        Assert.Equal(1m, Refused("order.not_settled", () => completed.Archive(Now)).Details["due"]);
    }

    [Fact]
    public void A_service_completes_when_it_is_paid()
    {
        var order = Order.Draft("O-1", Header);
        order.AddLine(new OrderLineData(), Product(100, ProductType.Service), null, Now);
        order.Place(Now);
        Assert.Equal((OrderStatus.Placed, Fulfilment.Fulfilled), (order.Status, order.Fulfilment));
        Pay(order, 120);
        Assert.Equal((OrderStatus.Completed, Now, Now), (order.Status, order.ConfirmedAt, order.CompletedAt));
    }

    [Fact]
    public void An_order_completes_with_the_last_of_delivery_and_payment_and_not_while_it_is_on_hold()
    {
        var order = Placed();
        var shipment = Ship(order);
        Pay(order, 120);
        Assert.Equal(OrderStatus.Confirmed, order.Status);
        order.Hold(HoldReason.Manual, null);
        shipment.Deliver(order, Now);
        Assert.Equal(OrderStatus.OnHold, order.Status);
        order.Release(Now.AddDays(1));
        Assert.Equal((OrderStatus.Completed, Now.AddDays(1)), (order.Status, order.CompletedAt));
        Assert.Contains(new OrderCompleted(order.Id, order.CustomerId), order.PullEvents());
    }

    [Fact]
    public void Cancelling_the_rest_completes_what_is_delivered_and_paid()
    {
        var order = Placed();
        Ship(order, 4).Deliver(order, Now);
        Pay(order, 48);
        Assert.Equal((PaymentState.Partial, OrderStatus.Confirmed), (order.PaymentState, order.Status));
        order.CancelRest(order.Lines[0].Id, 6, "Out of production", Anna, Now);
        Assert.Equal((PaymentState.Paid, OrderStatus.Completed), (order.PaymentState, order.Status));
    }

    [Fact]
    public void An_exchange_is_a_linked_draft_with_the_originals_header_and_no_lines()
    {
        var original = Delivered();
        var rma = Return.Request(original, "R-1", [new(original.Lines[0].Id, 1, ReturnReason.Damaged, ReturnWish.Exchange)], 14, null, Now);
        var order = Order.DraftExchange("O-2", original, rma);
        Assert.Equal((rma.Id, original.CustomerId, original.ShippingAddress), (order.ReplacesReturnId!.Value, order.CustomerId, order.ShippingAddress));
        Assert.NotSame(original.ShippingAddress, order.ShippingAddress);
        Assert.Empty(order.Lines);
        Refused("return.other_order", () => Order.DraftExchange("O-3", Draft(), rma));
    }

    [Fact]
    public void A_free_exchange_owes_nothing_and_completes_on_delivery()
    {
        var order = Order.Draft("O-1", Header);
        order.AddLine(new OrderLineData { UnitPrice = 0 }, Product(), null, Now);
        Assert.Equal(PaymentState.Unpaid, order.PaymentState);
        order.Place(Now);
        Assert.Equal((PaymentState.Paid, OrderStatus.Placed), (order.PaymentState, order.Status));
        Ship(order).Deliver(order, Now);
        Assert.Equal(OrderStatus.Completed, order.Status);
    }

    [Fact]
    public void Out_of_stock_names_what_is_available()
    {
        var refusal = OrderErrors.OutOfStock([new StockShortage(Id<Product>.New(), "TEA-1", 5, 2.5m)]);
        Assert.Contains("TEA-1 (2.5 of 5)", refusal.Message, StringComparison.Ordinal);
        var shortage = Assert.Single(Assert.IsType<IEnumerable<Dictionary<string, object?>>>(refusal.Details["shortages"], exactMatch: false));
        Assert.Equal(("TEA-1", 2.5m), ((string)shortage["sku"]!, (decimal)shortage["available"]!));
    }

    [Fact]
    public void A_draft_of_an_unknown_currency_is_refused() =>
        Refused("order.currency_unknown", () => Order.Draft("O-1", new OrderData { CustomerId = Id<Customer>.New(), Currency = "EURO" }));
}
