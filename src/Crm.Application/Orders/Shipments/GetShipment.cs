using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

public sealed record GetShipment(Id<Shipment> Id) : IRequest<ShipmentDetails>;

internal sealed class GetShipmentHandler(ICrmDb db) : IRequestHandler<GetShipment, ShipmentDetails>
{
    public Task<ShipmentDetails> Handle(GetShipment q, CancellationToken ct) => db.GetAsync<Shipment, ShipmentDetails>(q.Id, ct);
}
