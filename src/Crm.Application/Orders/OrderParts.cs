using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders;

/// <summary>Loads what belongs to an order together with the order, which guards it. The order's row is locked first, always, so that two callers never
/// wait for each other.</summary>
internal static class OrderParts
{
    public static Task<(Shipment Shipment, Order Order)> LoadWithOrder(this ICrmDb db, Id<Shipment> id, CancellationToken ct) =>
        db.LoadWithOrder(id, s => s.OrderId, ct);

    public static Task<(Return Return, Order Order)> LoadWithOrder(this ICrmDb db, Id<Return> id, CancellationToken ct) =>
        db.LoadWithOrder(id, r => r.OrderId, ct);

    /// <summary>A line of the order that the body names.</summary>
    /// <exception cref="InvalidInput">The order has no such line (400).</exception>
    public static void EnsureLine(this Order order, Id<OrderLine> line, string pointer)
    {
        if (!order.Lines.Any(l => l.Id == line)) throw InvalidInput.UnknownReference(pointer, nameof(OrderLine));
    }

    private static async Task<(T Part, Order Order)> LoadWithOrder<T>(this ICrmDb db, Id<T> id, Expression<Func<T, Id<Order>>> orderOf, CancellationToken ct) where T : Aggregate
    {
        var found = await db.Set<T>().AsNoTracking().Where(p => EF.Property<Id<T>>(p, "Id") == id).Select(orderOf).ToListAsync(ct);
        if (found.Count == 0) throw new NotFound(typeof(T).Name, id);
        await db.LockAsync<Order>([found[0]], ct);
        var part = await db.Load(id, ct);
        return (part, await db.Orders.WithArchived().SingleAsync(o => o.Id == found[0], ct));   // what refers to an archived order stays readable
    }
}
