using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;

namespace Crm.Domain.Catalog;

/// <summary>What an order does to the stock of one of its products.</summary>
public enum StockAct { Reserve, Release, Ship, TakeBack, Restock }

/// <summary>An order's wish to the stock of a product; the use case applies it to the <see cref="StockLevel"/> in the same transaction.</summary>
public sealed record StockChange(StockAct Act, Id<Product> ProductId, decimal Quantity)
{
    /// <summary>What it is in the ledger; null for a reservation, which moves nothing.</summary>
    public StockMovementKind? MovementKind => Act switch
    {
        StockAct.Ship => StockMovementKind.Shipment,
        StockAct.TakeBack => StockMovementKind.TakenBack,
        StockAct.Restock => StockMovementKind.Restock,
        _ => null,
    };
}

/// <summary>Adjustment: counted, bought or broken. Shipment: left for a customer. TakenBack: came back undelivered. Restock: returned and fit to sell.</summary>
public enum StockMovementKind { Adjustment, Shipment, TakenBack, Restock }

/// <summary>One row of the stock ledger; written once, never changed. The sum of a product's rows is what is on hand.</summary>
public sealed class StockMovement
{
    public const int ReasonMax = 500;

    private StockMovement() { }

    public Id<StockMovement> Id { get; private set; } = Id<StockMovement>.New();
    public Id<Product> ProductId { get; private set; }
    public StockMovementKind Kind { get; private set; }

    /// <summary>Positive when goods came in, negative when they left.</summary>
    public decimal Quantity { get; private set; }
    public DateTimeOffset At { get; private set; }
    public string? Reason { get; private set; }
    public Id<User>? By { get; private set; }
    public Id<Order>? OrderId { get; private set; }

    public static StockMovement Adjusted(Id<Product> product, decimal delta, string? reason, Id<User>? by, DateTimeOffset now) => new()
    {
        ProductId = product,
        Kind = StockMovementKind.Adjustment,
        Quantity = delta,
        At = now,
        Reason = Text.Clean(reason),
        By = by,
    };

    /// <summary>The ledger row for an order's change, or null for one that moves nothing.</summary>
    public static StockMovement? Of(StockChange change, Id<Order> order, Id<User>? by, DateTimeOffset now) => change.MovementKind is not { } kind ? null : new()
    {
        ProductId = change.ProductId,
        Kind = kind,
        Quantity = kind == StockMovementKind.Shipment ? -change.Quantity : change.Quantity,
        At = now,
        By = by,
        OrderId = order,
    };
}
