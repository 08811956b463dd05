using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Shipments;

public sealed record GetShipment(Id<Shipment> Id) : IRequest<ShipmentDetails>;

internal sealed class GetShipmentHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetShipment, ShipmentDetails>
{
    public Task<ShipmentDetails> Handle(GetShipment q, CancellationToken ct) =>
        db.Shipments.AsNoTracking().Where(s => s.Id == q.Id).ProjectTo<ShipmentDetails>(maps).Single(q.Id, ct);
}
