using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.HandOvers;

/// <summary>An order that replaces returned goods takes the owner of the old one, which may be done for years and its owner gone: then it goes to who looks
/// after the customer now, or to nobody.</summary>
internal sealed class WhenOrderDrafted(ICrmDb db) : Reaction<OrderDrafted>
{
    protected override async Task React(OrderDrafted e, CancellationToken ct)
    {
        var order = await db.Orders.FindAsync([e.OrderId], ct);
        if (order is not { ReplacesReturnId: not null, OwnerId: { } owner } || await db.IsWorker(owner, ct)) return;
        var successor = await db.Customers.Whole().Where(c => c.Id == e.CustomerId).Select(c => c.OwnerId).SingleAsync(ct);
        order.HandOver(successor is { } user && await db.IsWorker(user, ct) ? successor : null);
    }
}
