using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Domain.Orders;

public enum OrderChangeKind { LineAdded, LineChanged, LineRemoved, LineCancelled, HeaderChanged }

/// <summary>What was changed after placing, in words that the customer may read. Several changes of one act share a revision.</summary>
public sealed class OrderChange
{
    public const int FieldMax = 40;
    public const int TextMax = 1000;
    public const int ReasonMax = 500;

    private OrderChange() { }

    public Id<OrderChange> Id { get; private set; } = Id<OrderChange>.New();

    /// <summary>The order's revision that came out of it; 1 is the order as placed.</summary>
    public int Revision { get; private set; }
    public DateTimeOffset At { get; private set; }
    public Id<User>? By { get; private set; }
    public OrderChangeKind Kind { get; private set; }

    /// <summary>The line it is about, which may be gone; null for the header.</summary>
    public Id<OrderLine>? LineId { get; private set; }

    /// <summary>The header's field, such as shippingAddress; null for a line.</summary>
    public string? Field { get; private set; }
    public string? Before { get; private set; }
    public string? After { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>That something was changed stays, without what it was and became.</summary>
    public void Erase() => (Before, After, Reason) = (Erasing.Marked(Before), Erasing.Marked(After), null);

    internal static OrderChange OfLine(OrderChangeKind kind, Id<OrderLine> line, string? before, string? after, string? reason = null) =>
        new() { Kind = kind, LineId = line, Before = before, After = after, Reason = Text.Clean(reason) };

    internal static OrderChange OfHeader(string field, string? before, string? after) =>
        new() { Kind = OrderChangeKind.HeaderChanged, Field = field, Before = before, After = after };

    internal OrderChange Stamped(int revision, Id<User>? by, DateTimeOffset at)
    {
        (Revision, By, At) = (revision, by, at);
        return this;
    }
}
