using Crm.Domain.Common;

namespace Crm.Domain.Orders;

public static class OrderErrors
{
    public static RuleBroken NotPlaced => new("order.not_placed", "The order is a draft; place it first.");
    public static RuleBroken OnHold => new("order.on_hold", "The order is on hold; release it first.");
    public static RuleBroken Completed => new("order.completed", "The order is completed; use a return or a new order.");
    public static RuleBroken Cancelled => new("order.cancelled", "The order is cancelled; make a new one.");
    public static RuleBroken Archived => new("order.archived", "The order is archived; restore it first.");
    public static RuleBroken StillOpen => new("order.still_open", "Only a draft, a completed or a cancelled order can be archived.");

    public static RuleBroken NotSettled(decimal due, string currency) =>
        new("order.not_settled", FormattableString.Invariant($"The order is not settled: {due:0.####} {currency} are still due; record the payment, or the refund when it is less than zero."),
            Facts(("due", due), ("currency", currency)));

    public static RuleBroken ReturnUnderWay(int returns) =>
        new("order.return_under_way", "A return of the order is under way; close or cancel it first.", Facts(("returns", returns)));

    public static RuleBroken CurrencyUnknown => new("order.currency_unknown", "The currency must be an ISO 4217 code.");
    public static RuleBroken CurrencyHasLines => new("order.currency_has_lines", "The currency can't change while the order has lines; remove them first.");
    public static RuleBroken ChannelHasLines => new("order.channel_has_lines", "An order with lines can't become an import or cease to be one; remove the lines first.");

    public static RuleBroken NoLines => new("order.no_lines", "The order has no line; add one before placing it.");
    public static RuleBroken TooManyLines => new("order.too_many_lines", $"An order holds at most {Order.LinesMax} lines; make a second one.");
    public static RuleBroken NothingLeft => new("order.nothing_left", "Nothing would be left of the order; cancel the order instead.");
    public static RuleBroken ShippingAddressNeeded => new("order.shipping_address_needed", "The order holds goods; give it a shipping address.");
    public static RuleBroken PlacedAtOnlyForImports => new("order.placed_at_only_for_imports", "Only an imported order may have been placed in the past; leave the time out.");
    public static RuleBroken PlacedInFuture => new("order.placed_in_future", "The order can't have been placed in the future.");

    public static RuleBroken AlreadyShipped => new("order.already_shipped", "Something of the order has shipped; use a return.");
    public static RuleBroken ShipmentUnderWay => new("order.shipment_under_way", "A shipment of the order is under way; cancel or finish it first.");

    public static RuleBroken QuantityInvalid => new("order.quantity_invalid", "A quantity must be more than zero and at most 999,999,999.999, with at most three decimals.");
    public static RuleBroken PriceInvalid => new("order.price_invalid", "A unit price must be zero or more, with at most four decimals.");
    public static RuleBroken DiscountInvalid => new("order.discount_invalid", "A discount must be between 0 and 100 percent, with at most two decimals.");
    public static RuleBroken TaxRateInvalid => new("order.tax_rate_invalid", "A tax rate must be between 0 and 100 percent, with at most two decimals.");
    public static RuleBroken AmountTooLarge => new("order.amount_too_large", "The amount is larger than an order can hold; split the order.");
    public static RuleBroken LineIncomplete => new("order.line_incomplete", "A line without a product needs a text and a unit price.");
    public static RuleBroken LineKindDiffers => new("order.line_kind_differs", "A line of kind product names a product, the other kinds don't.");

    /// <summary>Refused because the order is in this state.</summary>
    public static RuleBroken NotIn(OrderStatus status) => status switch
    {
        OrderStatus.Draft => NotPlaced,
        OrderStatus.OnHold => OnHold,
        OrderStatus.Completed => Completed,
        OrderStatus.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A placed or confirmed order refuses nothing for its state."),
    };

    /// <summary>What the customer, the channel and the currency answer to a change after placing.</summary>
    public static RuleBroken FixedByPlacing(string field) =>
        new("order.fixed_by_placing", $"The {field} of a placed order can't change; cancel it and make a new one.", Facts(("field", field)));

    public static RuleBroken CurrencyDiffers(string sku, string productCurrency, string orderCurrency) =>
        new("order.currency_differs", $"The product {sku} is priced in {productCurrency}, the order in {orderCurrency}; give a unit price in {orderCurrency}.",
            Facts(("sku", sku), ("productCurrency", productCurrency), ("orderCurrency", orderCurrency)));

    public static RuleBroken LineUnknown(Id<OrderLine> line) =>
        new("order.line_unknown", "The order has no such line.", Facts(("lineId", line.ToString())));

    public static RuleBroken LineInShipment(OrderLine line) =>
        new("order.line_in_shipment", "The line's shipment has started; it can't change any more.", OfLine(line));

    public static RuleBroken LineNeedsNoShipping(OrderLine line) =>
        new("order.line_needs_no_shipping", "The line is no good and can't be shipped.", OfLine(line));

    public static RuleBroken BelowCancelled(OrderLine line) =>
        new("order.quantity_below_cancelled", "The quantity can't be less than what is cancelled of the line already.", OfLine(line, ("cancelled", line.CancelledQuantity)));

    public static RuleBroken CancelExceedsOpen(OrderLine line) =>
        new("order.cancel_exceeds_open", "Only what is not on a shipment yet can be cancelled.", OfLine(line, ("available", line.UnallocatedQuantity)));

    public static RuleBroken OverAllocated(OrderLine line, decimal requested) =>
        new("order.over_allocated", "More than the order still has to ship of the line can't go on a shipment.",
            OfLine(line, ("requested", requested), ("available", line.UnallocatedQuantity)));

    /// <summary>The order as a whole is refused because some of its goods can't be reserved.</summary>
    public static RuleBroken OutOfStock(IReadOnlyCollection<StockShortage> shortages) =>
        new("order.out_of_stock",
            "Not enough in stock for " + string.Join(", ", shortages.Select(s => FormattableString.Invariant($"{s.Sku} ({s.Available:0.###} of {s.Requested:0.###})"))) + "; order less or wait.",
            Facts(("shortages", shortages.Select(s => Facts(
                ("productId", s.ProductId.ToString()), ("sku", s.Sku), ("requested", s.Requested), ("available", s.Available))).ToList())));

    internal static Dictionary<string, object?> Facts(params (string Key, object? Value)[] facts) => facts.ToDictionary(f => f.Key, f => f.Value);

    internal static Dictionary<string, object?> OfLine(OrderLine line, params (string Key, object? Value)[] facts) =>
        Facts([("lineId", line.Id.ToString()), ("position", line.Position), ("sku", line.Sku), .. facts]);
}
