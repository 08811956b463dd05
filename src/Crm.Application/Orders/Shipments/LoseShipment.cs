using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>The shipment is gone on the way. The order's lines may go on another shipment, or be cancelled.</summary>
public sealed record LoseShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>;

internal sealed class LoseShipmentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<LoseShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(LoseShipment c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (shipment, order) = await db.LoadWithOrder(c.Id, ct);
        shipment.Lose(order, now);
        await db.MoveStock(order, caller.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
