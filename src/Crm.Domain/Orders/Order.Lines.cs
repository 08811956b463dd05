using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

public sealed partial class Order
{
    /// <summary>Adds a product, or free text when <paramref name="product"/> is null. A discontinued product is refused, except in history.</summary>
    public OrderLine AddLine(OrderLineData data, Product? product, Id<User>? by, DateTimeOffset now)
    {
        EnsureEditable();
        if (_lines.Count >= LinesMax) throw OrderErrors.TooManyLines;
        if (data.Kind == OrderLineKind.Product != product is not null) throw OrderErrors.LineKindDiffers;
        if (MovesStock) product?.EnsureOrderable();
        var terms = new OrderLineTerms(
            Text.Clean(data.Text) ?? product?.Name ?? throw OrderErrors.LineIncomplete,
            data.Quantity,
            data.UnitPrice ?? PriceOf(product),
            data.DiscountPercent,
            data.TaxRate ?? product?.TaxRate ?? 0);
        terms.EnsureValid();
        var line = new OrderLine(_lines.Select(l => l.Position).DefaultIfEmpty().Max() + 1, data.Kind, product, terms);
        if (Status != OrderStatus.Draft && line.NeedsShipping && ShippingAddress is null) throw OrderErrors.ShippingAddressNeeded;
        EnsureTotalFits(terms, 0, replaced: null);
        line.Price(Currency);
        _lines.Add(line);
        if (Status != OrderStatus.Draft) Reserve(line, line.OpenQuantity);
        Log([OrderChange.OfLine(OrderChangeKind.LineAdded, line.Id, null, terms.Describe(Currency))], by, now);
        Settle(now);
        return line;
    }

    /// <summary>Allowed until the line is on a shipment.</summary>
    public void ChangeLine(Id<OrderLine> lineId, OrderLineEdit edit, Id<User>? by, DateTimeOffset now)
    {
        var line = Line(lineId);
        var (before, after) = (line.Terms, line.Terms.With(edit));
        if (before == after) return;
        EnsureEditable();
        EnsureNotInShipment(line);
        after.EnsureValid();
        if (after.Quantity < line.CancelledQuantity) throw OrderErrors.BelowCancelled(line);
        if (after.Quantity == line.CancelledQuantity) EnsureSomethingLeft(without: line);
        EnsureTotalFits(after, line.CancelledQuantity, replaced: line);
        line.Change(after, Currency);
        var delta = after.Quantity - before.Quantity;
        if (Status != OrderStatus.Draft && delta > 0) Reserve(line, delta);
        else ReleaseAbove(line, line.OpenQuantity);
        Log([OrderChange.OfLine(OrderChangeKind.LineChanged, line.Id, before.Describe(Currency), after.Describe(Currency))], by, now);
        Settle(now);
    }

    /// <summary>Allowed until the line is on a shipment; a placed order keeps something.</summary>
    public void RemoveLine(Id<OrderLine> lineId, Id<User>? by, DateTimeOffset now)
    {
        var line = Line(lineId);
        EnsureEditable();
        EnsureNotInShipment(line);
        EnsureSomethingLeft(without: line);
        ReleaseAbove(line, 0);
        _lines.Remove(line);
        Log([OrderChange.OfLine(OrderChangeKind.LineRemoved, line.Id, line.Terms.Describe(Currency), null)], by, now);
        Settle(now);
    }

    /// <summary>Gives up so much of what isn't on a shipment yet; the line stays, with what was ordered and what was cancelled.</summary>
    public void CancelRest(Id<OrderLine> lineId, decimal quantity, string reason, Id<User>? by, DateTimeOffset now)
    {
        var line = Line(lineId);
        if (Status == OrderStatus.Draft) throw OrderErrors.NotPlaced;
        EnsureEditable();
        if (!Quantity.IsValid(quantity)) throw OrderErrors.QuantityInvalid;
        if (quantity > line.UnallocatedQuantity) throw OrderErrors.CancelExceedsOpen(line);
        if (quantity == line.OpenQuantity) EnsureSomethingLeft(without: line);
        var (why, before) = (Text.Required(reason), line.OpenQuantity);
        line.Cancel(quantity, Currency);
        ReleaseAbove(line, line.OpenQuantity - line.ShippedQuantity);
        Log([OrderChange.OfLine(OrderChangeKind.LineCancelled, line.Id, Plain(before), Plain(line.OpenQuantity), why)], by, now);
        Settle(now);
    }

    /// <summary>Lines of an order on hold may change, too: that is how it gets below the credit limit.</summary>
    private void EnsureEditable()
    {
        EnsureNotArchived();
        if (Status is OrderStatus.Completed or OrderStatus.Cancelled) throw OrderErrors.NotIn(Status);
    }

    private static void EnsureNotInShipment(OrderLine line)
    {
        if (line.AllocatedQuantity > 0 || line.HasLeft) throw OrderErrors.LineInShipment(line);
    }

    private void EnsureSomethingLeft(OrderLine without)
    {
        if (Status != OrderStatus.Draft && !_lines.Exists(l => l != without && l.OpenQuantity > 0)) throw OrderErrors.NothingLeft;
    }

    private void EnsureTotalFits(OrderLineTerms terms, decimal cancelled, OrderLine? replaced)
    {
        var others = _lines.Where(l => l != replaced).Sum(l => l.Gross);
        if (others + terms.Amounts(terms.Quantity - cancelled, Currency).Gross > Money.Max) throw OrderErrors.AmountTooLarge;
    }

    private decimal PriceOf(Product? product) => product switch
    {
        null => throw OrderErrors.LineIncomplete,
        _ when product.Currency != Currency => throw OrderErrors.CurrencyDiffers(product.Sku, product.Currency, Currency),
        _ => product.PriceAmount,
    };

    private bool UsesStock(OrderLine line) => MovesStock && line is { NeedsShipping: true, ProductId: not null };

    private void Reserve(OrderLine line, decimal quantity)
    {
        if (quantity <= 0 || !UsesStock(line)) return;
        line.Reserve(quantity);
        Want(StockAct.Reserve, line, quantity);
    }

    private void ReleaseAbove(OrderLine line, decimal kept)
    {
        var tooMuch = line.ReservedQuantity - kept;
        if (tooMuch <= 0) return;
        line.Reserve(-tooMuch);
        Want(StockAct.Release, line, tooMuch);
    }

    private void Want(StockAct act, OrderLine line, decimal quantity) => _stockChanges.Add(new StockChange(act, line.ProductId!.Value, quantity));

    private static string Plain(decimal quantity) => FormattableString.Invariant($"{quantity:0.###}");
}
