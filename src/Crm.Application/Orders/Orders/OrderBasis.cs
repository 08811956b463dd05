using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Customers;
using Crm.Domain.Orders;

namespace Crm.Application.Orders.Orders;

/// <summary>What a new order stands on: whom it is for, the products that its lines name, and, when it is placed at once, their stock.</summary>
internal sealed record OrderBasis(Buyer Buyer, IReadOnlyList<Product> Products, HeldGoods? Held);

internal static class OrderBases
{
    /// <summary>Reads it in one round trip. The customer is relied on, or the person could be erased before the order is there.</summary>
    /// <exception cref="InvalidInput">The customer does not exist, or is archived (400).</exception>
    public static async Task<OrderBasis> BasisOf(this ICrmDb db, DraftOrder c, CancellationToken ct)
    {
        var named = (c.Lines ?? []).Products();
        var together = db.Together();
        together.RelyOn([c.CustomerId]);
        // Stock comes after whom the order relies on; when that is more than the customer, it is locked later.
        var held = named.Length > 0 && c is { Place: true, Channel: not OrderChannel.Import, ContactId: null, OwnerId: null } ? together.HoldGoods(db, named, onlyGoods: true) : null;
        var seen = together.Add(db.Customers.Where(x => x.Id == c.CustomerId).Select(_ => true));
        var buyer = together.Add(Buyer.Query, c.CustomerId);
        var products = named.Length == 0 ? null : together.Add(db.ProductsOf(named));
        await together.SendAsync(ct);
        return seen.Rows.Count == 0 ? throw InvalidInput.UnknownReference("/customerId", nameof(Customer)) : new(buyer.Rows.Single(), products?.Rows ?? [], held);
    }
}
