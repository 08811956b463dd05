using Crm.Domain.Catalog;

namespace Crm.Domain.Orders;

/// <summary>What returns do to the order's lines; called by <see cref="Return"/> only.</summary>
public sealed partial class Order
{
    internal void RequestReturn(IReadOnlyCollection<LineQuantity> quantities)
    {
        EnsureNotArchived();
        foreach (var (line, quantity) in OfLines(quantities))
            if (quantity > line.ReturnableQuantity) throw ReturnErrors.ExceedsDelivered(line, quantity);
        foreach (var (line, quantity) in OfLines(quantities)) line.RequestReturn(quantity);
    }

    /// <summary>The return was rejected or cancelled: what it asked for may be asked for again.</summary>
    internal void GiveUpReturn(IReadOnlyCollection<LineQuantity> quantities)
    {
        foreach (var (line, quantity) in OfLines(quantities)) line.RequestReturn(-quantity);
    }

    internal void TakeReturn(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset now)
    {
        foreach (var (line, quantity) in OfLines(quantities)) line.TakeReturn(quantity);
        Settle(now);
    }

    /// <summary>The customer has these again, mended: they count as delivered and may come back once more, within the window of their delivery.</summary>
    internal void GiveBack(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset now)
    {
        foreach (var (line, quantity) in OfLines(quantities)) line.GiveBack(quantity);
        Settle(now);
    }

    /// <summary>The customer needn't pay for these. Answers with what to refund: their gross, but not more than is paid beyond what is still owed.</summary>
    /// <param name="alreadyPromised">What is to be given back besides, and not recorded yet.</param>
    internal decimal Credit(IReadOnlyCollection<LineQuantity> quantities, DateTimeOffset now, decimal alreadyPromised = 0)
    {
        var before = Credited;
        foreach (var (line, quantity) in OfLines(quantities)) line.Credit(quantity);
        Settle(now);
        return Math.Clamp(-Due - alreadyPromised, 0, Credited - before);
    }

    internal void Restock(IReadOnlyCollection<LineQuantity> quantities)
    {
        foreach (var (line, quantity) in OfLines(quantities))
            if (UsesStock(line)) Want(StockAct.Restock, line, quantity);
    }
}
