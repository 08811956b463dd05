using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>The customer has the shipment.</summary>
public sealed record DeliverShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>
{
    /// <summary>When it was handed over; now when left out.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }
}

internal sealed class DeliverShipmentValidator : AbstractValidator<DeliverShipment>
{
    public DeliverShipmentValidator() => RuleFor(c => c.DeliveredAt).SensibleTime();
}

internal sealed class DeliverShipmentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<DeliverShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(DeliverShipment c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (shipment, order) = await db.LoadWithOrder(c.Id, ct);
        shipment.Deliver(order, now, c.DeliveredAt);
        await db.MoveStock(order, caller.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
