using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Orders.Orders;

/// <summary>Placing locks stock and, for its credit, the customer.</summary>
internal sealed class DraftOrderLocks : IBulkLocks<DraftOrder>
{
    public async Task Lock(ICrmDb db, IReadOnlyList<DraftOrder> items, CancellationToken ct)
    {
        var placed = items.Where(o => o.Place).ToList();
        Id<Product>[] products = [.. placed.SelectMany(o => o.Lines ?? []).Select(l => l.ProductId).OfType<Id<Product>>().Distinct()];
        if (products.Length > 0) await db.HoldStock(products, ct);
        Id<Customer>[] customers = [.. placed.Select(o => o.CustomerId).Distinct()];
        if (customers.Length > 0) await db.LockAsync<Customer>(customers, ct);
    }
}
