using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FluentValidation;

namespace Crm.Application.Orders.Payments;

/// <summary>What is reported of money that moved.</summary>
public abstract record PaymentInput : CommandOn<Order>
{
    public required PaymentMethod Method { get; init; }

    /// <summary>More than zero, for a refund too, in the order's currency.</summary>
    public required Money Amount { get; init; }

    /// <summary>What the bank or the payment provider calls it.</summary>
    public string? Reference { get; init; }

    /// <summary>When it came in or went out; now when it is left out.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    internal PaymentData ToData() => new()
    {
        Method = Method,
        Amount = Amount.Amount,
        Currency = Amount.Currency,
        Reference = Reference,
        ReceivedAt = ReceivedAt,
    };
}

internal sealed class PaymentInputValidator : AbstractValidator<PaymentInput>
{
    public PaymentInputValidator()
    {
        RuleFor(p => p.Amount).Positive();
        RuleFor(p => p.Reference).Line(Payment.ReferenceMax);
        RuleFor(p => p.ReceivedAt).SensibleTime();
    }
}
