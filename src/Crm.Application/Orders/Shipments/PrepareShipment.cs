using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Crm.Application.Orders.Shipments;

/// <summary>Puts goods of an order on a shipment.</summary>
public sealed record PrepareShipment : ShipmentInput, ITransactional, IRequest<ShipmentDetails>
{
    [JsonIgnore]
    public Id<Order> OrderId { get; init; }

    /// <summary>What goes on it; everything that is not on a shipment yet when left out.</summary>
    public IReadOnlyList<ShipmentLineInput>? Lines { get; init; }
}

/// <summary>So much of an order's line.</summary>
public sealed record ShipmentLineInput(Id<OrderLine> OrderLineId, decimal Quantity);

internal sealed class PrepareShipmentValidator : AbstractValidator<PrepareShipment>
{
    public PrepareShipmentValidator()
    {
        RuleFor(c => c.Lines).NotEmptyList().When(c => c.Lines is not null).AtMost(Shipment.LinesMax);
        RuleForEach(c => c.Lines).ChildRules(l => l.RuleFor(x => x.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale));
    }
}

internal sealed class PrepareShipmentHandler(ICrmDb db, ICurrentUser caller, INumbers numbers, IMapper mapper, TimeProvider clock) : IRequestHandler<PrepareShipment, ShipmentDetails>
{
    public async Task<ShipmentDetails> Handle(PrepareShipment c, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var order = await db.Load(c.OrderId, ct);
        var number = await numbers.Next(NumberSeries.Shipment, now.Year, ct);
        var shipment = Shipment.Prepare(order, c.ToData(number), Wanted(c, order));
        db.Shipments.Add(shipment);
        await db.MoveStock(order, caller.Id, now, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ShipmentDetails>(shipment);
    }

    private static IReadOnlyCollection<LineQuantity> Wanted(PrepareShipment c, Order order)
    {
        if (c.Lines is null)
            return [.. order.Lines.Where(l => l is { NeedsShipping: true, UnallocatedQuantity: > 0 }).OrderBy(l => l.Position).Select(l => new LineQuantity(l.Id, l.UnallocatedQuantity))];
        for (var i = 0; i < c.Lines.Count; i++) order.EnsureLine(c.Lines[i].OrderLineId, $"/lines/{i}/orderLineId");
        return [.. c.Lines.Select(l => new LineQuantity(l.OrderLineId, l.Quantity))];
    }
}
