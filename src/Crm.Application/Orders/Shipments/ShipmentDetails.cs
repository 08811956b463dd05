using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;

namespace Crm.Application.Orders.Shipments;

/// <summary>A shipment, whole.</summary>
/// <param name="ShippedAt">When it last left the house; null while it is in the house.</param>
/// <param name="Failure">Why the last delivery failed.</param>
/// <param name="TrackingEvents">What the carrier reported, oldest first.</param>
public sealed record ShipmentDetails(
    Id<Shipment> Id,
    int Version,
    string? Number,
    Id<Order> OrderId,
    ShipmentStatus Status,
    string? Carrier,
    string? TrackingNumber,
    DateTimeOffset? PromisedAt,
    DateTimeOffset? ShippedAt,
    DateTimeOffset? DeliveredAt,
    string? Failure,
    IReadOnlyList<ShipmentLineDetails> Lines,
    IReadOnlyList<TrackingEventDetails> TrackingEvents,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map()
        {
            CreateMap<Shipment, ShipmentDetails>()
                .ForCtorParam(nameof(Lines), o => o.MapFrom(s => s.Lines.OrderBy(l => l.Position)))
                .ForCtorParam(nameof(TrackingEvents), o => o.MapFrom(s => s.TrackingEvents.OrderBy(e => e.At).ThenBy(e => e.RecordedAt).ThenBy(e => e.Id)));
            CreateMap<ShipmentLine, ShipmentLineDetails>();
            CreateMap<TrackingEvent, TrackingEventDetails>();
        }
    }
}

/// <summary>So much of an order's line on a shipment.</summary>
public sealed record ShipmentLineDetails(Id<ShipmentLine> Id, Id<OrderLine> OrderLineId, decimal Quantity);

/// <summary>One report of a shipment's way.</summary>
/// <param name="RecordedAt">When we came to know.</param>
public sealed record TrackingEventDetails(DateTimeOffset At, string? Place, string Text, DateTimeOffset RecordedAt);
