using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>Placing, the same for a new order and for a draft: the credit check decides whether it goes on hold, the stock whether it is refused.</summary>
internal static class Placing
{
    /// <param name="read">The order's customer and goods, when they were just read.</param>
    public static async Task Place(this ICrmDb db, Order order, DateTimeOffset? placedAt, Id<User>? by, DateTimeOffset now, CancellationToken ct, OrderBasis? read = null)
    {
        HoldReason? hold = null;
        var wasPlaced = order.PlacedAt is not null;
        var (buyer, held) = (read?.Buyer, read?.Held);
        if (order is { Status: OrderStatus.Draft, MovesStock: true })   // history needs no credit either
        {
            // Everybody locks stock before customers, so that two orders never wait for each other.
            Id<Product>[] goods = [.. order.Lines.Where(l => l.NeedsShipping).Select(l => l.ProductId).OfType<Id<Product>>().Distinct()];
            if (buyer is null || held?.Cover(goods) != true && goods.Length > 0) (buyer, held) = await db.HoldForPlacing(order.CustomerId, goods, ct);
            hold = await db.CheckCredit(order, buyer, ct);
        }
        order.Place(now, hold, placedAt);
        await db.MoveStock(order, by, now, ct, held);
        // Most are active already, and their rows stay untouched and unlocked.
        if (!wasPlaced && !(buyer ?? await db.BuyerOf(order.CustomerId, ct)).IsActive) await db.NoteOrder(order.CustomerId, isHistory: !order.MovesStock, by, now, ct);
    }

    private static async Task<(Buyer, HeldGoods?)> HoldForPlacing(this ICrmDb db, Id<Customer> customer, IReadOnlyCollection<Id<Product>> goods, CancellationToken ct)
    {
        var together = db.Together();
        var held = goods.Count == 0 ? null : together.HoldGoods(db, goods);
        var buyer = together.Add(Buyer.Query, customer);
        await together.SendAsync(ct);
        return (buyer.Rows.Single(), held);
    }

    /// <summary>Holds a placed order that has grown beyond the free limit, as placing it whole would have; to be called after its stock was moved.</summary>
    public static async Task CheckGrowth(this ICrmDb db, Order order, decimal grossBefore, CancellationToken ct)
    {
        if (order.Status is not (OrderStatus.Placed or OrderStatus.Confirmed) || !order.MovesStock || order.Gross <= grossBefore) return;
        if (await db.CheckCredit(order, await db.BuyerOf(order.CustomerId, ct), ct) is { } hold) order.Hold(hold, null);
    }

    /// <summary>Why the order has to wait, or null. A limit says nothing about another currency, so an order in one waits for somebody to decide.</summary>
    private static async Task<HoldReason?> CheckCredit(this ICrmDb db, Order order, Buyer buyer, CancellationToken ct)
    {
        if (buyer is { LimitAmount: not null, IsOnHold: false, IsArchived: false })
        {
            var together = db.Together();
            together.Lock([order.CustomerId]);   // two orders at once must not both slip under the limit, nor past one that is being lowered
            var locked = together.Add(Buyer.Query, order.CustomerId);
            await together.SendAsync(ct);
            buyer = locked.Rows.Single();
        }
        if (buyer.IsArchived) throw CustomerErrors.Archived;
        if (buyer.IsOnHold) return HoldReason.CustomerHold;
        if (buyer.LimitAmount is not { } limit || order.Due <= 0) return null;
        if (order.Currency != buyer.LimitCurrency) return HoldReason.CreditLimit;
        var open = await db.Orders.Unrestricted()
            .Where(o => o.CustomerId == order.CustomerId && o.Id != order.Id && o.Currency == order.Currency
                && (o.Status == OrderStatus.Placed || o.Status == OrderStatus.Confirmed || o.Status == OrderStatus.OnHold))
            .SumAsync(Order.DueOf, ct);
        return open + order.Due > limit ? HoldReason.CreditLimit : null;
    }
}
