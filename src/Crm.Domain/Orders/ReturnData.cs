using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

public enum ReturnReason { NotAsDescribed, Damaged, WrongItem, Missing, NoLongerWanted, Late, Other }

/// <summary>What the customer wants for it: money, the goods once more, the goods mended, or a balance for later.</summary>
public enum ReturnWish { Refund, Exchange, Repair, Credit }

public enum Disposition { Restock, Scrap }

/// <param name="Note">What the customer says about it.</param>
public sealed record ReturnLineData(Id<OrderLine> OrderLineId, decimal Quantity, ReturnReason Reason, ReturnWish Wish, string? Note = null);

/// <summary>Who let a return pass after its window, and why.</summary>
public sealed record ReturnOverride(Id<User> By, string Reason);

/// <summary>What was found on a line or on a part of it, where the goods go and what the customer gets.</summary>
/// <param name="Quantity">All of the line when it is left out; several findings of one line add up to it.</param>
/// <param name="Remedy">What was wished when it is left out; a refund for what was to be repaired and is scrapped.</param>
public sealed record InspectionData(Id<ReturnLine> ReturnLineId, string Finding, Disposition Disposition, decimal? Quantity = null, ReturnWish? Remedy = null);

/// <summary>Goods that the customer gets once more.</summary>
public sealed record ReturnedGoods(Id<OrderLine> OrderLineId, Id<Product>? ProductId, string Text, decimal Quantity);

/// <summary>What closing a return asks for: <paramref name="Refund"/> to be paid in the order's currency (zero when nothing is),
/// <paramref name="StoreCredit"/> to be given instead of money where that is the remedy, and <paramref name="Exchanges"/> to go on a linked order.
/// What goes back into stock is among the order's stock changes.</summary>
public sealed record ReturnSettlement(decimal Refund, decimal StoreCredit, IReadOnlyList<ReturnedGoods> Exchanges)
{
    public static readonly ReturnSettlement Nothing = new(0, 0, []);
}

/// <summary>One line of a return. An inspection that finds different things on its pieces makes several lines of it.</summary>
public sealed class ReturnLine
{
    public const int NoteMax = 1000;
    public const int FindingMax = 2000;

    private ReturnLine() { }

    internal ReturnLine(int position, ReturnLineData data)
    {
        Position = position;
        OrderLineId = data.OrderLineId;
        Quantity = data.Quantity;
        Reason = data.Reason;
        Wish = data.Wish;
        Note = Text.Clean(data.Note);
    }

    public Id<ReturnLine> Id { get; private set; } = Id<ReturnLine>.New();

    /// <summary>Its place in the order in which the caller gave them.</summary>
    public int Position { get; internal set; }
    public Id<OrderLine> OrderLineId { get; private set; }
    public decimal Quantity { get; private set; }
    public ReturnReason Reason { get; private set; }
    public ReturnWish Wish { get; private set; }
    public string? Note { get; private set; }
    public string? Finding { get; private set; }

    /// <summary>Of goods that are repaired it says only that they can be mended: they are the customer's and never go into stock.</summary>
    public Disposition? Disposition { get; private set; }

    /// <summary>What the customer gets; null before the inspection. It is the wish unless the inspection found otherwise.</summary>
    public ReturnWish? Remedy { get; private set; }

    internal void Erase() => (Note, Finding) = (null, Erasing.Marked(Finding));

    internal decimal QuantityOf(InspectionData finding) => finding.Quantity ?? Quantity;

    /// <summary>The line as it was found: itself, or one line for each finding.</summary>
    internal IReadOnlyList<ReturnLine> Inspect(IReadOnlyList<InspectionData> findings)
    {
        List<ReturnLine> others = [.. findings.Skip(1).Select(f => new ReturnLine(Position, new(OrderLineId, QuantityOf(f), Reason, Wish, Note)))];
        Quantity = QuantityOf(findings[0]);
        List<ReturnLine> found = [this, .. others];
        for (var i = 0; i < found.Count; i++) found[i].Record(findings[i]);
        return found;
    }

    private void Record(InspectionData finding)
    {
        Finding = Text.Required(finding.Finding);
        Disposition = finding.Disposition;
        Remedy = RemedyOf(finding);
    }

    internal ReturnWish RemedyOf(InspectionData finding) =>
        finding.Remedy ?? (Wish == ReturnWish.Repair && finding.Disposition == Orders.Disposition.Scrap ? ReturnWish.Refund : Wish);
}
