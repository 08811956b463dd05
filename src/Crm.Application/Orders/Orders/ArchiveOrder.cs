using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>Archives an order as any record, unless one of its returns is under way. Whoever requests a return needs the order's row, which is locked here.</summary>
internal sealed class ArchiveOrderHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Order>>
{
    public async Task<Unit> Handle(Archive<Order> c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        var underWay = await db.Returns.Unrestricted().CountAsync(
            r => r.OrderId == c.Id && r.Status != ReturnStatus.Closed && r.Status != ReturnStatus.Rejected && r.Status != ReturnStatus.Cancelled, ct);
        if (underWay > 0) throw OrderErrors.ReturnUnderWay(underWay);
        order.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
