using Crm.Application.Common;
using Crm.Domain.Orders;
using FluentValidation;

namespace Crm.Application.Orders.Shipments;

/// <summary>What a caller may write about a shipment.</summary>
public record ShipmentInput
{
    public string? Carrier { get; init; }

    /// <summary>The carrier's number for it.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>When the customer was told to expect it.</summary>
    public DateTimeOffset? PromisedAt { get; init; }

    internal static ShipmentInput Of(Shipment s) => new() { Carrier = s.Carrier, TrackingNumber = s.TrackingNumber, PromisedAt = s.PromisedAt };

    internal ShipmentData ToData(string? number) => new() { Number = number, Carrier = Carrier, TrackingNumber = TrackingNumber, PromisedAt = PromisedAt };
}

internal sealed class ShipmentInputValidator : AbstractValidator<ShipmentInput>
{
    public ShipmentInputValidator()
    {
        RuleFor(s => s.Carrier).Line(Shipment.CarrierMax);
        RuleFor(s => s.TrackingNumber).Line(Shipment.TrackingNumberMax);
        RuleFor(s => s.PromisedAt).SensibleTime();
    }
}
