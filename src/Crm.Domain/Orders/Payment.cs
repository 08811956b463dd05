using Crm.Domain.Common;

namespace Crm.Domain.Orders;

public enum PaymentKind { Payment, Refund }

public enum PaymentMethod { Card, BankTransfer, Cash, Wallet, Invoice, StoreCredit, Other }

/// <summary>Money that moved, as it is reported; the amount is positive for a refund, too.</summary>
public sealed record PaymentData
{
    public PaymentMethod Method { get; init; }
    public decimal Amount { get; init; }

    /// <summary>ISO 4217; the order's.</summary>
    public required string Currency { get; init; }

    /// <summary>What the bank or the payment provider calls it.</summary>
    public string? Reference { get; init; }

    /// <summary>When it came in, or went out; now when it is left out.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>A record of money that moved for an order; never changed, a mistake is balanced by its opposite.</summary>
public sealed class Payment : Aggregate
{
    public const int ReferenceMax = 120;

    private Payment() { }

    public Id<Payment> Id { get; private set; } = Id<Payment>.New();
    public Id<Order> OrderId { get; private set; }
    public PaymentKind Kind { get; private set; }
    public PaymentMethod Method { get; private set; }

    /// <summary>Negative for a refund.</summary>
    public decimal Amount { get; private set; }
    public string Currency { get; private set; } = "";
    public string? Reference { get; private set; }
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>The return that a refund is for.</summary>
    public Id<Return>? ReturnId { get; private set; }

    /// <summary>The money stays, without what the bank calls it, which may be a name.</summary>
    public void Erase() => Reference = null;

    public static Payment Receive(Order order, PaymentData data, DateTimeOffset now)
    {
        var payment = Record(order, PaymentKind.Payment, data, now);
        order.Receive(data.Amount, data.Currency, payment.ReceivedAt, now);
        payment.Raise(new PaymentReceived(payment.Id, order.Id));
        return payment;
    }

    /// <param name="forReturn">The return that it is for, whose goods have come.</param>
    /// <exception cref="RuleBroken">More than is paid, among others.</exception>
    public static Payment Refund(Order order, PaymentData data, Return? forReturn, DateTimeOffset now)
    {
        forReturn?.EnsureRefundable(order);
        var payment = Record(order, PaymentKind.Refund, data, now);
        order.Refund(data.Amount, data.Currency, payment.ReceivedAt, now);
        payment.ReturnId = forReturn?.Id;
        payment.Raise(new PaymentRefunded(payment.Id, order.Id));
        return payment;
    }

    private static Payment Record(Order order, PaymentKind kind, PaymentData data, DateTimeOffset now)
    {
        if (Moment.IsFuture(data.ReceivedAt, now)) throw PaymentErrors.InFuture;
        return new Payment
        {
            OrderId = order.Id,
            Kind = kind,
            Method = data.Method,
            Amount = kind == PaymentKind.Refund ? -data.Amount : data.Amount,
            Currency = data.Currency,
            Reference = Text.Clean(data.Reference),
            ReceivedAt = data.ReceivedAt ?? now,
        };
    }
}

public static class PaymentErrors
{
    public static RuleBroken AmountNotPositive => new("payment.amount_not_positive", "The amount must be more than zero; record a refund to give money back.");
    public static RuleBroken AmountTooLarge => new("payment.amount_too_large", "The amount is larger than an order can hold.");
    public static RuleBroken InFuture => new("payment.in_future", "The money can't have moved in the future.");

    public static RuleBroken AmountNotInMinorUnits(string currency) =>
        new("payment.amount_not_in_minor_units", $"An amount in {currency} has at most {Currency.MinorUnit(currency)} decimals.",
            OrderErrors.Facts(("currency", currency), ("decimals", Currency.MinorUnit(currency))));

    public static RuleBroken CurrencyDiffers(string currency, string orderCurrency) =>
        new("payment.currency_differs", $"The order is in {orderCurrency}; record the amount in that currency.",
            OrderErrors.Facts(("currency", currency), ("orderCurrency", orderCurrency)));

    public static RuleBroken ExceedsPaid(decimal requested, decimal paid) =>
        new("payment.exceeds_paid", FormattableString.Invariant($"Only {paid:0.####} is paid; no more can be refunded."),
            OrderErrors.Facts(("requested", requested), ("paid", paid)));
}
