using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;

namespace Crm.Application.Catalog.Stock;

/// <summary>Does to the stock what an act on an order asks for: placing, changing, cancelling, shipping and returning all go through here.</summary>
internal static class StockKeeping
{
    /// <summary>Applies all that the order wants of the stock, or nothing: to be called once after the acts on the order and before saving. It locks the
    /// stock levels in the order of the products' ids; the order's row has to be locked before, the customer's may be locked after.</summary>
    /// <exception cref="RuleBroken">Something cannot be reserved: order.out_of_stock names every product that is short, product.archived one that is archived.</exception>
    /// <param name="held">Goods that were locked before.</param>
    public static async Task MoveStock(this ICrmDb db, Order order, Id<User>? by, DateTimeOffset now, CancellationToken ct, HeldGoods? held = null)
    {
        var changes = order.PullStockChanges();
        if (changes.Count == 0) return;
        Id<Product>[] products = [.. changes.Select(c => c.ProductId).Distinct()];
        if (held?.Cover(products) != true || products.Any(p => db.StockLevels.Local.FindEntry(p) is null)) held = await db.HoldGoods(products, ct);
        held.EnsureNoneArchived(changes);
        var levels = db.StockLevels.Local.Where(l => products.Contains(l.ProductId)).ToDictionary(l => l.ProductId);
        List<StockShortage> shortages = [];
        foreach (var ofProduct in changes.GroupBy(c => c.ProductId))
        {
            var (level, mayBackorder) = (levels[ofProduct.Key], held.MayBackorder(ofProduct.Key));
            var available = level.Available;
            foreach (var change in ofProduct)
            {
                if (change.Act == StockAct.Reserve && !level.CanReserve(change.Quantity, mayBackorder))
                {
                    shortages.Add(new(ofProduct.Key, order.SkuOf(ofProduct.Key), ofProduct.Where(c => c.Act == StockAct.Reserve).Sum(c => c.Quantity), Math.Max(available, 0)));
                    break;
                }
                level.Apply(change, mayBackorder);
                if (StockMovement.Of(change, order.Id, by, now) is { } movement) db.StockMovements.Add(movement);
            }
        }
        if (shortages.Count > 0) throw OrderErrors.OutOfStock(shortages);
    }

    /// <summary>The stock levels, locked until the transaction ends; those that are locked already cost nothing.</summary>
    public static async Task<IReadOnlyDictionary<Id<Product>, StockLevel>> HoldStock(this ICrmDb db, IReadOnlyCollection<Id<Product>> products, CancellationToken ct)
    {
        var held = db.StockLevels.Local.Where(l => products.Contains(l.ProductId)).ToDictionary(l => l.ProductId);
        Id<Product>[] missing = [.. products.Distinct().Where(p => !held.ContainsKey(p))];
        if (missing.Length > 0)
            foreach (var level in await db.LockStockAsync(missing, ct)) held.Add(level.ProductId, level);
        return held;
    }

    /// <summary>Locks stock, as <see cref="HoldStock"/> does, together with something else.</summary>
    /// <param name="onlyGoods">For products of which it is not known yet whether they have any.</param>
    public static HeldGoods HoldGoods(this ITogether together, ICrmDb db, IReadOnlyCollection<Id<Product>> products, bool onlyGoods = false)
    {
        var missing = products.Except(db.StockLevels.Local.Select(l => l.ProductId)).ToList();
        if (missing.Count > 0) together.LockStock(missing, onlyGoods);
        return together.GoodsOf(db.Products.WithArchived().Where(p => products.Contains(p.Id)));
    }

    /// <summary>Locks the stock of an order's goods together with the order.</summary>
    public static HeldGoods HoldGoods(this ITogether together, ICrmDb db, Id<Order> order)
    {
        together.LockStock(order);
        return together.GoodsOf(db.Products.WithArchived().Where(p => db.Orders.Unrestricted().Any(o => o.Id == order && o.Lines.Any(l => l.ProductId == p.Id))));
    }

    private static HeldGoods GoodsOf(this ITogether together, IQueryable<Product> products) =>
        new(together.Add(products.Select(p => new HeldGood(p.Id, p.Sku, p.ArchivedAt != null, p.AllowsBackorder))));

    private static async Task<HeldGoods> HoldGoods(this ICrmDb db, IReadOnlyCollection<Id<Product>> products, CancellationToken ct)
    {
        var together = db.Together();
        var held = together.HoldGoods(db, products);
        await together.SendAsync(ct);
        return held;
    }

    private static string SkuOf(this Order order, Id<Product> product) => order.Lines.First(l => l.ProductId == product).Sku!;
}

/// <summary>What reserving a product depends on.</summary>
internal sealed record HeldGood(Id<Product> Id, string Sku, bool IsArchived, bool AllowsBackorder);

/// <summary>Products whose stock is locked, as they were found after that: archiving one waits for the lock, so what is reserved stays within reach.</summary>
internal sealed class HeldGoods(Reading<HeldGood> found)
{
    public bool Cover(IEnumerable<Id<Product>> products) => products.All(p => found.Rows.Any(g => g.Id == p));

    public bool MayBackorder(Id<Product> product) => found.Rows.Any(g => g.Id == product && g.AllowsBackorder);

    /// <exception cref="RuleBroken">A product that is to be reserved is archived; lines of a draft may be older than the archiving.</exception>
    public void EnsureNoneArchived(IEnumerable<StockChange> changes)
    {
        var wanted = changes.Where(c => c.Act == StockAct.Reserve).Select(c => c.ProductId).ToHashSet();
        if (found.Rows.Where(g => g.IsArchived && wanted.Contains(g.Id)).Select(g => g.Sku).Order(StringComparer.Ordinal).FirstOrDefault() is { } archived) throw ProductErrors.Archived(archived);
    }
}
