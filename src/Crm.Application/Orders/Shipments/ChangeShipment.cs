using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeShipment(MergePatch<ShipmentInput> Patch) : CommandOn<Shipment>, IRequest<ShipmentDetails>;

internal sealed class ChangeShipmentHandler(ICrmDb db, Patches patches, IMapper mapper) : IRequestHandler<ChangeShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(ChangeShipment c, CancellationToken ct)
    {
        var shipment = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, ShipmentInput.Of(shipment), ct);
        shipment.Change(input.ToData(shipment.Number));
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
