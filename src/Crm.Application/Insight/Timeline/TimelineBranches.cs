using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Application.Insight.Timeline;

/// <summary>What a timeline tells of, one declaration each. Their order is that of what happens at the same time, the earlier first. A new one needs an index that begins with the customer, or with what
/// belongs to the customer, and goes on with the time and the id. None of them may lift a filter (<c>Unrestricted</c>): in one statement, that would lift it for all.</summary>
internal static class TimelineBranches
{
    /// <summary>Of a text, the beginning.</summary>
    public const int TextMax = 200;

    public static IReadOnlyList<TimelineBranch> All { get; } = Ranked(
    [
        Of(TimelineKind.Ownership, TimelineEvent.OwnershipChanged, Area.Customers, (db, c) => db.Set<OwnershipChange>().Where(o => o.CustomerId == c), o => o.At, o => o.Id,
            o => new() { Detail = o.ToOwnerId, By = o.By }),
        Of(TimelineKind.Lifecycle, TimelineEvent.LifecycleChanged, Area.Customers, (db, c) => db.Set<LifecycleChange>().Where(l => l.CustomerId == c), l => l.At, l => l.Id,
            l => new() { Label = l.To, Detail = l.From, Text = l.Reason, By = l.By }),
        Of(TimelineKind.Consent, TimelineEvent.ConsentRecorded, Area.Customers, (db, c) => db.Consents.Where(x => x.CustomerId == c), x => x.At, x => x.Id,
            x => new() { Label = x.Purpose, Detail = x.State, Channel = x.Channel, By = x.By }),
        Of(TimelineKind.Consent, TimelineEvent.ConsentRecorded, Area.Customers, (db, c) => db.Consents.Where(x => db.Contacts.Any(k => k.Id == x.ContactId && k.CustomerId == c)), x => x.At, x => x.Id,
            x => new() { Label = x.Purpose, Detail = x.State, Channel = x.Channel, ContactId = x.ContactId, By = x.By }),

        Of(TimelineKind.Order, TimelineEvent.OrderDrafted, Area.Orders, (db, c) => db.Orders.Where(o => o.CustomerId == c && o.PlacedAt == null), o => o.CreatedAt, o => o.Id, Order()),
        Of(TimelineKind.Order, TimelineEvent.OrderPlaced, Area.Orders, (db, c) => db.Orders.Where(o => o.CustomerId == c && o.PlacedAt != null), o => o.PlacedAt!.Value, o => o.Id, Order()),
        Of(TimelineKind.Payment, TimelineEvent.PaymentRecorded, Area.Orders,
            (db, c) => db.Payments.Join(db.Orders.Where(o => o.CustomerId == c), p => p.OrderId, o => o.Id, (p, o) => new { Part = p, Order = o }), x => x.Part.ReceivedAt, x => x.Part.Id,
            x => new() { Label = x.Order.Number, Detail = x.Part.Kind, OrderId = x.Order.Id, ContactId = x.Order.ContactId, Amount = x.Part.Amount, Currency = x.Part.Currency }),
        Of(TimelineKind.Shipment, TimelineEvent.ShipmentShipped, Area.Orders,
            (db, c) => db.Shipments.Where(s => s.ShippedAt != null).Join(db.Orders.Where(o => o.CustomerId == c), s => s.OrderId, o => o.Id, (s, o) => new { Part = s, Order = o }),
            x => x.Part.ShippedAt!.Value, x => x.Part.Id, x => new() { Label = x.Order.Number, Detail = x.Part.Carrier, OrderId = x.Order.Id, ContactId = x.Order.ContactId }),
        Of(TimelineKind.Shipment, TimelineEvent.ShipmentDelivered, Area.Orders,
            (db, c) => db.Shipments.Where(s => s.DeliveredAt != null).Join(db.Orders.Where(o => o.CustomerId == c), s => s.OrderId, o => o.Id, (s, o) => new { Part = s, Order = o }),
            x => x.Part.DeliveredAt!.Value, x => x.Part.Id, x => new() { Label = x.Order.Number, Detail = x.Part.Carrier, OrderId = x.Order.Id, ContactId = x.Order.ContactId }),
        Of(TimelineKind.Order, TimelineEvent.OrderCompleted, Area.Orders, (db, c) => db.Orders.Where(o => o.CustomerId == c && o.CompletedAt != null), o => o.CompletedAt!.Value, o => o.Id, Order()),
        Of(TimelineKind.Order, TimelineEvent.OrderCancelled, Area.Orders, (db, c) => db.Orders.Where(o => o.CustomerId == c && o.CancelledAt != null), o => o.CancelledAt!.Value, o => o.Id, Order()),
        Of(TimelineKind.Return, TimelineEvent.ReturnRequested, Area.Orders,
            (db, c) => db.Returns.Join(db.Orders.Where(o => o.CustomerId == c), r => r.OrderId, o => o.Id, (r, o) => new { Part = r, Order = o }),
            x => x.Part.RequestedAt, x => x.Part.Id, x => new() { Label = x.Part.Number, OrderId = x.Order.Id, ContactId = x.Order.ContactId }),
        Of(TimelineKind.Return, TimelineEvent.ReturnReceived, Area.Orders,
            (db, c) => db.Returns.Where(r => r.ReceivedAt != null).Join(db.Orders.Where(o => o.CustomerId == c), r => r.OrderId, o => o.Id, (r, o) => new { Part = r, Order = o }),
            x => x.Part.ReceivedAt!.Value, x => x.Part.Id, x => new() { Label = x.Part.Number, OrderId = x.Order.Id, ContactId = x.Order.ContactId }),
        Of(TimelineKind.Return, TimelineEvent.ReturnClosed, Area.Orders,
            (db, c) => db.Returns.Where(r => r.ClosedAt != null).Join(db.Orders.Where(o => o.CustomerId == c), r => r.OrderId, o => o.Id, (r, o) => new { Part = r, Order = o }),
            x => x.Part.ClosedAt!.Value, x => x.Part.Id, x => new() { Label = x.Part.Number, OrderId = x.Order.Id, ContactId = x.Order.ContactId }),
        Of(TimelineKind.Return, TimelineEvent.ReturnEnded, Area.Orders,
            (db, c) => db.Returns.Where(r => r.EndedAt != null).Join(db.Orders.Where(o => o.CustomerId == c), r => r.OrderId, o => o.Id, (r, o) => new { Part = r, Order = o }),
            x => x.Part.EndedAt!.Value, x => x.Part.Id, x => new() { Label = x.Part.Number, Detail = x.Part.Status, OrderId = x.Order.Id, ContactId = x.Order.ContactId }),

        Of(TimelineKind.Ticket, TimelineEvent.TicketOpened, Area.Tickets, (db, c) => db.Tickets.Where(t => t.CustomerId == c), t => t.OpenedAt, t => t.Id, Ticket()),
        Of(TimelineKind.TicketMessage, TimelineEvent.TicketMessageWritten, Area.Tickets,
            (db, c) => db.TicketMessages.Join(db.Tickets.Where(t => t.CustomerId == c), m => m.TicketId, t => t.Id, (m, t) => new { Message = m, Ticket = t }), x => x.Message.SentAt, x => x.Message.Id,
            x => new()
            {
                Label = x.Ticket.Number, Detail = x.Message.Kind, Text = x.Message.Body.Substring(0, TextMax), Channel = x.Message.Channel,
                OrderId = x.Ticket.OrderId, TicketId = x.Ticket.Id, ContactId = x.Message.ContactId, By = x.Message.AuthorId,
            }),
        Of(TimelineKind.Ticket, TimelineEvent.TicketResolved, Area.Tickets, (db, c) => db.Tickets.Where(t => t.CustomerId == c && t.ResolvedAt != null), t => t.ResolvedAt!.Value, t => t.Id, Ticket()),
        Of(TimelineKind.Ticket, TimelineEvent.TicketClosed, Area.Tickets, (db, c) => db.Tickets.Where(t => t.CustomerId == c && t.ClosedAt != null), t => t.ClosedAt!.Value, t => t.Id, Ticket()),

        Of(TimelineKind.Interaction, TimelineEvent.InteractionStarted, Area.Customers, (db, c) => db.Interactions.Where(i => i.CustomerId == c), i => i.StartedAt, i => i.Id,
            i => new()
            {
                Label = i.Subject, Text = i.Text!.Substring(0, TextMax), Channel = i.Channel, Direction = i.Direction,
                OrderId = i.OrderId, TicketId = i.TicketId, ContactId = i.Contacts.OrderBy(x => x.Position).Select(x => (Id<Contact>?)x.ContactId).FirstOrDefault(), By = i.By,
            }),
    ]);

    private static Expression<Func<Order, TimelineColumns>> Order() =>
        o => new() { Label = o.Number, Channel = o.Channel, OrderId = o.Id, ContactId = o.ContactId, Amount = o.Gross, Currency = o.Currency };

    private static Expression<Func<Ticket, TimelineColumns>> Ticket() =>
        t => new() { Label = t.Number, Detail = t.Subject, Channel = t.Channel, OrderId = t.OrderId, TicketId = t.Id, ContactId = t.ContactId };

    private static TimelineBranch Of<T, TId>(TimelineKind kind, TimelineEvent happened, Area area, Func<ICrmDb, Id<Customer>, IQueryable<T>> of, Expression<Func<T, DateTimeOffset>> at, Expression<Func<T, Id<TId>>> id,
        Expression<Func<T, TimelineColumns>> says) where TId : class => new TimelineBranch<T, TId>(kind, happened, area, of, at, id, says);

    private static List<TimelineBranch> Ranked(TimelineBranch[] branches) => [.. branches.Select((b, rank) => b with { Rank = rank })];
}
