using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FluentValidation;

namespace Crm.Application.Orders.Lines;

/// <summary>A new line. What is left out of a product's line comes from the product; a line without a product needs a text and a unit price.</summary>
public record OrderLineInput
{
    public Id<Product>? ProductId { get; init; }

    /// <summary>What kind of line it is; with a product it is always product, without one it is other unless freight is said.</summary>
    public OrderLineKind? Kind { get; init; }
    public string? Text { get; init; }

    /// <summary>Up to three decimals; 1 when it is left out.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>Net, in the order's currency.</summary>
    public UnitPrice? UnitPrice { get; init; }

    /// <summary>0 to 100, up to two decimals.</summary>
    public decimal DiscountPercent { get; init; }

    /// <summary>Percent, 0 to 100, up to two decimals; the product's when it is left out, 0 without a product.</summary>
    public decimal? TaxRate { get; init; }

    /// <param name="currency">The order's.</param>
    /// <param name="pointer">Where the line stands in the body.</param>
    internal OrderLineData ToData(string currency, string pointer) => new()
    {
        Kind = Kind ?? (ProductId is null ? OrderLineKind.Other : OrderLineKind.Product),
        Text = Text,
        Quantity = Quantity,
        UnitPrice = UnitPrice?.In(currency, pointer),
        DiscountPercent = DiscountPercent,
        TaxRate = TaxRate,
    };
}

internal sealed class OrderLineInputValidator : AbstractValidator<OrderLineInput>
{
    public OrderLineInputValidator()
    {
        RuleFor(l => l.Kind).Must((l, kind) => kind is null || kind == OrderLineKind.Product == l.ProductId is not null)
            .WithErrorCode(InputErrors.LineKindDiffers).WithMessage("A line of kind product names a product, the other kinds don't.");
        RuleFor(l => l.Text).Line(OrderLine.TextMax);
        RuleFor(l => l.Text).Must(text => Domain.Common.Text.Clean(text) is not null).When(l => l.ProductId is null).WithErrorCode(InputErrors.LineIncomplete).WithMessage("A line without a product needs a text.");
        RuleFor(l => l.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale);
        RuleFor(l => l.UnitPrice).Sensible();
        RuleFor(l => l.UnitPrice).NotNull().When(l => l.ProductId is null).WithErrorCode(InputErrors.LineIncomplete).WithMessage("A line without a product needs a unit price.");
        RuleFor(l => l.DiscountPercent).Within(0, Percent.Max, Percent.Scale);
        RuleFor(l => l.TaxRate).Within(0, Percent.Max, Percent.Scale);
    }
}

/// <summary>What may be changed on a line. Another product is another line.</summary>
public sealed record OrderLineTermsInput
{
    public required string Text { get; init; }

    /// <summary>As ordered, before cancellations; up to three decimals.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Net, in the order's currency.</summary>
    public required UnitPrice UnitPrice { get; init; }

    /// <summary>0 to 100, up to two decimals.</summary>
    public required decimal DiscountPercent { get; init; }

    /// <summary>Percent, 0 to 100, up to two decimals.</summary>
    public required decimal TaxRate { get; init; }

    internal static OrderLineTermsInput Of(OrderLine l, string currency) => new()
    {
        Text = l.Text,
        Quantity = l.Quantity,
        UnitPrice = new(l.UnitPrice, currency),
        DiscountPercent = l.DiscountPercent,
        TaxRate = l.TaxRate,
    };

    internal OrderLineEdit ToEdit(string currency) => new()
    {
        Text = Text,
        Quantity = Quantity,
        UnitPrice = UnitPrice.In(currency, ""),
        DiscountPercent = DiscountPercent,
        TaxRate = TaxRate,
    };
}

internal sealed class OrderLineTermsInputValidator : AbstractValidator<OrderLineTermsInput>
{
    public OrderLineTermsInputValidator()
    {
        RuleFor(l => l.Text).RequiredLine(OrderLine.TextMax);
        RuleFor(l => l.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale);
        RuleFor(l => l.UnitPrice).Sensible();
        RuleFor(l => l.DiscountPercent).Within(0, Percent.Max, Percent.Scale);
        RuleFor(l => l.TaxRate).Within(0, Percent.Max, Percent.Scale);
    }
}

internal static class OrderPrices
{
    /// <summary>The amount of a price that has to be in the order's currency.</summary>
    public static decimal In(this UnitPrice price, string currency, string pointer) => price.Currency == currency
        ? price.Amount
        : throw InvalidInput.At($"{pointer}/unitPrice/currency", InputErrors.CurrencyDiffers, $"The order is in {currency}; give the price in that currency.");
}
