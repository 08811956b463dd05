using Crm.Application.Common.Lists;
using Crm.Application.Marketing.Segments;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Tickets;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Application.Customers.Customers;

/// <summary>What customers have done, as conditions on them. Orders are counted and added up once they are placed and unless they are cancelled; drafts say nothing yet.</summary>
internal static class CustomerDealings
{
    public static ListSpec<Customer> WithDealings(this ListSpec<Customer> spec) => spec
        .HasMany<Order>("orders", o => o.CustomerId, () => ListOrders.Spec)
        .Computes<Order, int>("orders.count", null, db => c => db.Orders.Count(o => o.CustomerId == c.Id && o.PlacedAt != null && o.Status != OrderStatus.Cancelled))
        .Totals<Order>("orders.netTotal", "net", (db, currency) => c => db.Orders.Where(o => o.CustomerId == c.Id && o.Currency == currency && o.PlacedAt != null && o.Status != OrderStatus.Cancelled).Sum(o => o.Net))
        .Computes<Order, DateTimeOffset?>("orders.lastPlacedAt", "placedAt", db => c => db.Orders.Where(o => o.CustomerId == c.Id && o.Status != OrderStatus.Cancelled).Max(o => o.PlacedAt))
        .HasOne<Order, OrderStatus>("orders.status", "status", (db, any) => c => db.Orders.Any(o => o.CustomerId == c.Id && any.Contains(o.Status)))
        .HasOne<Order, OrderChannel>("orders.channel", "channel", (db, any) => c => db.Orders.Any(o => o.CustomerId == c.Id && any.Contains(o.Channel)))
        .HasOne<Order, Id<Product>>("orders.productId", "lines", (db, any) => c => db.Orders.Any(o => o.CustomerId == c.Id && o.Lines.Any(l => l.ProductId != null && any.Contains(l.ProductId.Value))))
        .HasMany<Ticket>("tickets", t => t.CustomerId, () => ListTickets.Spec)
        .Computes<Ticket, int>("tickets.count", null, db => c => db.Tickets.Count(t => t.CustomerId == c.Id))
        .Computes<Ticket, int>("tickets.open", "status", db => c => db.Tickets.Count(t => t.CustomerId == c.Id && t.Status != TicketStatus.Closed))
        .Computes<Ticket, DateTimeOffset?>("tickets.lastOpenedAt", "openedAt", db => c => db.Tickets.Where(t => t.CustomerId == c.Id).Max(t => (DateTimeOffset?)t.OpenedAt))
        .HasOne<Ticket, TicketType>("tickets.type", "type", (db, any) => c => db.Tickets.Any(t => t.CustomerId == c.Id && any.Contains(t.Type)))
        .Field<Segment>(new SegmentField());
}
