using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

/// <summary>What a customer wants from us and how far we are with it. It also guards the quantities and the money of its shipments, payments and
/// returns, which are aggregates of their own: their acts take the order along, and the use case locks the order's row before.</summary>
public sealed partial class Order : ArchivableAggregate, IHasExternalIds, ISearchable
{
    public const int NumberMax = 40;
    public const int CustomerReferenceMax = 100;
    public const int NotesMax = 4000;
    public const int HoldNoteMax = 500;
    public const int CancellationReasonMax = 500;
    public const int LinesMax = 1000;

    private static readonly Dictionary<OrderStatus, OrderStatus[]> Next = new()
    {
        [OrderStatus.Draft] = [OrderStatus.Placed, OrderStatus.Cancelled],
        [OrderStatus.Placed] = [OrderStatus.Confirmed, OrderStatus.OnHold, OrderStatus.Cancelled],
        [OrderStatus.Confirmed] = [OrderStatus.Completed, OrderStatus.OnHold, OrderStatus.Cancelled],
        [OrderStatus.OnHold] = [OrderStatus.Placed, OrderStatus.Confirmed, OrderStatus.Cancelled],
        [OrderStatus.Completed] = [],
        [OrderStatus.Cancelled] = [],
    };

    private readonly List<OrderLine> _lines = [];
    private readonly List<OrderChange> _changes = [];
    private readonly List<ExternalId> _externalIds = [];
    private readonly List<StockChange> _stockChanges = [];
    private List<string> _tags = [];

    private Order() { }

    public Id<Order> Id { get; private set; } = Id<Order>.New();

    /// <summary>For people, such as O-2026-000123; given by the use case, never reused.</summary>
    public string Number { get; private set; } = "";
    public Id<Customer> CustomerId { get; private set; }
    public Id<Contact>? ContactId { get; private set; }
    public OrderChannel Channel { get; private set; }
    public string Currency { get; private set; } = "";
    public PostalAddress? BillingAddress { get; private set; }
    public PostalAddress? ShippingAddress { get; private set; }
    public DateOnly? RequestedOn { get; private set; }
    public Id<User>? OwnerId { get; private set; }
    public string? CustomerReference { get; private set; }
    public string? Notes { get; private set; }
    public CustomFields CustomFields { get; private set; } = CustomFields.None;

    /// <summary>The return whose goods this order replaces.</summary>
    public Id<Return>? ReplacesReturnId { get; private set; }

    public OrderStatus Status { get; private set; }
    public DateTimeOffset? PlacedAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    public string? CancellationReason { get; private set; }

    /// <summary>Where a release leads back to; null when the order is not on hold, as are reason and note.</summary>
    public OrderStatus? HeldFrom { get; private set; }
    public HoldReason? HoldReason { get; private set; }
    public string? HoldNote { get; private set; }

    /// <summary>0 as a draft, 1 as placed, one more with every change of what the customer agreed to.</summary>
    public int Revision { get; private set; }

    public IReadOnlyList<OrderLine> Lines => _lines;
    public IReadOnlyList<OrderChange> Changes => _changes;
    public IReadOnlyList<string> Tags => _tags;
    public IReadOnlyCollection<ExternalId> ExternalIds => _externalIds;
    IEnumerable<string?> ISearchable.SearchedBy => [Number, CustomerReference];

    /// <summary>False for imports: history touches no stock.</summary>
    public bool MovesStock => Channel != OrderChannel.Import;

    public static Order Draft(string number, OrderData data)
    {
        if (!Common.Currency.IsKnown(data.Currency)) throw OrderErrors.CurrencyUnknown;
        var order = new Order { Number = Text.Required(number) };
        order.Apply(data.Clean());
        order.Raise(new OrderDrafted(order.Id, order.CustomerId));
        return order;
    }

    /// <summary>An empty draft for the goods that replace returned ones: the header is the original's, lines and prices are added by the caller.</summary>
    public static Order DraftExchange(string number, Order original, Return replaced)
    {
        if (replaced.OrderId != original.Id) throw ReturnErrors.OtherOrder;
        var order = Draft(number, original.Header() with
        {
            Channel = original.MovesStock ? original.Channel : OrderChannel.Phone,
            RequestedOn = null,
            Notes = null,
            ExternalIds = [],
        });
        order.ReplacesReturnId = replaced.Id;
        return order;
    }

    /// <summary>What the acts since the last pull want of the stock; the use case applies all of it or refuses the act.</summary>
    public IReadOnlyList<StockChange> PullStockChanges()
    {
        StockChange[] changes = [.. _stockChanges];
        _stockChanges.Clear();
        return changes;
    }

    /// <summary>The draft becomes an order: prices are frozen, goods are reserved. With <paramref name="hold"/> it goes on hold at once.</summary>
    /// <param name="placedAt">When it was placed, for imports.</param>
    public void Place(DateTimeOffset now, HoldReason? hold = null, DateTimeOffset? placedAt = null)
    {
        if (PlacedAt is not null && Status != OrderStatus.Cancelled) return;
        EnsureMay(OrderStatus.Placed);
        EnsureNotArchived();
        if (_lines.Count == 0) throw OrderErrors.NoLines;
        EnsureShippingAddress(ShippingAddress);
        if (placedAt is not null && MovesStock) throw OrderErrors.PlacedAtOnlyForImports;
        if (Moment.IsFuture(placedAt, now)) throw OrderErrors.PlacedInFuture;
        Status = OrderStatus.Placed;
        PlacedAt = placedAt ?? now;
        Revision = 1;
        foreach (var line in _lines) Reserve(line, line.OpenQuantity);
        Raise(new OrderPlaced(Id, CustomerId, IsHistory: !MovesStock));
        if (hold is { } reason) Hold(reason, null);
        Settle(PlacedAt.Value);
    }

    /// <summary>We have promised to deliver.</summary>
    public void Confirm(DateTimeOffset now)
    {
        if (Status is OrderStatus.Confirmed or OrderStatus.Completed) return;
        EnsureNotOnHold();
        EnsureMay(OrderStatus.Confirmed);
        Status = OrderStatus.Confirmed;
        ConfirmedAt = now;
        Raise(new OrderConfirmed(Id, CustomerId));
    }

    /// <summary>Nothing leaves until it is released. An order on hold keeps its first reason.</summary>
    public void Hold(HoldReason reason, string? note)
    {
        if (Status == OrderStatus.OnHold) return;
        EnsureMay(OrderStatus.OnHold);
        HeldFrom = Status;
        HoldReason = reason;
        HoldNote = Text.Clean(note);
        Status = OrderStatus.OnHold;
        Raise(new OrderHeld(Id, CustomerId, reason));
    }

    public void Release(DateTimeOffset now)
    {
        if (Status is OrderStatus.Placed or OrderStatus.Confirmed) return;
        if (Status != OrderStatus.OnHold) throw OrderErrors.NotIn(Status);
        Status = HeldFrom!.Value;
        ClearHold();
        Raise(new OrderReleased(Id, CustomerId));
        Settle(now);
    }

    /// <summary>Gives back what is reserved; impossible once something has shipped or is on a shipment. The lines stay as they were ordered, for the
    /// record; nothing is owed for them any more.</summary>
    public void Cancel(string reason, DateTimeOffset now)
    {
        if (Status == OrderStatus.Cancelled) return;
        if (_lines.Exists(l => l.ShippedQuantity > 0)) throw OrderErrors.AlreadyShipped;
        if (_lines.Exists(l => l.AllocatedQuantity > 0)) throw OrderErrors.ShipmentUnderWay;
        EnsureMay(OrderStatus.Cancelled);
        CancellationReason = Text.Required(reason);
        CancelledAt = now;
        Status = OrderStatus.Cancelled;
        ClearHold();
        foreach (var line in _lines) ReleaseAbove(line, 0);
        Raise(new OrderCancelled(Id, CustomerId));
        Settle(now);
    }

    protected override void EnsureArchivable()
    {
        if (Status is not (OrderStatus.Draft or OrderStatus.Completed or OrderStatus.Cancelled)) throw OrderErrors.StillOpen;
        if (Status != OrderStatus.Draft && Due != 0) throw OrderErrors.NotSettled(Due, Currency);
    }

    private void EnsureMay(OrderStatus next)
    {
        if (!Next[Status].Contains(next)) throw OrderErrors.NotIn(Status);
    }

    private void EnsureNotOnHold()
    {
        if (Status == OrderStatus.OnHold) throw OrderErrors.OnHold;
    }

    private void EnsureNotArchived()
    {
        if (ArchivedAt is not null) throw OrderErrors.Archived;
    }

    private void EnsureShippingAddress(PostalAddress? address)
    {
        if (address is null && _lines.Exists(l => l.NeedsShipping)) throw OrderErrors.ShippingAddressNeeded;
    }

    private void ClearHold() => (HeldFrom, HoldReason, HoldNote) = (null, null, null);

    private OrderLine Line(Id<OrderLine> id) => _lines.Find(l => l.Id == id) ?? throw OrderErrors.LineUnknown(id);
}
