using Crm.Domain.Common;

namespace Crm.Domain.Catalog;

/// <summary>How much of a product there is and how much of it is promised. A row of its own, because orders write it all day and the product's
/// version must not change with it. Every product has one, a service too, so that its type may be corrected.</summary>
public sealed class StockLevel : Aggregate
{
    private StockLevel() { }

    public Id<Product> ProductId { get; private set; }

    /// <summary>What is in the house; never negative.</summary>
    public decimal OnHand { get; private set; }

    /// <summary>What placed orders wait for; more than <see cref="OnHand"/> only when back-orders were allowed.</summary>
    public decimal Reserved { get; private set; }

    /// <summary>What can still be promised; negative when there are back-orders.</summary>
    public decimal Available => OnHand - Reserved;

    public static StockLevel For(Id<Product> product) => new() { ProductId = product };

    /// <summary>A count, a delivery from the supplier, a breakage: <paramref name="delta"/> more or less in the house.</summary>
    public void Adjust(decimal delta, bool allowsBackorder)
    {
        if (delta == 0) return;
        EnsureQuantity(Math.Abs(delta));
        if (OnHand + delta < 0) throw StockErrors.BelowZero(OnHand);
        if (delta < 0 && Available + delta < 0 && !allowsBackorder) throw StockErrors.Promised(OnHand, Reserved);
        EnsureFits(OnHand + delta);
        OnHand += delta;
    }

    public bool CanReserve(decimal quantity, bool allowsBackorder) => allowsBackorder || quantity <= Available;

    public void Reserve(decimal quantity, bool allowsBackorder)
    {
        EnsureQuantity(quantity);
        if (!CanReserve(quantity, allowsBackorder)) throw StockErrors.Insufficient(quantity, Available);
        EnsureFits(Reserved + quantity);
        Reserved += quantity;
    }

    public void Release(decimal quantity)
    {
        EnsureQuantity(quantity);
        if (quantity > Reserved) throw StockErrors.NotReserved(Reserved);
        Reserved -= quantity;
    }

    /// <summary>Goods leave the house, out of the reservation: nothing is shipped that was not reserved before.</summary>
    public void Ship(decimal quantity)
    {
        EnsureQuantity(quantity);
        if (quantity > Reserved) throw StockErrors.NotReserved(Reserved);
        if (quantity > OnHand) throw StockErrors.Insufficient(quantity, OnHand);
        OnHand -= quantity;
        Reserved -= quantity;
    }

    /// <summary>The reverse of <see cref="Ship"/>: a failed delivery is back in the house and waits to go out again.</summary>
    public void TakeBack(decimal quantity)
    {
        EnsureQuantity(quantity);
        EnsureFits(OnHand + quantity);
        EnsureFits(Reserved + quantity);
        OnHand += quantity;
        Reserved += quantity;
    }

    /// <summary>Returned goods that can be sold again.</summary>
    public void Restock(decimal quantity)
    {
        EnsureQuantity(quantity);
        EnsureFits(OnHand + quantity);
        OnHand += quantity;
    }

    /// <exception cref="RuleBroken">Orders wait for some of it.</exception>
    public void EnsureNothingReserved()
    {
        if (Reserved > 0) throw StockErrors.StillReserved(Reserved);
    }

    /// <summary>Does what an order asks for.</summary>
    public void Apply(StockChange change, bool allowsBackorder)
    {
        switch (change.Act)
        {
            case StockAct.Reserve: Reserve(change.Quantity, allowsBackorder); break;
            case StockAct.Release: Release(change.Quantity); break;
            case StockAct.Ship: Ship(change.Quantity); break;
            case StockAct.TakeBack: TakeBack(change.Quantity); break;
            case StockAct.Restock: Restock(change.Quantity); break;
            default: throw new ArgumentOutOfRangeException(nameof(change), change.Act, null);
        }
    }

    private static void EnsureQuantity(decimal quantity)
    {
        if (!Quantity.IsValid(quantity)) throw StockErrors.QuantityInvalid;
    }

    private static void EnsureFits(decimal quantity)
    {
        if (quantity > Quantity.Max) throw StockErrors.QuantityInvalid;
    }
}

public static class StockErrors
{
    public static RuleBroken QuantityInvalid =>
        new("stock.quantity_invalid", "A quantity must be more than zero and at most 999,999,999.999, with at most three decimals.");

    public static RuleBroken Insufficient(decimal requested, decimal available) =>
        new("stock.insufficient", $"There is not enough in stock: {Plain(available)} available.",
            new Dictionary<string, object?> { ["requested"] = requested, ["available"] = available });

    public static RuleBroken BelowZero(decimal onHand) =>
        new("stock.below_zero", $"Stock cannot become negative: {Plain(onHand)} on hand.", new Dictionary<string, object?> { ["onHand"] = onHand });

    public static RuleBroken Promised(decimal onHand, decimal reserved) =>
        new("stock.promised", $"{Plain(reserved)} of {Plain(onHand)} are reserved for orders; cancel or change those first.",
            new Dictionary<string, object?> { ["onHand"] = onHand, ["reserved"] = reserved, ["available"] = onHand - reserved });

    public static RuleBroken StillReserved(decimal reserved) =>
        new("stock.still_reserved", $"{Plain(reserved)} are reserved for orders; ship or cancel those first.", new Dictionary<string, object?> { ["reserved"] = reserved });

    public static RuleBroken NotReserved(decimal reserved) =>
        new("stock.not_reserved", $"Only {Plain(reserved)} are reserved.", new Dictionary<string, object?> { ["reserved"] = reserved });

    private static string Plain(decimal quantity) => FormattableString.Invariant($"{quantity:0.###}");
}
