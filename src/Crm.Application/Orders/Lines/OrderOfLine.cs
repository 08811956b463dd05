using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Lines;

internal static class OrderOfLine
{
    public static IQueryable<OrderedLine> OrderedLines(this ICrmDb db) => from o in db.Orders from l in o.Lines select new OrderedLine { Order = o, Line = l };

    /// <summary>The order that the line is a part of, to be changed; If-Match names the order's version.</summary>
    /// <exception cref="NotFound">There is no such line, or its order is archived (404).</exception>
    public static async Task<Order> LoadOrderOf(this ICrmDb db, Id<OrderLine> line, CancellationToken ct)
    {
        var id = await db.Orders.Where(o => o.Lines.Any(l => l.Id == line)).Select(o => (Id<Order>?)o.Id).SingleOrDefaultAsync(ct) ?? throw new NotFound(nameof(OrderLine), line);
        return await db.Load(id, ct);
    }
}
