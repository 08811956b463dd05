using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Domain.Identity;

public enum WorkKind { Customer, Order, Ticket }

/// <summary>One act by which the work of a user went to another: who, to whom, why and how much. It never changes; what went over is in its items, which may
/// be thousands and are no part of it.</summary>
public sealed class HandOver : Aggregate
{
    public const int ReasonMax = 500;

    private HandOver() { }

    public Id<HandOver> Id { get; private set; } = Id<HandOver>.New();
    public Id<User> FromUserId { get; private set; }
    public Id<User> ToUserId { get; private set; }

    /// <summary>Who did it; null for a job.</summary>
    public Id<User>? By { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>Whether the user was deactivated in the same act.</summary>
    public bool IsDeactivation { get; private set; }
    public int CustomerCount { get; private set; }
    public int OrderCount { get; private set; }
    public int TicketCount { get; private set; }

    public bool IsEmpty => CustomerCount + OrderCount + TicketCount == 0;

    public static HandOver Of(Id<User> from, Id<User> to, Id<User>? by, string? reason, bool isDeactivation = false)
    {
        if (from == to) throw HandOverErrors.ToOneself;
        var handOver = new HandOver { FromUserId = from, ToUserId = to, By = by, Reason = Text.Clean(reason), IsDeactivation = isDeactivation };
        handOver.Raise(new WorkHandedOver(handOver.Id, from, to));
        return handOver;
    }

    /// <summary>The act stays, without its reason, which may say something about a person whose records went over.</summary>
    public void Erase() => Reason = null;

    /// <summary>A customer goes over; its team stays what it is.</summary>
    public (HandOverItem Item, OwnershipChange Change) Take(Id<Customer> customer, Id<Team>? team, DateTimeOffset now)
    {
        CustomerCount++;
        return (Item(WorkKind.Customer, customer.Value), new(customer, (FromUserId, team), (ToUserId, team), By, now, Id));
    }

    public HandOverItem Take(Id<Order> order)
    {
        OrderCount++;
        return Item(WorkKind.Order, order.Value);
    }

    public HandOverItem Take(Id<Ticket> ticket)
    {
        TicketCount++;
        return Item(WorkKind.Ticket, ticket.Value);
    }

    private HandOverItem Item(WorkKind kind, Guid record) => new(Id, CustomerCount + OrderCount + TicketCount, kind, record);
}

/// <summary>One record that went over.</summary>
public sealed class HandOverItem
{
    private HandOverItem() { }

    internal HandOverItem(Id<HandOver> handOver, int position, WorkKind kind, Guid record) => (HandOverId, Position, Kind, RecordId) = (handOver, position, kind, record);

    public Id<HandOverItem> Id { get; private set; } = Id<HandOverItem>.New();
    public Id<HandOver> HandOverId { get; private set; }

    /// <summary>1, 2, 3… within its hand-over.</summary>
    public int Position { get; private set; }
    public WorkKind Kind { get; private set; }

    /// <summary>The id of the customer, the order or the ticket.</summary>
    public Guid RecordId { get; private set; }
}

/// <summary>Stands for all that went over; the records raise no events of their own.</summary>
[ToldAs("handOver.created")]
public sealed record WorkHandedOver(Id<HandOver> HandOverId, Id<User> From, Id<User> To) : IDomainEvent;

public static class HandOverErrors
{
    public static RuleBroken ToOneself => new("hand_over.to_oneself", "Work is handed over to somebody else: name another user.");

    public static RuleBroken NotTheirs(WorkKind kind, IReadOnlyCollection<Guid> ids) =>
        new("hand_over.not_theirs", $"{Named(kind, ids)} not the user's: leave out what details names, or hand it over from who has it.", Details(kind, ids));

    public static RuleBroken NotOpen(WorkKind kind, IReadOnlyCollection<Guid> ids) =>
        new("hand_over.not_open", $"{Named(kind, ids)} done: only open orders and tickets are handed over; leave out what details names.", Details(kind, ids));

    private static string Named(WorkKind kind, IReadOnlyCollection<Guid> ids) =>
        ids.Count == 1 ? $"The {Noun(kind)} {ids.First()} is" : $"The {Noun(kind)} {ids.First()} and {ids.Count - 1} more are";

    private static string Noun(WorkKind kind) => kind switch
    {
        WorkKind.Customer => "customer",
        WorkKind.Order => "order",
        _ => "ticket",
    };

    private static Dictionary<string, object?> Details(WorkKind kind, IReadOnlyCollection<Guid> ids) => new() { ["kind"] = Noun(kind), ["ids"] = ids };
}
