using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>A failed shipment is back in the house, its goods in stock and reserved; it may leave again or be cancelled.</summary>
public sealed record TakeBackShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>;

internal sealed class TakeBackShipmentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<TakeBackShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(TakeBackShipment c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (shipment, order) = await db.LoadWithOrder(c.Id, ct);
        shipment.TakeBack(order, now);
        await db.MoveStock(order, caller.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
