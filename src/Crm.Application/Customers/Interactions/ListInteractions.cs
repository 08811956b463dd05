using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Identity.Users;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Interactions;

/// <summary>Lists interactions.</summary>
/// <param name="At">The customer whose interactions are asked for (404 when there is none); the list's filter says so too.</param>
public sealed record ListInteractions(ListRequest List, Id<Customer>? At = null) : IRequest<ListPage<InteractionRow>>
{
    public static readonly ListSpec<Interaction> Spec = new ListSpec<Interaction>(i => i.Id)
        .Sortable("startedAt", i => i.StartedAt)
        .Sortable("createdAt", i => i.CreatedAt)
        .Sortable("updatedAt", i => i.UpdatedAt)
        .Filter("customerId", i => i.CustomerId)
        .FilterIds<Contact>("contactId", any => i => i.Contacts.Any(c => any.Contains(c.ContactId)))
        .FilterIds<User>("userId", any => i => i.Users.Any(u => any.Contains(u.UserId)))
        .Filter("channel", i => i.Channel)
        .Filter("direction", i => i.Direction)
        .Filter("outcome", i => i.Outcome)
        .Filter("orderId", i => i.OrderId)
        .Filter("ticketId", i => i.TicketId)
        .Filter("by", i => i.By)
        .ExternallyKnown()
        .Through("customer", i => (Id<Customer>?)i.CustomerId, () => ListCustomers.Spec)
        .Searched()
        .SearchedThrough<Customer>(i => i.CustomerId)
        .Expands<Customer, CustomerRow>("customer", () => ListCustomers.Spec, list => new ListCustomers(list))
        .Expands<Contact, ContactRow>("contact", () => ListContacts.Spec, list => new ListContacts(list))
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .Expands<Ticket, TicketRow>("ticket", () => ListTickets.Spec, list => new ListTickets(list))
        .Expands<User, UserDetails>("recorder", () => ListUsers.Spec, list => new ListUsers(list), member: "by")
        .SortedBy("-startedAt");
}

/// <param name="ContactId">The main one of the contacts who took part.</param>
/// <param name="By">The user who recorded it; null for a job.</param>
public sealed record InteractionRow(
    Id<Interaction> Id,
    int Version,
    Id<Customer> CustomerId,
    Id<Contact>? ContactId,
    InteractionChannel Channel,
    InteractionDirection Direction,
    string Subject,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    InteractionOutcome? Outcome,
    [Restrictable] string? OutcomeNote,
    Id<Order>? OrderId,
    Id<Ticket>? TicketId,
    Id<User>? By,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Interaction, InteractionRow>()
            .ForCtorParam(nameof(ContactId), o => o.MapFrom(i => i.Contacts.OrderBy(c => c.Position).Select(c => (Id<Contact>?)c.ContactId).FirstOrDefault()));
    }
}

internal sealed class ListInteractionsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListInteractions, ListPage<InteractionRow>>
{
    public async Task<ListPage<InteractionRow>> Handle(ListInteractions q, CancellationToken ct)
    {
        if (q.At is { } customer && !await db.Customers.AnyAsync(c => c.Id == customer, ct)) throw new NotFound(nameof(Customer), customer);
        return await lists.Page<Interaction, InteractionRow>(db.Interactions, ListInteractions.Spec, q.List, ct);
    }
}
