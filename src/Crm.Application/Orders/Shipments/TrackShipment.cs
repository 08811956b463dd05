using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>Adds what the carrier reports. The same report twice is kept once; the status changes by acts only.</summary>
public sealed record TrackShipment : CommandOn<Shipment>, IRequest<ShipmentDetails>
{
    /// <summary>When it happened; now when left out.</summary>
    public DateTimeOffset? At { get; init; }
    public string? Place { get; init; }
    public required string Text { get; init; }
}

internal sealed class TrackShipmentValidator : AbstractValidator<TrackShipment>
{
    public TrackShipmentValidator()
    {
        RuleFor(c => c.At).SensibleTime();
        RuleFor(c => c.Place).Line(TrackingEvent.PlaceMax);
        RuleFor(c => c.Text).RequiredLine(TrackingEvent.TextMax);
    }
}

internal sealed class TrackShipmentHandler(ICrmDb db, IMapper mapper, TimeProvider clock) : IRequestHandler<TrackShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(TrackShipment c, CancellationToken ct)
    {
        var shipment = await db.Load(c.Id, ct);
        var now = clock.GetUtcNow();
        shipment.Track(c.At ?? now, c.Place, c.Text, now);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }
}
