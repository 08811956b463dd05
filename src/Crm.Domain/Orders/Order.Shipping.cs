using Crm.Domain.Catalog;

namespace Crm.Domain.Orders;

/// <summary>What shipments do to the order's lines; called by <see cref="Shipment"/> only, so that both always tell the same story.</summary>
public sealed partial class Order
{
    /// <summary>Puts quantities on a shipment. Lost goods that are shipped again are reserved again here.</summary>
    internal void Allocate(IReadOnlyCollection<LineQuantity> quantities)
    {
        EnsureShippable();
        if (quantities.Count == 0) throw ShipmentErrors.NoLines;
        foreach (var (line, quantity) in OfLines(quantities))
        {
            if (!line.NeedsShipping) throw OrderErrors.LineNeedsNoShipping(line);
            if (quantity > line.UnallocatedQuantity) throw OrderErrors.OverAllocated(line, quantity);
        }
        foreach (var (line, quantity) in OfLines(quantities))
        {
            line.Allocate(quantity);
            Reserve(line, line.AllocatedQuantity - line.ShippedQuantity - line.ReservedQuantity);
        }
    }

    /// <summary>A shipment was cancelled before it left: its goods stay reserved.</summary>
    internal void Unallocate(IReadOnlyCollection<LineQuantity> quantities)
    {
        foreach (var (line, quantity) in OfLines(quantities)) line.Allocate(-quantity);
    }

    /// <summary>The goods left the house. What is shipped is confirmed.</summary>
    internal void Dispatched(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset at, DateTimeOffset now)
    {
        EnsureShippable();
        Confirm(Known(at, now));
        foreach (var (line, quantity) in OfLines(quantities))
        {
            line.Ship(quantity);
            if (!UsesStock(line)) continue;
            line.Reserve(-quantity);
            Want(StockAct.Ship, line, quantity);
        }
        Settle(Known(at, now));
    }

    /// <summary>A failed delivery is back in the house: not shipped any more, still on its shipment.</summary>
    internal void TakenBack(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset now)
    {
        foreach (var (line, quantity) in OfLines(quantities))
        {
            line.Ship(-quantity);
            if (!UsesStock(line)) continue;
            line.Reserve(quantity);
            Want(StockAct.TakeBack, line, quantity);
        }
        Settle(now);
    }

    internal void Delivered(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset at, DateTimeOffset now)
    {
        foreach (var (line, quantity) in OfLines(quantities)) line.Deliver(quantity, at);
        Settle(Known(at, now));
    }

    /// <summary>The goods are gone, out of stock already; they may be shipped once more or cancelled.</summary>
    internal void Lost(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset now)
    {
        foreach (var (line, quantity) in OfLines(quantities))
        {
            line.Ship(-quantity);
            line.Allocate(-quantity);
        }
        Settle(now);
    }

    private void EnsureShippable()
    {
        EnsureNotArchived();
        if (Status is not (OrderStatus.Placed or OrderStatus.Confirmed)) throw OrderErrors.NotIn(Status);
    }

    /// <summary>History keeps the times at which things happened, everything else the time at which we came to know.</summary>
    private DateTimeOffset Known(DateTimeOffset at, DateTimeOffset now) => MovesStock ? now : at;

    /// <summary>The lines with their quantities; a line named twice counts with both.</summary>
    private List<(OrderLine Line, decimal Quantity)> OfLines(IEnumerable<LineQuantity> quantities) =>
        [.. quantities.GroupBy(q => q.LineId).Select(g => (Line(g.Key), g.Sum(q => Catalog.Quantity.IsValid(q.Quantity) ? q.Quantity : throw OrderErrors.QuantityInvalid)))];
}
