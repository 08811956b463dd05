using Crm.Domain.Catalog;
using Crm.Domain.Common;
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

/// <summary>What was found on one line, and where the goods go.</summary>
public sealed record InspectionData(Id<ReturnLine> ReturnLineId, string Finding, Disposition Disposition);

/// <summary>Goods that the customer gets once more, or back mended.</summary>
public sealed record ReturnedGoods(Id<OrderLine> OrderLineId, Id<Product>? ProductId, string Text, decimal Quantity);

/// <summary>What closing a return asks for: <paramref name="Refund"/> to be paid in the order's currency (zero when nothing is),
/// <paramref name="StoreCredit"/> to be given instead of money where that was the wish, <paramref name="Exchanges"/> to go on a linked order and
/// <paramref name="Repairs"/> to be sent back. What goes back into stock is among the order's stock changes.</summary>
public sealed record ReturnSettlement(
    decimal Refund, decimal StoreCredit, IReadOnlyList<ReturnedGoods> Exchanges, IReadOnlyList<ReturnedGoods> Repairs)
{
    public static readonly ReturnSettlement Nothing = new(0, 0, [], []);
}

/// <summary>One line of a return.</summary>
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
    public int Position { get; private set; }
    public Id<OrderLine> OrderLineId { get; private set; }
    public decimal Quantity { get; private set; }
    public ReturnReason Reason { get; private set; }
    public ReturnWish Wish { get; private set; }
    public string? Note { get; private set; }
    public string? Finding { get; private set; }

    /// <summary>Of a line with the wish repair it says only whether the goods can be mended: they are the customer's and never go into stock.</summary>
    public Disposition? Disposition { get; private set; }

    internal void Inspect(string finding, Disposition disposition)
    {
        Finding = Text.Required(finding);
        Disposition = disposition;
    }
}
