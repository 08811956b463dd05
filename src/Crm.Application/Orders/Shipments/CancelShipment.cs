using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>The shipment was prepared by mistake and has not left: its quantities are free for another one.</summary>
public sealed record CancelShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>;

internal sealed class CancelShipmentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<CancelShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(CancelShipment c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (shipment, order) = await db.LoadWithOrder(c.Id, ct);
        shipment.Cancel(order);
        await db.MoveStock(order, caller.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
