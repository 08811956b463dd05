using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Orders.Orders;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Lines;

/// <summary>Adds a line to an order; to a placed one as a new revision, its goods reserved.</summary>
public sealed record AddOrderLine : OrderLineInput, ITransactional, IRequest<OrderDetails>
{
    [JsonIgnore]
    public Id<Order> OrderId { get; init; }
}

internal sealed class AddOrderLineHandler(ICrmDb db, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<AddOrderLine, OrderDetails>
{
    public async Task<OrderDetails> Handle(AddOrderLine c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var order = await db.Load(c.OrderId, ct);
        var gross = order.Gross;
        order.AddLines([c], c.ProductId is { } product ? await db.ProductsOf([product]).ToListAsync(ct) : [], _ => "", user.Id, now);
        await db.MoveStock(order, user.Id, now, ct);
        await db.CheckGrowth(order, gross, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
