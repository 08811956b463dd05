using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Orders;

public enum ShipmentStatus { Pending, Shipped, InTransit, Delivered, Failed, Lost, Cancelled }

/// <summary>How a shipment travels; may be corrected as long as it exists.</summary>
public sealed record ShipmentData
{
    public string? Number { get; init; }
    public string? Carrier { get; init; }
    public string? TrackingNumber { get; init; }

    /// <summary>When the customer was told to expect it.</summary>
    public DateTimeOffset? PromisedAt { get; init; }
}

/// <summary>Goods of one order on their way to the customer. Every act that moves quantities takes the order along, which guards them and says
/// what the stock has to do.</summary>
public sealed class Shipment : Aggregate
{
    public const int NumberMax = 40;
    public const int CarrierMax = 100;
    public const int TrackingNumberMax = 100;
    public const int FailureMax = 500;
    public const int LinesMax = Order.LinesMax;
    public const int TrackingEventsMax = 500;

    private static readonly Dictionary<ShipmentStatus, ShipmentStatus[]> Next = new()
    {
        [ShipmentStatus.Pending] = [ShipmentStatus.Shipped, ShipmentStatus.Cancelled],
        // Many carriers report nothing between taking over and handing over.
        [ShipmentStatus.Shipped] = [ShipmentStatus.InTransit, ShipmentStatus.Delivered, ShipmentStatus.Failed, ShipmentStatus.Lost],
        [ShipmentStatus.InTransit] = [ShipmentStatus.Delivered, ShipmentStatus.Failed, ShipmentStatus.Lost],
        [ShipmentStatus.Failed] = [ShipmentStatus.Pending],
        [ShipmentStatus.Delivered] = [],
        [ShipmentStatus.Lost] = [],
        [ShipmentStatus.Cancelled] = [],
    };

    private readonly List<ShipmentLine> _lines = [];
    private readonly List<TrackingEvent> _trackingEvents = [];

    private Shipment() { }

    public Id<Shipment> Id { get; private set; } = Id<Shipment>.New();
    public string? Number { get; private set; }
    public Id<Order> OrderId { get; private set; }
    public string? Carrier { get; private set; }
    public string? TrackingNumber { get; private set; }
    public ShipmentStatus Status { get; private set; }
    public DateTimeOffset? PromisedAt { get; private set; }

    /// <summary>When it last left the house; null while it is in the house.</summary>
    public DateTimeOffset? ShippedAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>Why the last delivery failed.</summary>
    public string? Failure { get; private set; }

    public IReadOnlyList<ShipmentLine> Lines => _lines;

    /// <summary>In the order in which they were recorded.</summary>
    public IReadOnlyList<TrackingEvent> TrackingEvents => _trackingEvents;

    /// <exception cref="RuleBroken">The order may not ship, or has less left of a line.</exception>
    public static Shipment Prepare(Order order, ShipmentData data, IReadOnlyCollection<LineQuantity> lines)
    {
        order.Allocate(lines);
        var shipment = new Shipment { OrderId = order.Id };
        shipment._lines.AddRange(lines.GroupBy(l => l.LineId).Select((g, i) => new ShipmentLine(i, g.Key, g.Sum(l => l.Quantity))));
        shipment.Change(data);
        shipment.Raise(new ShipmentPrepared(shipment.Id, order.Id));
        return shipment;
    }

    public void Change(ShipmentData data)
    {
        if (Status == ShipmentStatus.Cancelled) throw ShipmentErrors.Cancelled;
        Number = Text.Clean(data.Number);
        Carrier = Text.Clean(data.Carrier);
        TrackingNumber = Text.Clean(data.TrackingNumber);
        PromisedAt = data.PromisedAt;
    }

    /// <summary>Takes away all that names the parcel or was said about it; goods, quantities and times stay.</summary>
    public void Erase()
    {
        (Number, Carrier, TrackingNumber, Failure) = (null, null, null, Erasing.Marked(Failure));
        foreach (var report in _trackingEvents) report.Erase();
    }

    /// <summary>It leaves the house.</summary>
    public void Dispatch(Order order, DateTimeOffset now, DateTimeOffset? shippedAt = null)
    {
        EnsureOf(order);
        if (Status == ShipmentStatus.Shipped) return;
        EnsureMay(ShipmentStatus.Shipped);
        if (Moment.IsFuture(shippedAt, now)) throw ShipmentErrors.InFuture;
        if (shippedAt < order.PlacedAt) throw ShipmentErrors.ShippedBeforePlaced(order.PlacedAt.Value);
        var at = shippedAt ?? Moment.NotBefore(order.PlacedAt, now);
        order.Dispatched(Quantities(), at, now);
        Status = ShipmentStatus.Shipped;
        ShippedAt = at;
        Raise(new ShipmentDispatched(Id, OrderId));
    }

    public void MarkInTransit()
    {
        if (Status == ShipmentStatus.InTransit) return;
        EnsureMay(ShipmentStatus.InTransit);
        Status = ShipmentStatus.InTransit;
        Raise(new ShipmentInTransit(Id, OrderId));
    }

    public void Deliver(Order order, DateTimeOffset now, DateTimeOffset? deliveredAt = null)
    {
        EnsureOf(order);
        if (Status == ShipmentStatus.Delivered) return;
        EnsureMay(ShipmentStatus.Delivered);
        if (Moment.IsFuture(deliveredAt, now)) throw ShipmentErrors.InFuture;
        if (deliveredAt < ShippedAt) throw ShipmentErrors.DeliveredBeforeShipped;
        DeliveredAt = deliveredAt ?? Moment.NotBefore(ShippedAt, now);
        order.Delivered(Quantities(), DeliveredAt.Value, now);
        Status = ShipmentStatus.Delivered;
        Raise(new ShipmentDelivered(Id, OrderId));
    }

    /// <summary>The carrier could not hand it over and brings it back; to the order it is shipped until it is <see cref="TakeBack"/>n.</summary>
    public void Fail(string reason)
    {
        if (Status == ShipmentStatus.Failed) return;
        EnsureMay(ShipmentStatus.Failed);
        Failure = Text.Required(reason);
        Status = ShipmentStatus.Failed;
        Raise(new ShipmentFailed(Id, OrderId));
    }

    /// <summary>A failed shipment is back in the house, its goods in stock and reserved; it may leave again or be cancelled.</summary>
    public void TakeBack(Order order, DateTimeOffset now)
    {
        EnsureOf(order);
        if (Status == ShipmentStatus.Pending) return;
        EnsureMay(ShipmentStatus.Pending);
        order.TakenBack(Quantities(), now);
        Status = ShipmentStatus.Pending;
        ShippedAt = null;
        Raise(new ShipmentTakenBack(Id, OrderId));
    }

    /// <summary>Gone on the way. The order's lines may go on another shipment, or be cancelled.</summary>
    public void Lose(Order order, DateTimeOffset now)
    {
        EnsureOf(order);
        if (Status == ShipmentStatus.Lost) return;
        EnsureMay(ShipmentStatus.Lost);
        order.Lost(Quantities(), now);
        Status = ShipmentStatus.Lost;
        Raise(new ShipmentLost(Id, OrderId));
    }

    /// <summary>It was prepared by mistake and has not left: its quantities are free for another one.</summary>
    public void Cancel(Order order)
    {
        EnsureOf(order);
        if (Status == ShipmentStatus.Cancelled) return;
        EnsureMay(ShipmentStatus.Cancelled);
        order.Unallocate(Quantities());
        Status = ShipmentStatus.Cancelled;
        Raise(new ShipmentCancelled(Id, OrderId));
    }

    /// <summary>Adds what the carrier reports, as text; the status changes by acts only. The same report twice is kept once.</summary>
    public void Track(DateTimeOffset at, string? place, string text, DateTimeOffset now)
    {
        if (Status == ShipmentStatus.Cancelled) throw ShipmentErrors.Cancelled;
        if (Moment.IsFuture(at, now)) throw ShipmentErrors.InFuture;
        var (where, what) = (Text.Clean(place), Text.Required(text));
        if (_trackingEvents.Exists(e => e.At == at && e.Place == where && e.Text == what)) return;
        if (_trackingEvents.Count >= TrackingEventsMax) throw ShipmentErrors.TooManyTrackingEvents;
        _trackingEvents.Add(new TrackingEvent(at, where, what, now));
    }

    private List<LineQuantity> Quantities() => [.. _lines.Select(l => new LineQuantity(l.OrderLineId, l.Quantity))];

    private void EnsureOf(Order order)
    {
        if (order.Id != OrderId) throw new ArgumentException("The order is not the shipment's.", nameof(order));
    }

    private void EnsureMay(ShipmentStatus next)
    {
        if (!Next[Status].Contains(next)) throw ShipmentErrors.NotIn(Status);
    }
}

/// <summary>So much of an order's line on a shipment.</summary>
public sealed class ShipmentLine
{
    private ShipmentLine() { }

    internal ShipmentLine(int position, Id<OrderLine> line, decimal quantity) => (Position, OrderLineId, Quantity) = (position, line, quantity);

    public Id<ShipmentLine> Id { get; private set; } = Id<ShipmentLine>.New();

    /// <summary>Its place in the order in which the caller gave them.</summary>
    public int Position { get; private set; }
    public Id<OrderLine> OrderLineId { get; private set; }
    public decimal Quantity { get; private set; }
}

/// <summary>One report of a shipment's way.</summary>
public sealed class TrackingEvent
{
    public const int PlaceMax = 160;
    public const int TextMax = 500;

    private TrackingEvent() { }

    internal TrackingEvent(DateTimeOffset at, string? place, string text, DateTimeOffset now) => (At, Place, Text, RecordedAt) = (at, place, text, now);

    public Id<TrackingEvent> Id { get; private set; } = Id<TrackingEvent>.New();
    public DateTimeOffset At { get; private set; }
    public string? Place { get; private set; }
    public string Text { get; private set; } = "";

    /// <summary>When we came to know.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    internal void Erase() => (Place, Text) = (null, Erasing.Mark);
}

public static class ShipmentErrors
{
    public static RuleBroken NoLines => new("shipment.no_lines", "There is nothing to put on the shipment: name lines of which something is not on a shipment yet.");
    public static RuleBroken NotShipped => new("shipment.not_shipped", "The shipment has not left yet; dispatch it first.");
    public static RuleBroken AlreadyShipped => new("shipment.already_shipped", "The shipment is on its way; wait for its delivery, or record that it failed or is lost.");
    public static RuleBroken Delivered => new("shipment.delivered", "The shipment is delivered; use a return.");
    public static RuleBroken Failed => new("shipment.failed", "The delivery failed; take the shipment back first.");
    public static RuleBroken Lost => new("shipment.lost", "The shipment is lost; prepare a new one.");
    public static RuleBroken Cancelled => new("shipment.cancelled", "The shipment is cancelled; prepare a new one.");
    public static RuleBroken InFuture => new("shipment.in_future", "What is reported can't lie in the future.");
    public static RuleBroken DeliveredBeforeShipped => new("shipment.delivered_before_shipped", "A shipment can't be delivered before it left.");

    public static RuleBroken ShippedBeforePlaced(DateTimeOffset placedAt) =>
        new("shipment.shipped_before_placed", "A shipment can't leave before its order was placed.", OrderErrors.Facts(("placedAt", placedAt)));

    public static RuleBroken TooManyTrackingEvents => new("shipment.too_many_tracking_events", $"A shipment holds at most {Shipment.TrackingEventsMax} tracking events.");

    /// <summary>Refused because the shipment is in this state.</summary>
    public static RuleBroken NotIn(ShipmentStatus status) => status switch
    {
        ShipmentStatus.Pending => NotShipped,
        ShipmentStatus.Shipped or ShipmentStatus.InTransit => AlreadyShipped,
        ShipmentStatus.Delivered => Delivered,
        ShipmentStatus.Failed => Failed,
        ShipmentStatus.Lost => Lost,
        _ => Cancelled,
    };
}
