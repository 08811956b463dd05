using System.Linq.Expressions;
using Crm.Domain.Common;

namespace Crm.Domain.Orders;

/// <summary>What is owed, what came in, and everything else that follows from lines and payments. Nobody sets it by hand.</summary>
public sealed partial class Order
{
    /// <summary>The sum of the lines' rounded net amounts; so are tax and gross.</summary>
    public decimal Net { get; private set; }
    public decimal Tax { get; private set; }
    public decimal Gross { get; private set; }

    /// <summary>The gross of returned goods that the customer needn't pay.</summary>
    public decimal Credited { get; private set; }

    /// <summary>All payments, before refunds.</summary>
    public decimal Received { get; private set; }

    /// <summary>All refunds, as a positive amount.</summary>
    public decimal Refunded { get; private set; }

    /// <summary>What we hold of the customer's money: received less refunded; never negative.</summary>
    public decimal Paid => Received - Refunded;

    /// <summary>What is still to pay, for queries; <see cref="Due"/> is the same in memory. A cancelled order owes nothing.</summary>
    public static Expression<Func<Order, decimal>> DueOf { get; } = o => (o.Status == OrderStatus.Cancelled ? 0 : o.Gross - o.Credited) - (o.Received - o.Refunded);

    private static readonly Func<Order, decimal> ComputeDue = DueOf.Compile();

    /// <summary>Still to pay; negative when the customer gets something back.</summary>
    public decimal Due => ComputeDue(this);

    /// <summary>What the customer has to pay in all.</summary>
    public decimal Owed => Due + Paid;

    public Fulfilment Fulfilment { get; private set; }
    public PaymentState PaymentState { get; private set; }

    internal void Receive(decimal amount, string currency, DateTimeOffset at, DateTimeOffset now)
    {
        if (Status is OrderStatus.Draft or OrderStatus.Cancelled) throw OrderErrors.NotIn(Status);
        EnsureAmount(amount, currency);
        if (Received + amount > Money.Max) throw PaymentErrors.AmountTooLarge;
        Received += amount;
        Settle(Known(at, now));
    }

    internal void Refund(decimal amount, string currency, DateTimeOffset at, DateTimeOffset now)
    {
        if (Status == OrderStatus.Draft) throw OrderErrors.NotPlaced;
        EnsureAmount(amount, currency);
        if (amount > Paid) throw PaymentErrors.ExceedsPaid(amount, Paid);
        Refunded += amount;
        Settle(Known(at, now));
    }

    private void EnsureAmount(decimal amount, string currency)
    {
        if (currency != Currency) throw PaymentErrors.CurrencyDiffers(currency, Currency);
        if (amount <= 0) throw PaymentErrors.AmountNotPositive;
        if (Common.Currency.Round(amount, Currency) != amount) throw PaymentErrors.AmountNotInMinorUnits(Currency);
    }

    /// <summary>Recomputes everything derived; the last step of every act on lines, goods or money.</summary>
    private void Settle(DateTimeOffset now)
    {
        Net = _lines.Sum(l => l.Net);
        Tax = _lines.Sum(l => l.Tax);
        Gross = _lines.Sum(l => l.Gross);
        Credited = _lines.Sum(l => l.GrossOf(l.CreditedQuantity, Currency));
        Fulfilment = DeriveFulfilment();
        PaymentState = DerivePaymentState();
        if (IsDone()) Complete(now);
    }

    private Fulfilment DeriveFulfilment()
    {
        var goods = _lines.FindAll(l => l is { NeedsShipping: true, OpenQuantity: > 0 });
        if (goods.Count == 0) return Status is OrderStatus.Draft or OrderStatus.Cancelled ? Fulfilment.Unfulfilled : Fulfilment.Fulfilled;
        if (goods.TrueForAll(l => l.ReturnedQuantity == l.OpenQuantity)) return Fulfilment.Returned;
        if (goods.Exists(l => l.ReturnedQuantity > 0)) return Fulfilment.PartlyReturned;
        if (goods.TrueForAll(l => l.DeliveredQuantity == l.OpenQuantity)) return Fulfilment.Delivered;
        if (goods.TrueForAll(l => l.ShippedQuantity == l.OpenQuantity)) return Fulfilment.Fulfilled;
        return goods.Exists(l => l.ShippedQuantity > 0) ? Fulfilment.Partial : Fulfilment.Unfulfilled;
    }

    private PaymentState DerivePaymentState() => (Paid, Owed) switch
    {
        (0, _) when Refunded > 0 => PaymentState.Refunded,
        (0, 0) => Status is OrderStatus.Draft or OrderStatus.Cancelled ? PaymentState.Unpaid : PaymentState.Paid,
        (0, _) => PaymentState.Unpaid,
        var (paid, owed) when paid > owed => PaymentState.Overpaid,
        var (paid, owed) when paid < owed => PaymentState.Partial,
        _ => PaymentState.Paid,
    };

    private bool IsDone() =>
        Status is OrderStatus.Placed or OrderStatus.Confirmed
        && Paid >= Owed
        && _lines.TrueForAll(l => !l.NeedsShipping || l.DeliveredQuantity == l.OpenQuantity);

    private void Complete(DateTimeOffset now)
    {
        Confirm(now);
        EnsureMay(OrderStatus.Completed);
        Status = OrderStatus.Completed;
        CompletedAt = now;
        Raise(new OrderCompleted(Id, CustomerId));
    }
}
