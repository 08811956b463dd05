using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Lines;

public sealed record GetOrderLine(Id<OrderLine> Id) : IRequest<OrderLineRow>;

internal sealed class GetOrderLineHandler(ICrmDb db) : IRequestHandler<GetOrderLine, OrderLineRow>
{
    public Task<OrderLineRow> Handle(GetOrderLine q, CancellationToken ct) => db.OrderedLines().AsNoTracking().Where(x => x.Line.Id == q.Id).Select(OrderLineRow.Of).Single(q.Id, ct);
}
