using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Orders;

public sealed partial class Order
{
    /// <summary>Replaces what may say who ordered. Products, quantities and money stay for the books; the changes (<see cref="OrderChange"/>) are erased by the caller, who has them.</summary>
    /// <param name="products">What the products are called: a line's text may have been written by hand.</param>
    public void Erase(IReadOnlyDictionary<Id<Product>, string> products)
    {
        BillingAddress = Erasing.Marked(BillingAddress);
        ShippingAddress = Erasing.Marked(ShippingAddress);
        CancellationReason = Erasing.Marked(CancellationReason);
        (CustomerReference, Notes, HoldNote, CustomFields) = (null, null, null, CustomFields.None);
        _tags = [];
        _externalIds.Clear();
        foreach (var line in _lines) line.Erase(line.ProductId is { } product ? products.GetValueOrDefault(product) : null);
    }
}
