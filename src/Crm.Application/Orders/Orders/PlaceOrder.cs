using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

/// <summary>The draft becomes an order: prices are frozen and goods are reserved, all of them or none. Beyond the customer's credit it goes on hold.</summary>
public sealed record PlaceOrder : CommandOn<Order>, IRequest<OrderDetails>
{
    /// <summary>When an imported order was placed.</summary>
    [JsonIgnore]
    public DateTimeOffset? PlacedAt { get; init; }
}

internal sealed class PlaceOrderHandler(ICrmDb db, ICurrentUser user, IMapper mapper, TimeProvider clock) : IRequestHandler<PlaceOrder, OrderDetails>
{
    public async Task<OrderDetails> Handle(PlaceOrder c, CancellationToken ct)
    {
        HeldGoods? held = null;
        Reading<Buyer>? buyer = null;
        var order = await db.Load(c.Id, ct, together => (held, buyer) = (together.HoldGoods(db, c.Id), together.Add(Buyer.OfOrder, c.Id)));
        await db.Place(order, c.PlacedAt, user.Id, clock.GetUtcNow(), ct, new(buyer!.Rows.Single(), [], held));
        await db.SaveLastAsync(ct);
        return mapper.Map<OrderDetails>(order);
    }
}
