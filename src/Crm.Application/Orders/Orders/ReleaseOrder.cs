using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>Takes an order off hold; it goes on where it stood.</summary>
public sealed record ReleaseOrder : CommandOn<Order>, IRequest<OrderDetails>;

internal sealed class ReleaseOrderHandler(ICrmDb db, IMapper mapper, TimeProvider clock) : IRequestHandler<ReleaseOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(ReleaseOrder c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        order.Release(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
