using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Orders.Orders;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Lines;

/// <summary>Takes a line off an order, until it is on a shipment; off a placed order as a new revision.</summary>
public sealed record RemoveOrderLine : CommandOn<OrderLine>, IRequest<OrderDetails>;

internal sealed class RemoveOrderLineHandler(ICrmDb db, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<RemoveOrderLine, OrderDetails>
{
    public async Task<OrderDetails> Handle(RemoveOrderLine c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var order = await db.LoadOrderOf(c.Id, ct);
        order.RemoveLine(order.FindLine(c.Id).Id, user.Id, now);
        await db.MoveStock(order, user.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
