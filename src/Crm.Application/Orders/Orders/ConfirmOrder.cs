using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>We have promised to deliver.</summary>
public sealed record ConfirmOrder : CommandOn<Order>, IRequest<OrderDetails>;

internal sealed class ConfirmOrderHandler(ICrmDb db, IMapper mapper, TimeProvider clock) : IRequestHandler<ConfirmOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(ConfirmOrder c, CancellationToken ct)
    {
        var order = await db.Load(c.Id, ct);
        order.Confirm(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
