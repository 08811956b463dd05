using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class OrderLineTests
{
    [Fact]
    public void A_products_line_takes_text_price_and_tax_from_the_product()
    {
        var line = Order.Draft("O-1", Header).AddLine(new OrderLineData { Quantity = 3 }, Product(9.99m), null, Now);
        Assert.Equal(("Chai", "TEA-1", 9.99m, 20m, true), (line.Text, line.Sku, line.UnitPrice, line.TaxRate, line.NeedsShipping));
        Assert.Equal((29.97m, 5.99m, 35.96m), (line.Net, line.Tax, line.Gross));
    }

    [Fact]
    public void Given_terms_win_over_the_products()
    {
        var line = Order.Draft("O-1", Header).AddLine(
            new OrderLineData { Text = " Green 茶 ", UnitPrice = 1.005m, DiscountPercent = 0, TaxRate = 0 }, Product(currency: "USD"), null, Now);
        Assert.Equal(("Green 茶", 1.01m, 0m), (line.Text, line.Net, line.Tax));
    }

    [Fact]
    public void A_product_in_another_currency_needs_a_price()
    {
        var refusal = Refused("order.currency_differs", () => Order.Draft("O-1", Header).AddLine(new OrderLineData(), Product(currency: "USD"), null, Now));
        Assert.Equal("USD", refusal.Details["productCurrency"]);
    }

    [Fact]
    public void Discontinued_and_archived_products_are_refused_except_in_history()
    {
        var gone = Product(isActive: false);
        Refused("product.discontinued", () => Order.Draft("O-1", Header).AddLine(new OrderLineData(), gone, null, Now));
        Order.Draft("O-1", Header with { Channel = OrderChannel.Import }).AddLine(new OrderLineData(), gone, null, Now);
        var archived = Product();
        archived.Archive(Now);
        Refused("product.archived", () => Order.Draft("O-1", Header).AddLine(new OrderLineData(), archived, null, Now));
    }

    [Fact]
    public void A_line_without_a_product_needs_text_and_price_and_another_kind()
    {
        var order = Order.Draft("O-1", Header);
        Refused("order.line_incomplete", () => order.AddLine(new OrderLineData { Kind = OrderLineKind.Other, UnitPrice = 1 }, null, null, Now));
        Refused("order.line_incomplete", () => order.AddLine(new OrderLineData { Kind = OrderLineKind.Other, Text = "Pallet" }, null, null, Now));
        Refused("order.line_kind_differs", () => order.AddLine(new OrderLineData { Text = "Pallet", UnitPrice = 1 }, null, null, Now));
        Refused("order.line_kind_differs", () => order.AddLine(new OrderLineData { Kind = OrderLineKind.Freight }, Product(), null, Now));
    }

    [Fact]
    public void Terms_out_of_bounds_are_refused_and_leave_the_line_alone()
    {
        var order = Draft();
        var line = order.Lines[0];
        foreach (var (code, edit) in new[]
        {
            ("order.quantity_invalid", new OrderLineEdit { Quantity = 0 }),
            ("order.quantity_invalid", new OrderLineEdit { Quantity = 1.0001m }),
            ("order.quantity_invalid", new OrderLineEdit { Quantity = 1_000_000_000 }),
            ("order.price_invalid", new OrderLineEdit { UnitPrice = -0.01m }),
            ("order.discount_invalid", new OrderLineEdit { DiscountPercent = 100.01m }),
            ("order.tax_rate_invalid", new OrderLineEdit { TaxRate = -1 }),
            ("order.amount_too_large", new OrderLineEdit { Quantity = 999_999_999, UnitPrice = 999_999_999 }),
        })
            Refused(code, () => order.ChangeLine(line.Id, edit, null, Now));
        Assert.Equal((10m, 10m, 100m), (line.Quantity, line.UnitPrice, order.Net));
    }

    [Fact]
    public void A_change_after_placing_is_a_revision_that_the_customer_can_read()
    {
        var order = Placed();
        order.ChangeLine(order.Lines[0].Id, new OrderLineEdit { Quantity = 12, DiscountPercent = 2.5m }, Anna, Now);
        var change = Assert.Single(order.Changes);
        Assert.Equal("Chai: 10 × 10.00 EUR, tax 20 %", change.Before);
        Assert.Equal("Chai: 12 × 10.00 EUR, discount 2.5 %, tax 20 %", change.After);
        Assert.Equal((2, OrderChangeKind.LineChanged, Anna), (change.Revision, change.Kind, change.By!.Value));
        Assert.Equal(new StockChange(StockAct.Reserve, order.Lines[0].ProductId!.Value, 2), Assert.Single(order.PullStockChanges()));
        order.ChangeLine(order.Lines[0].Id, new OrderLineEdit { Quantity = 12 }, Anna, Now);
        Assert.Equal(2, order.Revision);
    }

    [Fact]
    public void Reservations_follow_the_lines_of_a_running_order()
    {
        var order = OnHold();
        var (first, second) = (order.Lines[0], order.AddLine(new OrderLineData { Quantity = 5 }, Product(), null, Now));
        order.ChangeLine(first.Id, new OrderLineEdit { Quantity = 4 }, null, Now);
        order.CancelRest(second.Id, 2, "Out of production", null, Now);
        order.RemoveLine(first.Id, null, Now);
        Assert.Equal(3, second.ReservedQuantity);
        Assert.Equal(
            [(StockAct.Reserve, 5m), (StockAct.Release, 6m), (StockAct.Release, 2m), (StockAct.Release, 4m)],
            order.PullStockChanges().Select(c => (c.Act, c.Quantity)));
        Assert.Equal([OrderChangeKind.LineAdded, OrderChangeKind.LineChanged, OrderChangeKind.LineCancelled, OrderChangeKind.LineRemoved], order.Changes.Select(c => c.Kind));
        Assert.Equal([2, 3, 4, 5], order.Changes.Select(c => c.Revision));
        Assert.Equal("Out of production", order.Changes[2].Reason);
    }

    [Fact]
    public void A_line_is_fixed_from_the_start_of_its_shipment_and_other_lines_are_not()
    {
        var order = Placed();
        var other = order.AddLine(new OrderLineData(), Product(), null, Now);
        Prepared(order, 1);
        Refused("order.line_in_shipment", () => order.ChangeLine(order.Lines[0].Id, new OrderLineEdit { Quantity = 11 }, null, Now));
        Refused("order.line_in_shipment", () => order.RemoveLine(order.Lines[0].Id, null, Now));
        order.ChangeLine(other.Id, new OrderLineEdit { Quantity = 2 }, null, Now);
        Assert.Equal(2, other.Quantity);
    }

    [Theory]
    [InlineData(OrderStatus.Completed, "order.completed")]
    [InlineData(OrderStatus.Cancelled, "order.cancelled")]
    public void The_lines_of_an_order_that_is_done_are_fixed(OrderStatus status, string code)
    {
        var order = In(status);
        var id = order.Lines[0].Id;
        Refused(code, () => order.AddLine(new OrderLineData(), Product(), null, Now));
        Refused(code, () => order.ChangeLine(id, new OrderLineEdit { Quantity = 1 }, null, Now));
        Refused(code, () => order.RemoveLine(id, null, Now));
        Refused(code, () => order.CancelRest(id, 1, "x", null, Now));
    }

    [Fact]
    public void Only_what_is_on_no_shipment_can_be_cancelled()
    {
        var order = Placed();
        var line = order.Lines[0];
        Prepared(order, 7);
        Assert.Equal(3m, Refused("order.cancel_exceeds_open", () => order.CancelRest(line.Id, 4, "x", null, Now)).Details["available"]);
        order.CancelRest(line.Id, 3, "Out of production", null, Now);
        Assert.Equal((7m, 7m, 70m), (line.OpenQuantity, line.ReservedQuantity, order.Net));
        Refused("order.quantity_below_cancelled", () =>
        {
            var other = Placed();
            other.CancelRest(other.Lines[0].Id, 5, "x", null, Now);
            other.ChangeLine(other.Lines[0].Id, new OrderLineEdit { Quantity = 4 }, null, Now);
        });
    }

    [Fact]
    public void The_last_goods_of_a_placed_order_go_only_by_cancelling_it()
    {
        var order = Placed();
        var id = order.Lines[0].Id;
        Refused("order.nothing_left", () => order.RemoveLine(id, null, Now));
        Refused("order.nothing_left", () => order.CancelRest(id, 10, "x", null, Now));
        order.CancelRest(id, 4, "x", null, Now);
        Refused("order.nothing_left", () => order.ChangeLine(id, new OrderLineEdit { Quantity = 4 }, null, Now));
        var draft = Draft();
        Refused("order.not_placed", () => draft.CancelRest(draft.Lines[0].Id, 1, "x", null, Now));
    }

    [Fact]
    public void A_draft_may_lose_all_its_lines_and_positions_are_not_reused_while_later_ones_stand()
    {
        var order = Draft();
        var second = order.AddLine(new OrderLineData(), Product(), null, Now);
        order.RemoveLine(order.Lines[0].Id, null, Now);
        Assert.Equal(2, second.Position);
        Assert.Equal(3, order.AddLine(new OrderLineData(), Product(), null, Now).Position);
        foreach (var line in order.Lines.ToArray()) order.RemoveLine(line.Id, null, Now);
        Assert.Equal(0, order.Gross);
        Assert.Empty(order.PullStockChanges());
    }

    [Fact]
    public void A_line_of_another_order_is_unknown() =>
        Refused("order.line_unknown", () => Draft().RemoveLine(Draft().Lines[0].Id, null, Now));

    [Theory]
    [InlineData("JPY")]
    [InlineData("EUR")]
    [InlineData("KWD")]
    public void Totals_are_the_sums_of_rounded_lines(string currency) =>
        Prop.ForAll<(uint Quantity, uint Price, ushort Discount, ushort Tax)[]>(lines =>
        {
            var order = Order.Draft("O-1", Header with { Currency = currency });
            foreach (var (quantity, price, discount, tax) in lines)
                order.AddLine(new OrderLineData
                {
                    Kind = OrderLineKind.Other,
                    Text = "Something",
                    Quantity = quantity % 1_000_000 / 1000m + 0.001m,
                    UnitPrice = price % 10_000_000 / 10_000m,
                    DiscountPercent = discount % 10_001 / 100m,
                    TaxRate = tax % 10_001 / 100m,
                }, null, null, Now);
            return order.Lines.All(l =>
                    l.Net == Math.Round(l.Quantity * l.UnitPrice * (1 - l.DiscountPercent / 100), Currency.MinorUnit(currency), MidpointRounding.AwayFromZero)
                    && l.Tax == Currency.Round(l.Tax, currency) && l.Gross == l.Net + l.Tax && l.Net >= 0 && l.Tax >= 0)
                && order.Net == order.Lines.Sum(l => l.Net)
                && order.Tax == order.Lines.Sum(l => l.Tax)
                && order.Gross == order.Net + order.Tax;
        }).QuickCheckThrowOnFailure();
}
