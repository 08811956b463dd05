using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>What is kept about one person, whoever may see it: a customer with its contacts, or one contact; the orders, tickets and interactions that are theirs or name them; and what belongs to those.</summary>
internal sealed record PersonsRecords(Id<Customer>[] Customers, Id<Contact>[] Contacts, Id<Order>[] Orders, Id<Shipment>[] Shipments, Id<Return>[] Returns, Id<Ticket>[] Tickets, Id<Interaction>[] Interactions)
{
    public static async Task<PersonsRecords> Of(ICrmDb db, Id<Customer> customer, CancellationToken ct) =>
        await Of(
            db, [customer, .. await db.Customers.Whole().Where(c => c.MergedIntoId == customer).Select(c => c.Id).ToListAsync(ct)],
            await db.Contacts.Whole().Where(c => c.CustomerId == customer).Select(c => c.Id).ToArrayAsync(ct), ct);

    public static Task<PersonsRecords> Of(ICrmDb db, Id<Contact> contact, CancellationToken ct) => Of(db, [], [contact], ct);

    /// <summary>Whether none of the others is missing here.</summary>
    public bool Hold(PersonsRecords others) => Contacts.ToHashSet().IsSupersetOf(others.Contacts) && Orders.ToHashSet().IsSupersetOf(others.Orders)
        && Shipments.ToHashSet().IsSupersetOf(others.Shipments) && Returns.ToHashSet().IsSupersetOf(others.Returns) && Tickets.ToHashSet().IsSupersetOf(others.Tickets)
        && Interactions.ToHashSet().IsSupersetOf(others.Interactions);

    public Expression<Func<Consent, bool>> TheirConsents => c => c.CustomerId != null && Customers.Contains(c.CustomerId.Value) || c.ContactId != null && Contacts.Contains(c.ContactId.Value);

    /// <summary>What they wrote on tickets of others, too.</summary>
    public Expression<Func<TicketMessage, bool>> TheirMessages => m => Tickets.Contains(m.TicketId) || m.ContactId != null && Contacts.Contains(m.ContactId.Value);

    private static async Task<PersonsRecords> Of(ICrmDb db, Id<Customer>[] customers, Id<Contact>[] contacts, CancellationToken ct)
    {
        var orders = await db.Orders.Whole().Where(o => customers.Contains(o.CustomerId) || o.ContactId != null && contacts.Contains(o.ContactId.Value)).Select(o => o.Id).ToArrayAsync(ct);
        var shipments = await db.Shipments.Whole().Where(s => orders.Contains(s.OrderId)).Select(s => s.Id).ToArrayAsync(ct);
        var returns = await db.Returns.Whole().Where(r => orders.Contains(r.OrderId)).Select(r => r.Id).ToArrayAsync(ct);
        var tickets = await db.Tickets.Whole().Where(t => customers.Contains(t.CustomerId) || t.ContactId != null && contacts.Contains(t.ContactId.Value)).Select(t => t.Id).ToArrayAsync(ct);
        var interactions = await db.Interactions.Whole().Where(i => customers.Contains(i.CustomerId) || i.Contacts.Any(c => contacts.Contains(c.ContactId))).Select(i => i.Id).ToArrayAsync(ct);
        return new(customers, contacts, orders, shipments, returns, tickets, interactions);
    }
}
