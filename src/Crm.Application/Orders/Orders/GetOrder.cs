using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

public sealed record GetOrder(Id<Order> Id) : IRequest<OrderDetails>;

internal sealed class GetOrderHandler(ICrmDb db) : IRequestHandler<GetOrder, OrderDetails>
{
    public Task<OrderDetails> Handle(GetOrder q, CancellationToken ct) => db.GetAsync<Order, OrderDetails>(q.Id, ct);
}
