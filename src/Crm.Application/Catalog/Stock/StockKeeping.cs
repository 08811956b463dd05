using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Catalog.Stock;

/// <summary>Does to the stock what an act on an order asks for: placing, changing, cancelling, shipping and returning all go through here.</summary>
internal static class StockKeeping
{
    /// <summary>Applies all that the order wants of the stock, or nothing: to be called once after the acts on the order and before saving. It locks the
    /// stock levels in the order of the products' ids; the order's row has to be locked before, the customer's may be locked after.</summary>
    /// <exception cref="RuleBroken">Something cannot be reserved: order.out_of_stock names every product that is short, product.archived one that is archived.</exception>
    public static async Task MoveStock(this ICrmDb db, Order order, Id<User>? by, DateTimeOffset now, CancellationToken ct)
    {
        var changes = order.PullStockChanges();
        if (changes.Count == 0) return;
        var levels = await db.HoldStock([.. changes.Select(c => c.ProductId)], ct);
        await db.EnsureNoneArchived(changes, ct);
        var backorder = await db.MayBackorder(changes, levels, ct);
        List<StockShortage> shortages = [];
        foreach (var ofProduct in changes.GroupBy(c => c.ProductId))
        {
            var (level, mayBackorder) = (levels[ofProduct.Key], backorder.Contains(ofProduct.Key));
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

    // Asked after the stock is locked, as archiving a product does: what is reserved stays within reach. Lines of a draft may be older than the archiving.
    private static async Task EnsureNoneArchived(this ICrmDb db, IReadOnlyList<StockChange> changes, CancellationToken ct)
    {
        Id<Product>[] wanted = [.. changes.Where(c => c.Act == StockAct.Reserve).Select(c => c.ProductId).Distinct()];
        if (wanted.Length == 0) return;
        var archived = await db.Products.WithArchived().Where(p => wanted.Contains(p.Id) && p.ArchivedAt != null).Select(p => p.Sku).Order().FirstOrDefaultAsync(ct);
        if (archived is not null) throw ProductErrors.Archived(archived);
    }

    // Asked only for what is short, because most orders find enough.
    private static async Task<HashSet<Id<Product>>> MayBackorder(
        this ICrmDb db, IReadOnlyList<StockChange> changes, IReadOnlyDictionary<Id<Product>, StockLevel> levels, CancellationToken ct)
    {
        Id<Product>[] tight = [.. from c in changes where c.Act == StockAct.Reserve group c.Quantity by c.ProductId into p where p.Sum() > levels[p.Key].Available select p.Key];
        return tight.Length == 0 ? [] : [.. await db.Products.WithArchived().Where(p => tight.Contains(p.Id) && p.AllowsBackorder).Select(p => p.Id).ToListAsync(ct)];
    }

    private static string SkuOf(this Order order, Id<Product> product) => order.Lines.First(l => l.ProductId == product).Sku!;
}
