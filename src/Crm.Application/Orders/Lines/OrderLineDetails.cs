using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;

namespace Crm.Application.Orders.Lines;

/// <summary>One position of an order, with the text and price it was ordered at and how far its goods are.</summary>
/// <param name="NeedsShipping">True for a good; services and freight are not shipped.</param>
/// <param name="Quantity">As ordered, before cancellations.</param>
/// <param name="Net">Of what is not cancelled, rounded; so are tax and gross.</param>
/// <param name="ReservedQuantity">Held for this line in stock; what has left is not reserved any more.</param>
/// <param name="AllocatedQuantity">On shipments that are neither cancelled nor lost.</param>
/// <param name="ReturnRequestedQuantity">On returns whose goods have not arrived.</param>
/// <param name="ReturnedQuantity">What has come back and is not with the customer again: what a closed return has repaired does not count.</param>
/// <param name="CreditedQuantity">The part of the returned quantity that the customer needn't pay.</param>
/// <param name="LastDeliveredAt">The window for returns is counted from here.</param>
public sealed record OrderLineDetails(
    Id<OrderLine> Id,
    int Position,
    OrderLineKind Kind,
    Id<Product>? ProductId,
    string? Sku,
    string Text,
    bool NeedsShipping,
    decimal Quantity,
    UnitPrice UnitPrice,
    decimal DiscountPercent,
    decimal TaxRate,
    Money Net,
    Money Tax,
    Money Gross,
    decimal CancelledQuantity,
    decimal ReservedQuantity,
    decimal AllocatedQuantity,
    decimal ShippedQuantity,
    decimal DeliveredQuantity,
    decimal ReturnRequestedQuantity,
    decimal ReturnedQuantity,
    decimal CreditedQuantity,
    DateTimeOffset? LastDeliveredAt);
