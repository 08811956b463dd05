using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>The carrier has the shipment on its way.</summary>
public sealed record MarkShipmentInTransit : CommandOn<Shipment>, IRequest<ShipmentDetails>;

internal sealed class MarkShipmentInTransitHandler(ICrmDb db, IMapper mapper) : IRequestHandler<MarkShipmentInTransit, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(MarkShipmentInTransit c, CancellationToken ct)
    {
        var shipment = await db.Load(c.Id, ct);
        shipment.MarkInTransit();
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
