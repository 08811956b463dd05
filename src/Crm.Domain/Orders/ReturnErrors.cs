using Crm.Domain.Common;

namespace Crm.Domain.Orders;

public static class ReturnErrors
{
    public static RuleBroken NoLines => new("return.no_lines", "A return needs at least one line.");
    public static RuleBroken OtherOrder => new("return.other_order", "The return belongs to another order; name one of this order.");
    public static RuleBroken NotApproved => new("return.not_approved", "The return is only requested; approve it first.");
    public static RuleBroken NotReceived => new("return.not_received", "The goods have not arrived; record their arrival first.");
    public static RuleBroken NotInspected => new("return.not_inspected", "The goods have not been inspected; record the findings first.");
    public static RuleBroken AlreadyApproved => new("return.already_approved", "The return is approved; cancel it instead.");
    public static RuleBroken AlreadyReceived => new("return.already_received", "The goods have arrived; inspect them and close the return.");
    public static RuleBroken AlreadyInspected => new("return.already_inspected", "The goods are inspected; close the return.");
    public static RuleBroken Closed => new("return.closed", "The return is closed; request a new one.");
    public static RuleBroken Rejected => new("return.rejected", "The return is rejected; request a new one.");
    public static RuleBroken Cancelled => new("return.cancelled", "The return is cancelled; request a new one.");
    public static RuleBroken InspectionIncomplete => new("return.inspection_incomplete", "Every line of the return needs a finding and whether it is restocked or scrapped; several findings of a line add up to its quantity.");

    public static RuleBroken NothingToExchange => new("return.nothing_to_exchange", "Nothing of the return is to be exchanged; leave the exchange out.");
    public static RuleBroken Irreparable => new("return.irreparable", "What is scrapped can't be given back mended; choose another remedy.");
    public static RuleBroken TooManyFindings => new("return.too_many_findings", $"A return holds at most {Return.LinesMax} findings; inspect fewer parts of a line by themselves.");

    public static RuleBroken ExceedsDelivered(OrderLine line, decimal requested) =>
        new("return.exceeds_delivered", "More than was delivered and not returned yet can't be returned.",
            OrderErrors.OfLine(line, ("requested", requested), ("available", line.ReturnableQuantity)));

    public static RuleBroken WindowClosed(OrderLine line, DateTimeOffset closedAt) =>
        new("return.window_closed", "The time for returning the goods is over; somebody with the permission may override that with a reason.",
            OrderErrors.OfLine(line, ("deliveredAt", line.LastDeliveredAt), ("closedAt", closedAt)));

    /// <summary>Refused because the return hasn't got further than this.</summary>
    internal static RuleBroken TooEarly(ReturnStatus status) => status switch
    {
        ReturnStatus.Requested => NotApproved,
        ReturnStatus.Approved => NotReceived,
        ReturnStatus.Received => NotInspected,
        _ => TooLate(status),
    };

    /// <summary>Refused because the return has got as far as this.</summary>
    internal static RuleBroken TooLate(ReturnStatus status) => status switch
    {
        ReturnStatus.Approved => AlreadyApproved,
        ReturnStatus.Received => AlreadyReceived,
        ReturnStatus.Inspected => AlreadyInspected,
        ReturnStatus.Closed => Closed,
        ReturnStatus.Rejected => Rejected,
        ReturnStatus.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Nothing is too late for a requested return."),
    };
}
