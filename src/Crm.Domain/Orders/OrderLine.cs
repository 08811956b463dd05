using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Orders;

public enum OrderLineKind { Product, Freight, Other }

/// <summary>One position of an order, with the text and price it was ordered at and counters of how far its goods are. Always:
/// returned + asked back ≤ delivered ≤ shipped ≤ allocated ≤ open, and shipped + reserved ≤ open.</summary>
public sealed class OrderLine
{
    public const int TextMax = 400;

    private OrderLine() { }

    internal OrderLine(int position, OrderLineKind kind, Product? product, OrderLineTerms terms)
    {
        Position = position;
        Kind = kind;
        ProductId = product?.Id;
        Sku = product?.Sku;
        NeedsShipping = product is { Type: ProductType.Good };
        Terms = terms;
    }

    public Id<OrderLine> Id { get; private set; } = Id<OrderLine>.New();
    public int Position { get; private set; }
    public OrderLineKind Kind { get; private set; }
    public Id<Product>? ProductId { get; private set; }
    public string? Sku { get; private set; }
    public string Text { get; private set; } = "";

    /// <summary>True for a good; services and freight are not shipped.</summary>
    public bool NeedsShipping { get; private set; }

    /// <summary>As ordered, before cancellations.</summary>
    public decimal Quantity { get; private set; }
    public decimal CancelledQuantity { get; private set; }

    /// <summary>Net, in the order's currency.</summary>
    public decimal UnitPrice { get; private set; }
    public decimal DiscountPercent { get; private set; }
    public decimal TaxRate { get; private set; }

    /// <summary>Of the open quantity, rounded to the currency's minor unit; so are tax and gross.</summary>
    public decimal Net { get; private set; }
    public decimal Tax { get; private set; }
    public decimal Gross { get; private set; }

    /// <summary>Held for this line in stock; what has left is not reserved any more.</summary>
    public decimal ReservedQuantity { get; private set; }

    /// <summary>On shipments that are neither cancelled nor lost, delivered ones included.</summary>
    public decimal AllocatedQuantity { get; private set; }
    public decimal ShippedQuantity { get; private set; }

    /// <summary>Whether any of it has ever left the house; from then on the line stays as it is, also when the goods were lost.</summary>
    public bool HasLeft { get; private set; }
    public decimal DeliveredQuantity { get; private set; }

    /// <summary>On returns whose goods have not arrived.</summary>
    public decimal ReturnRequestedQuantity { get; private set; }

    /// <summary>What has come back and is not with the customer again.</summary>
    public decimal ReturnedQuantity { get; private set; }

    /// <summary>The part of the returned quantity that the customer needn't pay.</summary>
    public decimal CreditedQuantity { get; private set; }

    /// <summary>The window for returns is counted from here.</summary>
    public DateTimeOffset? LastDeliveredAt { get; private set; }

    public decimal OpenQuantity => Quantity - CancelledQuantity;

    /// <summary>Neither cancelled nor on a shipment.</summary>
    public decimal UnallocatedQuantity => OpenQuantity - AllocatedQuantity;
    public decimal ReturnableQuantity => DeliveredQuantity - ReturnRequestedQuantity - ReturnedQuantity;

    internal OrderLineTerms Terms
    {
        get => new(Text, Quantity, UnitPrice, DiscountPercent, TaxRate);
        private set => (Text, Quantity, UnitPrice, DiscountPercent, TaxRate) = (value.Text, value.Quantity, value.UnitPrice, value.DiscountPercent, value.TaxRate);
    }

    /// <summary>The gross of so much of the line, rounded; of several parts the rounded sum never exceeds the line's gross when each part is the
    /// difference of two calls.</summary>
    internal decimal GrossOf(decimal quantity, string currency) =>
        OpenQuantity == 0 ? 0 : Currency.Round(Gross * quantity / OpenQuantity, currency);

    internal void Change(OrderLineTerms terms, string currency)
    {
        Terms = terms;
        Price(currency);
    }

    internal void Cancel(decimal quantity, string currency)
    {
        CancelledQuantity += quantity;
        Price(currency);
    }

    internal void Price(string currency) => (Net, Tax, Gross) = Terms.Amounts(OpenQuantity, currency);

    internal void Reserve(decimal quantity) => ReservedQuantity += quantity;

    internal void Allocate(decimal quantity) => AllocatedQuantity += quantity;

    internal void Ship(decimal quantity)
    {
        ShippedQuantity += quantity;
        HasLeft = true;
    }

    internal void Deliver(decimal quantity, DateTimeOffset at)
    {
        DeliveredQuantity += quantity;
        if (LastDeliveredAt is null || at > LastDeliveredAt) LastDeliveredAt = at;
    }

    internal void RequestReturn(decimal quantity) => ReturnRequestedQuantity += quantity;

    internal void TakeReturn(decimal quantity)
    {
        ReturnRequestedQuantity -= quantity;
        ReturnedQuantity += quantity;
    }

    internal void GiveBack(decimal quantity) => ReturnedQuantity -= quantity;

    internal void Credit(decimal quantity) => CreditedQuantity += quantity;

    internal void Erase(string? product) => Text = product ?? Erasing.Mark;
}

/// <summary>What was agreed on a line.</summary>
internal sealed record OrderLineTerms(string Text, decimal Quantity, decimal UnitPrice, decimal DiscountPercent, decimal TaxRate)
{
    public OrderLineTerms With(OrderLineEdit edit) => new(
        Common.Text.Clean(edit.Text) ?? Text,
        edit.Quantity ?? Quantity,
        edit.UnitPrice ?? UnitPrice,
        edit.DiscountPercent ?? DiscountPercent,
        edit.TaxRate ?? TaxRate);

    public void EnsureValid()
    {
        if (!Catalog.Quantity.IsValid(Quantity)) throw OrderErrors.QuantityInvalid;
        if (!Price.IsValid(UnitPrice)) throw OrderErrors.PriceInvalid;
        if (!Percent.IsValid(DiscountPercent)) throw OrderErrors.DiscountInvalid;
        if (!Percent.IsValid(TaxRate)) throw OrderErrors.TaxRateInvalid;
        if (Quantity * UnitPrice > Money.Max / 2) throw OrderErrors.AmountTooLarge;
    }

    /// <summary>Each rounded half away from zero to the currency's minor unit; the tax is on the rounded net.</summary>
    public (decimal Net, decimal Tax, decimal Gross) Amounts(decimal quantity, string currency)
    {
        var net = Currency.Round(quantity * UnitPrice * (100 - DiscountPercent) / 100, currency);
        var tax = Currency.Round(net * TaxRate / 100, currency);
        return (net, tax, net + tax);
    }

    /// <summary>As the customer reads it in the order's changes.</summary>
    public string Describe(string currency) => FormattableString.Invariant(
        $"{Text}: {Quantity:0.###} × {UnitPrice:0.00##} {currency}{(DiscountPercent == 0 ? "" : FormattableString.Invariant($", discount {DiscountPercent:0.##} %"))}, tax {TaxRate:0.##} %");
}
