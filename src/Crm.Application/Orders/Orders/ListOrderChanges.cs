using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>What was changed of an order after its placing, in words that the customer may read.</summary>
public sealed record ListOrderChanges(Id<Order> OrderId, ListRequest List) : IRequest<ListPage<OrderChangeRow>>
{
    public static readonly ListSpec<OrderChange> Spec = new ListSpec<OrderChange>(c => c.Id)
        .Sortable("revision", c => c.Revision)
        .Filter("orderId", c => EF.Property<Id<Order>>(c, nameof(OrderId)))
        .Filter("at", c => c.At)
        .Filter("kind", c => c.Kind)
        .Filter("lineId", c => c.LineId)
        .Filter("by", c => c.By)
        .SortedBy("revision");
}

/// <param name="Revision">The order's revision that came out of it; 1 is the order as placed. Changes of one act share it.</param>
/// <param name="LineId">The line it is about, which may be gone; null for the header.</param>
/// <param name="Field">The header's field; null for a line.</param>
public sealed record OrderChangeRow(
    Id<OrderChange> Id, int Revision, DateTimeOffset At, Id<User>? By, OrderChangeKind Kind, Id<OrderLine>? LineId, string? Field, string? Before, string? After, string? Reason);

internal sealed class ListOrderChangesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListOrderChanges, ListPage<OrderChangeRow>>
{
    public async Task<ListPage<OrderChangeRow>> Handle(ListOrderChanges q, CancellationToken ct)
    {
        if (!await db.Orders.AnyAsync(o => o.Id == q.OrderId, ct)) throw new NotFound(nameof(Order), q.OrderId);
        var changes = db.Set<OrderChange>().Where(c => EF.Property<Id<Order>>(c, "OrderId") == q.OrderId);
        return await lists.Page(changes, ListOrderChanges.Spec, q.List,
            c => new OrderChangeRow(c.Id, c.Revision, c.At, c.By, c.Kind, c.LineId, c.Field, c.Before, c.After, c.Reason), ct);
    }
}
