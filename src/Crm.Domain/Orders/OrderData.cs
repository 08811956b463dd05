using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

/// <summary>An order's header. After placing, customer, channel and currency stay as they are.</summary>
public sealed record OrderData
{
    public required Id<Customer> CustomerId { get; init; }
    public Id<Contact>? ContactId { get; init; }
    public OrderChannel Channel { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public PostalAddress? BillingAddress { get; init; }

    /// <summary>Where the goods go; needed for placing when a line is a good.</summary>
    public PostalAddress? ShippingAddress { get; init; }

    /// <summary>The day the customer wants the goods.</summary>
    public DateOnly? RequestedOn { get; init; }
    public Id<User>? OwnerId { get; init; }

    /// <summary>The customer's purchase order number.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>For colleagues; not part of what the customer agreed to.</summary>
    public string? Notes { get; init; }
    public IReadOnlyCollection<string> Tags { get; init; } = [];
    public CustomFields CustomFields { get; init; } = CustomFields.None;
    public IReadOnlyCollection<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>Text in the one form it is kept in, and addresses copied, so that the order shares none with anybody.</summary>
    internal OrderData Clean() => this with
    {
        BillingAddress = BillingAddress?.Clean(),
        ShippingAddress = ShippingAddress?.Clean(),
        CustomerReference = Text.Clean(CustomerReference),
        Notes = Text.Clean(Notes),
    };
}

/// <summary>A new line. What is left out of a product's line comes from the product; a line without a product needs a text and a price.</summary>
public sealed record OrderLineData
{
    public OrderLineKind Kind { get; init; }
    public string? Text { get; init; }
    public decimal Quantity { get; init; } = 1;

    /// <summary>Net, in the order's currency.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>0 to 100.</summary>
    public decimal DiscountPercent { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public decimal? TaxRate { get; init; }
}

/// <summary>What is to be different on a line; null leaves it as it is. Another product is another line.</summary>
public sealed record OrderLineEdit
{
    public string? Text { get; init; }
    public decimal? Quantity { get; init; }
    public decimal? UnitPrice { get; init; }
    public decimal? DiscountPercent { get; init; }
    public decimal? TaxRate { get; init; }
}

/// <summary>So much of an order's line.</summary>
public sealed record LineQuantity(Id<OrderLine> LineId, decimal Quantity);

/// <summary>What is missing in stock for an order; see <see cref="OrderErrors.OutOfStock"/>.</summary>
public sealed record StockShortage(Id<Product> ProductId, string Sku, decimal Requested, decimal Available);
