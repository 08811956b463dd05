using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class ReturnTests
{
    private const int Window = 14;

    private static Return Requested(Order order, decimal quantity = 3, ReturnWish wish = ReturnWish.Refund) =>
        Return.Request(order, "R-2026-000001", [new(order.Lines[0].Id, quantity, ReturnReason.Damaged, wish)], Window, null, Now);

    private static Return Inspected(Order order, decimal quantity = 3, ReturnWish wish = ReturnWish.Refund, Disposition disposition = Disposition.Restock)
    {
        var rma = Requested(order, quantity, wish);
        rma.Approve(Now);
        rma.Receive(order, Now);
        rma.Inspect([new(rma.Lines[0].Id, "Box torn", disposition)], Now);
        return rma;
    }

    private static (Order, Return) In(ReturnStatus status)
    {
        var order = Delivered();
        if (status is ReturnStatus.Inspected or ReturnStatus.Closed)
        {
            var inspected = Inspected(order);
            if (status == ReturnStatus.Closed) inspected.Close(order, Now);
            return (order, inspected);
        }
        var rma = Requested(order);
        if (status is ReturnStatus.Approved or ReturnStatus.Received) rma.Approve(Now);
        if (status == ReturnStatus.Received) rma.Receive(order, Now);
        if (status == ReturnStatus.Rejected) rma.Reject(order, "Used", Now);
        if (status == ReturnStatus.Cancelled) rma.Cancel(order, null, Now);
        return (order, rma);
    }

    [Fact]
    public void No_more_is_returned_than_was_delivered_and_not_asked_back_yet()
    {
        var order = Delivered();
        Requested(order, 7);
        Assert.Equal(7, order.Lines[0].ReturnRequestedQuantity);
        Assert.Equal(3m, Refused("return.exceeds_delivered", () => Requested(order, 4)).Details["available"]);
        Refused("return.exceeds_delivered", () => Requested(Placed(), 1));
        Refused("return.no_lines", () => Return.Request(order, "R-1", [], Window, null, Now));
    }

    [Fact]
    public void Lines_of_the_same_goods_count_together()
    {
        var order = Delivered();
        var id = order.Lines[0].Id;
        Refused("return.exceeds_delivered", () => Return.Request(order, "R-1",
            [new(id, 6, ReturnReason.Damaged, ReturnWish.Refund), new(id, 6, ReturnReason.Late, ReturnWish.Exchange)], Window, null, Now));
        Assert.Equal(0, order.Lines[0].ReturnRequestedQuantity);
    }

    [Fact]
    public void The_window_counts_from_the_last_delivery_and_an_override_is_recorded_only_when_needed()
    {
        var order = Delivered();
        ReturnLineData[] lines = [new(order.Lines[0].Id, 1, ReturnReason.Late, ReturnWish.Refund)];
        var pass = new ReturnOverride(Anna, " Good customer ");
        Assert.Null(Return.Request(order, "R-1", lines, Window, pass, Now.AddDays(14)).OverriddenBy);
        var late = Now.AddDays(14).AddSeconds(1);
        var refusal = Refused("return.window_closed", () => Return.Request(order, "R-2", lines, Window, null, late));
        Assert.Equal(Now.AddDays(14), refusal.Details["closedAt"]);
        var rma = Return.Request(order, "R-3", lines, Window, pass, late);
        Assert.Equal((Anna, "Good customer"), (rma.OverriddenBy!.Value, rma.OverrideReason));
    }

    [Theory]
    [InlineData(ReturnStatus.Requested)]
    [InlineData(ReturnStatus.Approved)]
    public void A_cancelled_return_gives_its_quantity_back(ReturnStatus status)
    {
        var (order, rma) = In(status);
        rma.Cancel(order, "Keeps it", Now);
        rma.Cancel(order, "Again", Now.AddDays(1));
        Assert.Equal((0m, 10m, "Keeps it"), (order.Lines[0].ReturnRequestedQuantity, order.Lines[0].ReturnableQuantity, rma.EndReason));
    }

    [Fact]
    public void A_rejected_return_gives_its_quantity_back()
    {
        var (order, rma) = In(ReturnStatus.Rejected);
        rma.Reject(order, "Again", Now.AddDays(1));
        Assert.Equal((10m, "Used", Now), (order.Lines[0].ReturnableQuantity, rma.EndReason, rma.EndedAt));
    }

    [Fact]
    public void Arrived_goods_are_returned_in_part_and_then_in_full()
    {
        var order = Delivered();
        var rma = Requested(order);
        rma.Approve(Now);
        Assert.Equal(Fulfilment.Delivered, order.Fulfilment);
        rma.Receive(order, Now);
        rma.Receive(order, Now);
        Assert.Equal((0m, 3m, Fulfilment.PartlyReturned), (order.Lines[0].ReturnRequestedQuantity, order.Lines[0].ReturnedQuantity, order.Fulfilment));
        Inspected(order, 7);
        Assert.Equal((Fulfilment.Returned, OrderStatus.Completed), (order.Fulfilment, order.Status));
    }

    [Fact]
    public void Inspection_needs_a_finding_for_every_line_and_none_besides()
    {
        var (_, rma) = In(ReturnStatus.Received);
        var line = rma.Lines[0].Id;
        foreach (var findings in new InspectionData[][]
        {
            [],
            [new(line, " ", Disposition.Scrap)],
            [new(Id<ReturnLine>.New(), "Fine", Disposition.Scrap)],
            [new(line, "Fine", Disposition.Scrap), new(line, "Fine", Disposition.Scrap)],
        })
            Refused("return.inspection_incomplete", () => rma.Inspect(findings, Now));
        rma.Inspect([new(line, " Fine ", Disposition.Restock)], Now);
        Assert.Equal(("Fine", Disposition.Restock), (rma.Lines[0].Finding, rma.Lines[0].Disposition));
    }

    [Fact]
    public void Closing_asks_for_the_refund_and_restocks_what_is_fit_to_sell_once()
    {
        var (order, rma) = In(ReturnStatus.Inspected);
        var settlement = rma.Close(order, Now);
        Assert.Equal((36m, 0m), (settlement.Refund, settlement.StoreCredit));
        Assert.Empty(settlement.Exchanges);
        Assert.Equal(new StockChange(StockAct.Restock, order.Lines[0].ProductId!.Value, 3), Assert.Single(order.PullStockChanges()));
        Assert.Equal((36m, 84m, -36m, PaymentState.Overpaid), (order.Credited, order.Owed, order.Due, order.PaymentState));
        Refund(order, settlement.Refund);
        Assert.Equal(PaymentState.Paid, order.PaymentState);
        Assert.Same(ReturnSettlement.Nothing, rma.Close(order, Now));
        Assert.Empty(order.PullStockChanges());
        Assert.Equal((36m, 36m), (order.Credited, rma.SettledAmount));
    }

    [Fact]
    public void Scrapped_goods_are_not_restocked()
    {
        var order = Delivered();
        Inspected(order, 1, disposition: Disposition.Scrap).Close(order, Now);
        Assert.Empty(order.PullStockChanges());
    }

    [Fact]
    public void An_exchange_names_the_goods_and_gives_no_money_back()
    {
        var order = Delivered();
        var settlement = Inspected(order, 2, ReturnWish.Exchange).Close(order, Now);
        Assert.Equal(new ReturnedGoods(order.Lines[0].Id, order.Lines[0].ProductId, "Chai", 2), Assert.Single(settlement.Exchanges));
        Assert.Equal((0m, PaymentState.Paid), (settlement.Refund, order.PaymentState));
    }

    [Fact]
    public void Money_and_store_credit_are_told_apart()
    {
        var order = Delivered();
        var id = order.Lines[0].Id;
        var rma = Return.Request(order, "R-1",
            [new(id, 1, ReturnReason.Damaged, ReturnWish.Refund), new(id, 2, ReturnReason.Other, ReturnWish.Credit)], Window, null, Now);
        rma.Approve(Now);
        rma.Receive(order, Now);
        rma.Inspect([.. rma.Lines.Select(l => new InspectionData(l.Id, "Fine", Disposition.Scrap))], Now);
        var settlement = rma.Close(order, Now);
        Assert.Equal((12m, 24m, 36m), (settlement.Refund, settlement.StoreCredit, rma.SettledAmount));
    }

    [Fact]
    public void What_was_never_paid_is_not_refunded_and_not_owed_any_more()
    {
        var order = Delivered(paid: false);
        Pay(order, 100);
        var settlement = Inspected(order, 3).Close(order, Now);
        Assert.Equal((16m, 84m), (settlement.Refund, order.Owed));
        var unpaid = Delivered(paid: false);
        Assert.Equal(0, Inspected(unpaid, 10).Close(unpaid, Now).Refund);
        Assert.Equal((0m, PaymentState.Paid, OrderStatus.Completed), (unpaid.Due, unpaid.PaymentState, unpaid.Status));
    }

    [Fact]
    public void Returning_in_parts_gives_back_exactly_the_price()
    {
        var order = Order.Draft("O-1", Header);
        order.AddLine(new OrderLineData { Quantity = 3, UnitPrice = 3.33m, DiscountPercent = 0.03m, TaxRate = 19 }, Product(), null, Now);
        order.Place(Now);
        Ship(order).Deliver(order, Now);
        Pay(order, order.Gross);
        var refunded = 0m;
        for (var i = 0; i < 3; i++)
        {
            var refund = Inspected(order, 1).Close(order, Now).Refund;
            Refund(order, refund);
            refunded += refund;
        }
        Assert.Equal(order.Gross, refunded);
        Assert.Equal((Fulfilment.Returned, PaymentState.Refunded, 0m), (order.Fulfilment, order.PaymentState, order.Due));
    }

    public static TheoryData<string, ReturnStatus, string> Impossible() => new()
    {
        { "receive", ReturnStatus.Requested, "return.not_approved" },
        { "inspect", ReturnStatus.Requested, "return.not_approved" },
        { "close", ReturnStatus.Requested, "return.not_approved" },
        { "reject", ReturnStatus.Approved, "return.already_approved" },
        { "inspect", ReturnStatus.Approved, "return.not_received" },
        { "close", ReturnStatus.Approved, "return.not_received" },
        { "approve", ReturnStatus.Received, "return.already_received" },
        { "reject", ReturnStatus.Received, "return.already_received" },
        { "cancel", ReturnStatus.Received, "return.already_received" },
        { "close", ReturnStatus.Received, "return.not_inspected" },
        { "receive", ReturnStatus.Inspected, "return.already_inspected" },
        { "cancel", ReturnStatus.Inspected, "return.already_inspected" },
        { "approve", ReturnStatus.Closed, "return.closed" },
        { "inspect", ReturnStatus.Closed, "return.closed" },
        { "cancel", ReturnStatus.Closed, "return.closed" },
        { "approve", ReturnStatus.Rejected, "return.rejected" },
        { "receive", ReturnStatus.Rejected, "return.rejected" },
        { "cancel", ReturnStatus.Rejected, "return.rejected" },
        { "approve", ReturnStatus.Cancelled, "return.cancelled" },
        { "reject", ReturnStatus.Cancelled, "return.cancelled" },
        { "close", ReturnStatus.Cancelled, "return.cancelled" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_act_says_what_is_missing_or_too_late(string act, ReturnStatus status, string code)
    {
        var (order, rma) = In(status);
        Refused(code, act switch
        {
            "approve" => () => rma.Approve(Now),
            "reject" => () => rma.Reject(order, "Used", Now),
            "cancel" => () => rma.Cancel(order, null, Now),
            "receive" => () => rma.Receive(order, Now),
            "inspect" => () => rma.Inspect([new(rma.Lines[0].Id, "Fine", Disposition.Scrap)], Now),
            _ => () => rma.Close(order, Now),
        });
        Assert.Equal(status, rma.Status);
        Refused("return.other_order", () => rma.Receive(Placed(), Now));
    }

    [Fact]
    public void Every_step_is_told_once()
    {
        var order = Delivered();
        var rma = Inspected(order);
        rma.Inspect([], Now);
        rma.Close(order, Now);
        rma.Close(order, Now);
        IDomainEvent[] told =
        [
            new ReturnRequested(rma.Id, order.Id), new ReturnApproved(rma.Id, order.Id), new ReturnReceived(rma.Id, order.Id),
            new ReturnInspected(rma.Id, order.Id), new ReturnClosed(rma.Id, order.Id),
        ];
        Assert.Equal(told, rma.PullEvents());
    }
}
