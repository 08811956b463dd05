using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

public sealed record GetOrder(Id<Order> Id) : IRequest<OrderDetails>;

internal sealed class GetOrderHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetOrder, OrderDetails>
{
    public Task<OrderDetails> Handle(GetOrder q, CancellationToken ct) =>
        db.Orders.AsNoTracking().Where(o => o.Id == q.Id).ProjectTo<OrderDetails>(maps).Single(q.Id, ct);
}
