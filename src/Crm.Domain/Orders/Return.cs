using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

/// <summary>In the order of the way; a return also ends as rejected or cancelled.</summary>
public enum ReturnStatus { Requested, Approved, Received, Inspected, Closed, Rejected, Cancelled }

/// <summary>Goods that come back (RMA), from the customer's wish to its settlement. Acts that move quantities take the order along.</summary>
public sealed class Return : Aggregate
{
    public const int NumberMax = 40;
    public const int ReasonMax = 500;
    public const int LinesMax = 200;

    private static readonly Dictionary<ReturnStatus, ReturnStatus[]> Next = new()
    {
        [ReturnStatus.Requested] = [ReturnStatus.Approved, ReturnStatus.Rejected, ReturnStatus.Cancelled],
        [ReturnStatus.Approved] = [ReturnStatus.Received, ReturnStatus.Cancelled],
        [ReturnStatus.Received] = [ReturnStatus.Inspected],
        [ReturnStatus.Inspected] = [ReturnStatus.Closed],
        [ReturnStatus.Closed] = [],
        [ReturnStatus.Rejected] = [],
        [ReturnStatus.Cancelled] = [],
    };

    private readonly List<ReturnLine> _lines = [];

    private Return() { }

    public Id<Return> Id { get; private set; } = Id<Return>.New();

    /// <summary>For people, such as R-2026-000123.</summary>
    public string Number { get; private set; } = "";
    public Id<Order> OrderId { get; private set; }
    public ReturnStatus Status { get; private set; }
    public DateTimeOffset RequestedAt { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }
    public DateTimeOffset? ReceivedAt { get; private set; }
    public DateTimeOffset? InspectedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When and why it was rejected or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndReason { get; private set; }

    /// <summary>Who let it pass after its window; null when it was in time.</summary>
    public Id<User>? OverriddenBy { get; private set; }
    public string? OverrideReason { get; private set; }

    /// <summary>What closing found is to be given back, as money or store credit, in the order's currency.</summary>
    public decimal SettledAmount { get; private set; }

    public IReadOnlyList<ReturnLine> Lines => _lines;

    /// <param name="windowDays">How many days after its last delivery a line may be returned.</param>
    /// <param name="pass">Lets it pass after the window; ignored, and not recorded, when the return is in time.</param>
    public static Return Request(
        Order order, string number, IReadOnlyCollection<ReturnLineData> lines, int windowDays, ReturnOverride? pass, DateTimeOffset now)
    {
        if (lines.Count == 0) throw ReturnErrors.NoLines;
        var rma = new Return { Number = Text.Required(number), OrderId = order.Id, RequestedAt = now };
        rma._lines.AddRange(lines.Select((l, i) => new ReturnLine(i, l)));
        foreach (var line in order.Lines.Where(l => lines.Any(r => r.OrderLineId == l.Id)))
        {
            if (line.LastDeliveredAt?.AddDays(windowDays) is not { } closes || now <= closes) continue;
            if (pass is null) throw ReturnErrors.WindowClosed(line, closes);
            rma.OverriddenBy = pass.By;
            rma.OverrideReason = Text.Required(pass.Reason);
        }
        order.RequestReturn(rma.Quantities());
        rma.Raise(new ReturnRequested(rma.Id, order.Id));
        return rma;
    }

    /// <summary>Replaces all free texts; goods, quantities and money stay.</summary>
    public void Erase()
    {
        (EndReason, OverrideReason) = (Erasing.Marked(EndReason), Erasing.Marked(OverrideReason));
        foreach (var line in _lines) line.Erase();
    }

    public void Approve(DateTimeOffset now)
    {
        if (!Advance(ReturnStatus.Approved)) return;
        ApprovedAt = now;
        Raise(new ReturnApproved(Id, OrderId));
    }

    public void Reject(Order order, string reason, DateTimeOffset now)
    {
        EnsureOf(order);
        var why = Text.Required(reason);
        if (!Advance(ReturnStatus.Rejected)) return;
        End(order, why, now);
        Raise(new ReturnRejected(Id, OrderId));
    }

    /// <summary>The customer keeps the goods after all.</summary>
    public void Cancel(Order order, string? reason, DateTimeOffset now)
    {
        EnsureOf(order);
        if (!Advance(ReturnStatus.Cancelled)) return;
        End(order, Text.Clean(reason), now);
        Raise(new ReturnCancelled(Id, OrderId));
    }

    /// <summary>The goods have arrived.</summary>
    public void Receive(Order order, DateTimeOffset now)
    {
        EnsureOf(order);
        if (!Advance(ReturnStatus.Received)) return;
        order.TakeReturn(Quantities(), now);
        ReceivedAt = now;
        Raise(new ReturnReceived(Id, OrderId));
    }

    /// <summary>Says what was found on every piece. Where pieces of one line differ, it becomes several lines, each of which is settled by itself.</summary>
    /// <exception cref="RuleBroken">A line has no finding, a finding no line, or its findings are about more or less of it than came.</exception>
    public void Inspect(IReadOnlyCollection<InspectionData> findings, DateTimeOffset now)
    {
        var byLine = findings.ToLookup(f => f.ReturnLineId);
        if (Status == ReturnStatus.Received) EnsureComplete(byLine);
        if (!Advance(ReturnStatus.Inspected)) return;
        var found = _lines.OrderBy(l => l.Position).ToList().SelectMany(l => l.Inspect([.. byLine[l.Id]])).ToList();
        for (var i = 0; i < found.Count; i++) found[i].Position = i;
        _lines.AddRange(found.Except(_lines).ToList());
        InspectedAt = now;
        Raise(new ReturnInspected(Id, OrderId));
    }

    /// <summary>Settles it. The answer is what the use case has to do; closing again asks for nothing.</summary>
    public ReturnSettlement Close(Order order, DateTimeOffset now)
    {
        EnsureOf(order);
        if (!Advance(ReturnStatus.Closed)) return ReturnSettlement.Nothing;
        ClosedAt = now;
        order.GiveBack(Quantities(l => l.Remedy == ReturnWish.Repair), now);
        order.Restock(Quantities(l => l is { Disposition: Disposition.Restock, Remedy: not ReturnWish.Repair }));
        var refund = order.Credit(Quantities(l => l.Remedy == ReturnWish.Refund), now);
        var storeCredit = order.Credit(Quantities(l => l.Remedy == ReturnWish.Credit), now, alreadyPromised: refund);
        SettledAmount = refund + storeCredit;
        Raise(new ReturnClosed(Id, OrderId));
        return new ReturnSettlement(refund, storeCredit, ToExchange(order));
    }

    private void End(Order order, string? reason, DateTimeOffset now)
    {
        order.GiveUpReturn(Quantities());
        EndReason = reason;
        EndedAt = now;
    }

    /// <summary>Money is given back for goods that have come, not for those that may still be on their way, or never come.</summary>
    internal void EnsureRefundable(Order order)
    {
        EnsureOf(order);
        if (Status is not (ReturnStatus.Received or ReturnStatus.Inspected or ReturnStatus.Closed)) throw ReturnErrors.TooEarly(Status);
    }

    private void EnsureComplete(ILookup<Id<ReturnLine>, InspectionData> findings)
    {
        if (findings.Count > _lines.Count || findings.Any(l => l.Any(f => Text.Clean(f.Finding) is null))) throw ReturnErrors.InspectionIncomplete;
        foreach (var line in _lines)
        {
            var ofLine = findings[line.Id].ToList();
            if (ofLine.Exists(f => !Catalog.Quantity.IsValid(line.QuantityOf(f))) || ofLine.Sum(line.QuantityOf) != line.Quantity) throw ReturnErrors.InspectionIncomplete;
            if (ofLine.Exists(f => f.Disposition == Disposition.Scrap && line.RemedyOf(f) == ReturnWish.Repair)) throw ReturnErrors.Irreparable;
        }
        if (findings.Sum(l => l.Count()) > LinesMax) throw ReturnErrors.TooManyFindings;
    }

    private List<LineQuantity> Quantities(Func<ReturnLine, bool>? which = null) =>
        [.. _lines.Where(which ?? (_ => true)).Select(l => new LineQuantity(l.OrderLineId, l.Quantity))];

    private List<ReturnedGoods> ToExchange(Order order) =>
        [.. from line in _lines
            where line.Remedy == ReturnWish.Exchange
            orderby line.Position
            let ordered = order.Lines.Single(o => o.Id == line.OrderLineId)
            select new ReturnedGoods(ordered.Id, ordered.ProductId, ordered.Text, line.Quantity)];

    private void EnsureOf(Order order)
    {
        if (order.Id != OrderId) throw ReturnErrors.OtherOrder;
    }

    /// <summary>False when it is there already.</summary>
    private bool Advance(ReturnStatus to)
    {
        if (Status == to) return false;
        if (!Next[Status].Contains(to)) throw to <= ReturnStatus.Closed && Status < to ? ReturnErrors.TooEarly(Status) : ReturnErrors.TooLate(Status);
        Status = to;
        return true;
    }
}
