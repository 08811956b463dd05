using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>The carrier could not hand the shipment over and brings it back.</summary>
public sealed record FailShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>
{
    public required string Reason { get; init; }
}

internal sealed class FailShipmentValidator : AbstractValidator<FailShipment>
{
    public FailShipmentValidator() => RuleFor(c => c.Reason).RequiredLine(Shipment.FailureMax);
}

internal sealed class FailShipmentHandler(ICrmDb db, IMapper mapper) : IRequestHandler<FailShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(FailShipment c, CancellationToken ct)
    {
        var shipment = await db.Load(c.Id, ct);
        shipment.Fail(c.Reason);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
