using Crm.Domain.Common;
using Crm.Domain.Orders;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Crm.Domain.Tests.Orders.Story;

namespace Crm.Domain.Tests.Orders;

public sealed class PaymentTests
{
    [Fact]
    public void Payment_state_follows_the_money()
    {
        var order = Placed();
        Assert.Equal((PaymentState.Unpaid, 120m), (order.PaymentState, order.Due));
        Pay(order, 20);
        Assert.Equal((PaymentState.Partial, 100m), (order.PaymentState, order.Due));
        Pay(order, 100);
        Assert.Equal(PaymentState.Paid, order.PaymentState);
        Pay(order, 0.01m);
        Assert.Equal((PaymentState.Overpaid, -0.01m), (order.PaymentState, order.Due));
        Refund(order, 0.01m);
        Assert.Equal(PaymentState.Paid, order.PaymentState);
        Refund(order, 50);
        Assert.Equal(PaymentState.Partial, order.PaymentState);
        Refund(order, 70);
        Assert.Equal((PaymentState.Refunded, 0m, 120.01m), (order.PaymentState, order.Paid, order.Refunded));
    }

    [Fact]
    public void Changing_lines_changes_what_is_due()
    {
        var order = Placed();
        Pay(order, 120);
        order.CancelRest(order.Lines[0].Id, 5, "Out of production", Anna, Now);
        Assert.Equal((PaymentState.Overpaid, -60m), (order.PaymentState, order.Due));
        order.AddLine(new OrderLineData { Kind = OrderLineKind.Other, Text = "Wrapping", UnitPrice = 100 }, null, Anna, Now);
        Assert.Equal((PaymentState.Partial, 40m), (order.PaymentState, order.Due));
    }

    [Fact]
    public void A_refund_is_a_negative_record_and_tells_its_return()
    {
        var order = Delivered();
        var rma = Return.Request(order, "R-1", [new(order.Lines[0].Id, 1, ReturnReason.Late, ReturnWish.Refund)], 14, null, Now);
        rma.Approve(Now);
        rma.Receive(order, Now);
        var refund = Payment.Refund(order, new PaymentData { Amount = 12, Currency = "EUR", Method = PaymentMethod.BankTransfer, Reference = " X1 " }, rma, Now);
        Assert.Equal((PaymentKind.Refund, -12m, rma.Id, "X1"), (refund.Kind, refund.Amount, refund.ReturnId!.Value, refund.Reference));
        Assert.Equal(new PaymentRefunded(refund.Id, order.Id), Assert.Single(refund.PullEvents()));
        var payment = Pay(order, 5);
        Assert.Equal(new PaymentReceived(payment.Id, order.Id), Assert.Single(payment.PullEvents()));
    }

    [Fact]
    public void No_more_is_refunded_than_was_paid()
    {
        var order = Placed();
        Refused("payment.exceeds_paid", () => Refund(order, 0.01m));
        Pay(order, 50);
        Assert.Equal(50m, Refused("payment.exceeds_paid", () => Refund(order, 50.01m)).Details["paid"]);
        Refund(order, 50);
        Refused("payment.exceeds_paid", () => Refund(order, 0.01m));
    }

    [Fact]
    public void Amounts_are_positive_in_the_orders_currency_and_its_minor_unit()
    {
        var order = Placed();
        foreach (var (code, data) in new[]
        {
            ("payment.amount_not_positive", new PaymentData { Amount = 0, Currency = "EUR" }),
            ("payment.amount_not_positive", new PaymentData { Amount = -1, Currency = "EUR" }),
            ("payment.amount_not_in_minor_units", new PaymentData { Amount = 1.005m, Currency = "EUR" }),
            ("payment.currency_differs", new PaymentData { Amount = 1, Currency = "USD" }),
            ("payment.in_future", new PaymentData { Amount = 1, Currency = "EUR", ReceivedAt = Now.AddDays(1) }),
        })
        {
            Refused(code, () => Payment.Receive(order, data, Now));
            Refused(code, () => Payment.Refund(order, data, null, Now));
        }
        Refused("payment.amount_too_large", () => Pay(order, Pay(order, Money.Max - 0.9999m).Amount));
    }

    [Fact]
    public void Drafts_take_no_money_and_cancelled_orders_only_give_it_back()
    {
        Refused("order.not_placed", () => Pay(Draft(), 1));
        Refused("order.not_placed", () => Refund(Draft(), 1));
        Refused("order.cancelled", () => Pay(Cancelled(), 1));
        Refused("payment.exceeds_paid", () => Refund(Cancelled(), 1));
    }

    [Fact]
    public void Orders_on_hold_and_completed_ones_take_money()
    {
        Pay(OnHold(), 1);
        var done = Delivered();
        Pay(done, 1);
        Assert.Equal((PaymentState.Overpaid, OrderStatus.Completed), (done.PaymentState, done.Status));
    }

    [Fact]
    public void No_sequence_of_payments_and_refunds_gives_back_more_than_came_in() => Prop.ForAll<short[]>(amounts =>
    {
        var order = Placed();
        decimal paid = 0;
        foreach (var amount in amounts.Select(a => a / 100m).Where(a => a != 0))
        {
            if (amount > 0) Pay(order, amount);
            else if (-amount <= paid) Refund(order, -amount);
            else
            {
                Refused("payment.exceeds_paid", () => Refund(order, -amount));
                continue;
            }
            paid += amount;
            if (order.Paid != paid || paid < 0 || order.Due != 120 - paid) return false;
            var expected = paid switch
            {
                0 => PaymentState.Refunded,
                < 120 => PaymentState.Partial,
                120 => PaymentState.Paid,
                _ => PaymentState.Overpaid,
            };
            if (order.PaymentState != expected) return false;
        }
        return true;
    }).QuickCheckThrowOnFailure();
}
