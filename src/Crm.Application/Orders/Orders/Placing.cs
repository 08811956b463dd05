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
    public static async Task Place(this ICrmDb db, Order order, DateTimeOffset? placedAt, Id<User>? by, DateTimeOffset now, CancellationToken ct)
    {
        HoldReason? hold = null;
        if (order is { Status: OrderStatus.Draft, MovesStock: true })   // history needs no credit either
        {
            // Everybody locks stock before customers, so that two orders never wait for each other.
            Id<Product>[] goods = [.. order.Lines.Where(l => l.NeedsShipping).Select(l => l.ProductId).OfType<Id<Product>>().Distinct()];
            await db.HoldStock(goods, ct);
            hold = await db.CheckCredit(order, ct);
        }
        order.Place(now, hold, placedAt);
        await db.MoveStock(order, by, now, ct);
    }

    /// <summary>Holds a placed order that has grown beyond the free limit, as placing it whole would have; to be called after its stock was moved.</summary>
    public static async Task CheckGrowth(this ICrmDb db, Order order, decimal grossBefore, CancellationToken ct)
    {
        if (order.Status is not (OrderStatus.Placed or OrderStatus.Confirmed) || !order.MovesStock || order.Gross <= grossBefore) return;
        if (await db.CheckCredit(order, ct) is { } hold) order.Hold(hold, null);
    }

    /// <summary>Why the order has to wait, or null. A limit says nothing about another currency, so an order in one waits for somebody to decide.</summary>
    private static async Task<HoldReason?> CheckCredit(this ICrmDb db, Order order, CancellationToken ct)
    {
        var credit = await db.CreditOf(order.CustomerId, ct);
        if (credit.Limit is not null && !credit.IsOnHold)
        {
            await db.LockAsync([order.CustomerId], ct);   // two orders at once must not both slip under the limit, nor past one that is being lowered
            credit = await db.CreditOf(order.CustomerId, ct);
        }
        if (credit.IsOnHold) return HoldReason.CustomerHold;
        if (credit.Limit is not { } limit || order.Due <= 0) return null;
        if (order.Currency != limit.Currency) return HoldReason.CreditLimit;
        var open = await db.Orders.Unrestricted()
            .Where(o => o.CustomerId == order.CustomerId && o.Id != order.Id && o.Currency == limit.Currency
                && (o.Status == OrderStatus.Placed || o.Status == OrderStatus.Confirmed || o.Status == OrderStatus.OnHold))
            .SumAsync(Order.DueOf, ct);
        return open + order.Due > limit.Amount ? HoldReason.CreditLimit : null;
    }

    private static async Task<Credit> CreditOf(this ICrmDb db, Id<Customer> customer, CancellationToken ct) =>
        await db.Customers.Unrestricted().AsNoTracking().Where(c => c.Id == customer).Select(c => c.Credit).SingleOrDefaultAsync(ct) ?? throw CustomerErrors.Archived;
}
