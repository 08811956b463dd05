using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class ReturnRepairTests
{
    private const int Window = 14;

    private static Return Received(Order order, decimal quantity, ReturnWish wish = ReturnWish.Repair, DateTimeOffset? at = null)
    {
        var rma = Return.Request(order, "R-2026-000001", [new(order.Lines[0].Id, quantity, ReturnReason.Damaged, wish, "Buzzes")], Window, null, at ?? Now);
        rma.Approve(Now);
        rma.Receive(order, Now);
        return rma;
    }

    private static InspectionData Found(Return rma, Disposition disposition, decimal? quantity = null, ReturnWish? remedy = null) =>
        new(rma.Lines[0].Id, "Looked at it", disposition, quantity, remedy);

    [Fact]
    public void What_was_repaired_is_with_the_customer_again_and_moves_neither_stock_nor_money()
    {
        var order = Delivered();
        var rma = Received(order, 10);
        Assert.Equal(Fulfilment.Returned, order.Fulfilment);
        rma.Inspect([Found(rma, Disposition.Restock)], Now);

        var settlement = rma.Close(order, Now);

        Assert.Equal((0m, 0m, 0m, 0), (settlement.Refund, settlement.StoreCredit, rma.SettledAmount, settlement.Exchanges.Count));
        Assert.Equal((0m, 0m, 10m), (order.Lines[0].ReturnedQuantity, order.Lines[0].CreditedQuantity, order.Lines[0].ReturnableQuantity));
        Assert.Equal((Fulfilment.Delivered, PaymentState.Paid, 0m), (order.Fulfilment, order.PaymentState, order.Due));
        Assert.Empty(order.PullStockChanges());
        Assert.Equal(ReturnWish.Repair, rma.Lines[0].Remedy);
        Assert.Same(ReturnSettlement.Nothing, rma.Close(order, Now));
        Assert.Equal(0, order.Lines[0].ReturnedQuantity);
    }

    [Fact]
    public void What_was_repaired_may_come_back_within_the_window_of_its_delivery()
    {
        var order = Delivered();
        var rma = Received(order, 10);
        rma.Inspect([Found(rma, Disposition.Restock)], Now);
        Refused("return.exceeds_delivered", () => Received(order, 1));   // it is here still
        rma.Close(order, Now);

        Refused("return.window_closed", () => Received(order, 1, at: Now.AddDays(Window).AddTicks(1)));
        var again = Received(order, 10, ReturnWish.Refund, Now.AddDays(Window));

        again.Inspect([Found(again, Disposition.Scrap)], Now);
        Assert.Equal(order.Gross, again.Close(order, Now).Refund);
        Assert.Equal(Fulfilment.Returned, order.Fulfilment);
    }

    [Fact]
    public void Pieces_of_one_line_that_differ_become_lines_of_their_own()
    {
        var order = Delivered();
        var rma = Received(order, 3);
        var line = rma.Lines[0].Id;

        rma.Inspect([new(line, "Mended", Disposition.Restock, 2), new(line, "Burnt", Disposition.Scrap, 1)], Now);

        Assert.Equal(
            [(0, 2m, "Mended", Disposition.Restock, ReturnWish.Repair), (1, 1m, "Burnt", Disposition.Scrap, ReturnWish.Refund)],
            rma.Lines.OrderBy(l => l.Position).Select(l => (l.Position, l.Quantity, l.Finding!, l.Disposition!.Value, l.Remedy!.Value)));
        Assert.Equal(line, rma.Lines.Single(l => l.Position == 0).Id);
        Assert.All(rma.Lines, l => Assert.Equal((order.Lines[0].Id, ReturnReason.Damaged, ReturnWish.Repair, "Buzzes"), (l.OrderLineId, l.Reason, l.Wish, l.Note)));
        Assert.Equal(12m, rma.Close(order, Now).Refund);
        Assert.Equal((1m, 1m, Fulfilment.PartlyReturned), (order.Lines[0].ReturnedQuantity, order.Lines[0].CreditedQuantity, order.Fulfilment));
        Assert.Empty(order.PullStockChanges());
    }

    [Fact]
    public void Lines_keep_their_order_around_one_that_is_taken_apart()
    {
        var order = Delivered();
        var id = order.Lines[0].Id;
        var rma = Return.Request(order, "R-1", [new(id, 2, ReturnReason.Late, ReturnWish.Refund), new(id, 1, ReturnReason.Other, ReturnWish.Credit)], Window, null, Now);
        rma.Approve(Now);
        rma.Receive(order, Now);

        rma.Inspect([new(rma.Lines[1].Id, "c", Disposition.Scrap), new(rma.Lines[0].Id, "a", Disposition.Restock, 0.5m), new(rma.Lines[0].Id, "b", Disposition.Scrap, 1.5m)], Now);

        Assert.Equal(["a", "b", "c"], rma.Lines.OrderBy(l => l.Position).Select(l => l.Finding));
        Assert.Equal([0, 1, 2], rma.Lines.Select(l => l.Position).Order());
        rma.Close(order, Now);
        Assert.Equal(0.5m, Assert.Single(order.PullStockChanges()).Quantity);
    }

    [Theory]
    [InlineData(ReturnWish.Refund, 12, 0, 0)]
    [InlineData(ReturnWish.Credit, 0, 12, 0)]
    [InlineData(ReturnWish.Exchange, 0, 0, 1)]
    public void What_cannot_be_mended_gets_another_remedy(ReturnWish remedy, int refund, int credit, int exchanges)
    {
        var order = Delivered();
        var rma = Received(order, 1);
        Refused("return.irreparable", () => rma.Inspect([Found(rma, Disposition.Scrap, remedy: ReturnWish.Repair)], Now));
        rma.Inspect([Found(rma, Disposition.Scrap, remedy: remedy)], Now);

        var settlement = rma.Close(order, Now);

        Assert.Equal((refund, credit, exchanges), (settlement.Refund, settlement.StoreCredit, settlement.Exchanges.Count));
        Assert.Equal(1, order.Lines[0].ReturnedQuantity);
    }

    [Fact]
    public void A_refund_may_turn_into_a_repair_and_a_repair_into_a_refund_whose_goods_are_restocked()
    {
        var order = Delivered();
        var mended = Received(order, 1, ReturnWish.Refund);
        mended.Inspect([Found(mended, Disposition.Restock, remedy: ReturnWish.Repair)], Now);
        Assert.Equal(0, mended.Close(order, Now).Refund);
        Assert.Empty(order.PullStockChanges());

        var refunded = Received(order, 1);
        refunded.Inspect([Found(refunded, Disposition.Restock, remedy: ReturnWish.Refund)], Now);
        Assert.Equal(12, refunded.Close(order, Now).Refund);
        Assert.Equal(StockAct.Restock, Assert.Single(order.PullStockChanges()).Act);
    }

    [Fact]
    public void Findings_add_up_to_what_came()
    {
        var rma = Received(Delivered(), 3);
        foreach (var parts in new decimal?[][] { [2], [2, 2], [null, 1], [null, null], [3, 0], [4, -1], [2.9999m, 0.0001m] })
            Refused("return.inspection_incomplete", () => rma.Inspect([.. parts.Select(q => Found(rma, Disposition.Restock, q))], Now));
        var line = rma.Lines[0].Id;
        Refused("return.inspection_incomplete", () => rma.Inspect([Found(rma, Disposition.Restock), new(Id<ReturnLine>.New(), "Fine", Disposition.Restock)], Now));
        Assert.Equal((ReturnStatus.Received, 3m, line), (rma.Status, Assert.Single(rma.Lines).Quantity, rma.Lines[0].Id));
    }

    [Fact]
    public void A_return_has_only_so_many_findings()
    {
        var rma = Received(Delivered(), 1);
        Refused("return.too_many_findings", () => rma.Inspect([.. Enumerable.Range(0, 250).Select(_ => Found(rma, Disposition.Restock, 0.004m))], Now));
    }

    [Theory]
    [InlineData(ReturnStatus.Requested, "return.not_approved")]
    [InlineData(ReturnStatus.Approved, "return.not_received")]
    [InlineData(ReturnStatus.Received, null)]
    [InlineData(ReturnStatus.Inspected, null)]
    [InlineData(ReturnStatus.Closed, null)]
    [InlineData(ReturnStatus.Rejected, "return.rejected")]
    [InlineData(ReturnStatus.Cancelled, "return.cancelled")]
    public void Money_is_given_back_for_a_return_whose_goods_have_come(ReturnStatus status, string? code)
    {
        var order = Delivered();
        var rma = Return.Request(order, "R-1", [new(order.Lines[0].Id, 1, ReturnReason.Late, ReturnWish.Exchange)], Window, null, Now);
        if (status == ReturnStatus.Rejected) rma.Reject(order, "Used", Now);
        else if (status == ReturnStatus.Cancelled) rma.Cancel(order, null, Now);
        else
        {
            if (status >= ReturnStatus.Approved) rma.Approve(Now);
            if (status >= ReturnStatus.Received) rma.Receive(order, Now);
            if (status >= ReturnStatus.Inspected) rma.Inspect([Found(rma, Disposition.Restock)], Now);
            if (status >= ReturnStatus.Closed) rma.Close(order, Now);
        }
        var paid = order.Paid;

        if (code is null) Assert.Equal(rma.Id, Give(order, rma).ReturnId);
        else Refused(code, () => Give(order, rma));

        Assert.Equal(code is null ? paid - 5 : paid, order.Paid);
        Refused("return.other_order", () => Give(Delivered(), rma));
    }

    private static Payment Give(Order order, Return rma) => Payment.Refund(order, new PaymentData { Amount = 5, Currency = "EUR" }, rma, Now);
}
