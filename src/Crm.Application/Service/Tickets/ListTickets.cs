using AutoMapper;
using Crm.Application.Catalog.Products;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Identity.Users;
using Crm.Application.Orders.Orders;
using Crm.Application.Service.Complaints;
using Crm.Application.Service.Levels;
using Crm.Application.Service.Queues;
using Crm.Application.Service.Surveys;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Crm.Domain.Service.Levels;
using MediatR;

namespace Crm.Application.Service.Tickets;

public sealed record ListTickets(ListRequest List) : IRequest<ListPage<TicketRow>>
{
    public static readonly ListSpec<Ticket> Spec = new ListSpec<Ticket>(t => t.Id)
        .Sortable("openedAt", t => t.OpenedAt)
        .Sortable("updatedAt", t => t.UpdatedAt)
        .Sortable("priority", t => t.Priority)
        .Sortable("number", t => t.Number)
        .Filter("subject", t => t.Subject)
        .Filter("status", t => t.Status)
        .Filter("type", t => t.Type)
        .Filter("channel", t => t.Channel)
        .Filter("customerId", t => t.CustomerId)
        .Filter("contactId", t => t.ContactId)
        .Filter("assigneeId", t => t.AssigneeId)
        .Filter("queueId", t => t.QueueId)
        .Filter("orderId", t => t.OrderId)
        .Filter("productId", t => t.ProductId)
        .Filter("parentId", t => t.ParentId)
        .Filter("duplicateOfId", t => t.DuplicateOfId)
        .Filter("followUpOfId", t => t.FollowUpOfId)
        .Filter("mergedIntoId", t => t.MergedIntoId)
        .Filter("splitFromId", t => t.SplitFromId)
        .Filter("firstResponseAt", t => t.FirstResponseAt)
        .Filter("resolvedAt", t => t.ResolvedAt)
        .Sortable("dueAt", t => t.DueAt)
        .Filter("firstResponseBreachedAt", t => t.FirstResponseClock.BreachedAt)
        .Filter("resolutionBreachedAt", t => t.ResolutionClock.BreachedAt)
        .Filter("slaPolicyId", t => t.SlaPolicyId)
        .Tagged(t => t.Tags)
        .ExternallyKnown()
        .WithCustomFields(CustomFieldTarget.Ticket, t => t.CustomFields)
        .Through("customer", t => (Id<Customer>?)t.CustomerId, () => ListCustomers.Spec)
        .Searched()
        .SearchedThrough<Customer>(t => t.CustomerId)
        .SearchedThrough<Contact>(t => t.ContactId)
        .Expands<Customer, CustomerRow>("customer", () => ListCustomers.Spec, list => new ListCustomers(list))
        .Expands<Contact, ContactRow>("contact", () => ListContacts.Spec, list => new ListContacts(list))
        .Expands<Queue, QueueDetails>("queue", () => ListQueues.Spec, list => new ListQueues(list))
        .Expands<User, UserDetails>("assignee", () => ListUsers.Spec, list => new ListUsers(list))
        .Expands<SlaPolicy, SlaPolicyDetails>("slaPolicy", () => ListSlaPolicies.Spec, list => new ListSlaPolicies(list))
        .Expands<Order, OrderRow>("order", () => ListOrders.Spec, list => new ListOrders(list))
        .Expands<Product, ProductRow>("product", () => ListProducts.Spec, list => new ListProducts(list))
        .Expands<Ticket, TicketRow>("parent", () => Spec!, list => new ListTickets(list))
        .Expands<Ticket, TicketRow>("duplicateOf", () => Spec!, list => new ListTickets(list))
        .Expands<Ticket, TicketRow>("followUpOf", () => Spec!, list => new ListTickets(list))
        .Expands<Ticket, TicketRow>("mergedInto", () => Spec!, list => new ListTickets(list))
        .Expands<Ticket, TicketRow>("splitFrom", () => Spec!, list => new ListTickets(list))
        .Sortable("satisfactionScore", t => t.SatisfactionScore, partOf: "satisfaction")
        .Filter("complaintKind", t => t.Type == TicketType.Complaint ? t.ComplaintKind : null, partOf: "complaint")
        .Filter("complaintSeverity", t => t.Type == TicketType.Complaint ? t.ComplaintSeverity : null, partOf: "complaint")
        .SortedBy("-openedAt");
}

/// <param name="DueAt">When the earliest of the promises that are still to be kept is due, or was; null when there is none, or its time does not run.</param>
/// <param name="FirstResponseBreachedAt">When the time promised for the first reply had passed.</param>
/// <param name="ResolutionBreachedAt">When the time promised for the resolution had passed.</param>
public sealed record TicketRow(
    Id<Ticket> Id,
    int Version,
    string Number,
    Id<Customer> CustomerId,
    Id<Contact>? ContactId,
    string Subject,
    TicketType Type,
    TicketChannel Channel,
    TicketPriority Priority,
    TicketStatus Status,
    Id<Queue>? QueueId,
    Id<User>? AssigneeId,
    Id<Order>? OrderId,
    Id<Product>? ProductId,
    Id<Ticket>? ParentId,
    IReadOnlyList<string> Tags,
    DateTimeOffset OpenedAt,
    DateTimeOffset? FirstResponseAt,
    DateTimeOffset? LastMessageAt,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset UpdatedAt,
    Id<SlaPolicy>? SlaPolicyId,
    DateTimeOffset? DueAt,
    DateTimeOffset? FirstResponseBreachedAt,
    DateTimeOffset? ResolutionBreachedAt,
    [Restrictable] ComplaintDetails? Complaint,
    [Restrictable] SatisfactionDetails? Satisfaction)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Ticket, TicketRow>()
            .ForCtorParam(nameof(FirstResponseBreachedAt), o => o.MapFrom(t => t.FirstResponseClock.BreachedAt))
            .ForCtorParam(nameof(ResolutionBreachedAt), o => o.MapFrom(t => t.ResolutionClock.BreachedAt))
            .ForCtorParam(nameof(Complaint), o => o.MapFrom(ComplaintDetails.Of))
            .ForCtorParam(nameof(Satisfaction), o => o.MapFrom(SatisfactionDetails.Of));
    }
}

internal sealed class ListTicketsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListTickets, ListPage<TicketRow>>
{
    public Task<ListPage<TicketRow>> Handle(ListTickets q, CancellationToken ct) =>
        lists.Page<Ticket, TicketRow>(db.Tickets, ListTickets.Spec, q.List, ct);
}
