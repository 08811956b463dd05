using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>The shipment leaves the house: its goods are out of stock.</summary>
public sealed record DispatchShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>
{
    /// <summary>When it left; now when left out.</summary>
    public DateTimeOffset? ShippedAt { get; init; }
}

internal sealed class DispatchShipmentValidator : AbstractValidator<DispatchShipment>
{
    public DispatchShipmentValidator() => RuleFor(c => c.ShippedAt).SensibleTime();
}

internal sealed class DispatchShipmentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<DispatchShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(DispatchShipment c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (shipment, order) = await db.LoadWithOrder(c.Id, ct);
        shipment.Dispatch(order, now, c.ShippedAt);
        await db.MoveStock(order, caller.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
