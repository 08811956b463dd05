using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Identity.Users;
using Crm.Application.Orders.Returns;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using MediatR;

namespace Crm.Application.Orders.Orders;

public sealed record ListOrders(ListRequest List) : IRequest<ListPage<OrderRow>>
{
    public static readonly ListSpec<Order> Spec = new ListSpec<Order>(o => o.Id)
        .Sortable("number", o => o.Number)
        .Sortable("createdAt", o => o.CreatedAt)
        .Sortable("updatedAt", o => o.UpdatedAt)
        .Sortable("placedAt", o => o.PlacedAt)
        .Sortable("requestedOn", o => o.RequestedOn)
        .Sortable("gross", o => o.Gross)
        .Filter("status", o => o.Status)
        .Filter("fulfilment", o => o.Fulfilment)
        .Filter("payment", o => o.PaymentState)
        .Filter("holdReason", o => o.HoldReason)
        .Filter("channel", o => o.Channel)
        .Filter("currency", o => o.Currency)
        .Filter("customerId", o => o.CustomerId)
        .Filter("contactId", o => o.ContactId)
        .Filter("ownerId", o => o.OwnerId)
        .Filter("customerReference", o => o.CustomerReference)
        .Filter("replacesReturnId", o => o.ReplacesReturnId)
        .FilterIds<Product>("productId", any => o => o.Lines.Any(l => l.ProductId != null && any.Contains(l.ProductId.Value)))
        .Tagged(o => o.Tags)
        .ExternallyKnown()
        .WithCustomFields(CustomFieldTarget.Order, o => o.CustomFields)
        .Through("customer", o => (Id<Customer>?)o.CustomerId, () => ListCustomers.Spec)
        .Searched()
        .SearchedThrough<Customer>(o => o.CustomerId)
        .SearchedThrough<Contact>(o => o.ContactId)
        .Expands<Customer, CustomerRow>("customer", () => ListCustomers.Spec, list => new ListCustomers(list))
        .Expands<Contact, ContactRow>("contact", () => ListContacts.Spec, list => new ListContacts(list))
        .Expands<User, UserDetails>("owner", () => ListUsers.Spec, list => new ListUsers(list))
        .Expands<Return, ReturnRow>("replacesReturn", () => ListReturns.Spec, list => new ListReturns(list))
        .SortedBy("-createdAt");
}

/// <param name="Due">Still to pay; negative when the customer gets something back.</param>
public sealed record OrderRow(
    Id<Order> Id,
    int Version,
    string Number,
    Id<Customer> CustomerId,
    Id<Contact>? ContactId,
    Id<User>? OwnerId,
    OrderChannel Channel,
    string? CustomerReference,
    OrderStatus Status,
    Fulfilment Fulfilment,
    PaymentState Payment,
    Money Net,
    Money Gross,
    Money Due,
    DateOnly? RequestedOn,
    IReadOnlyList<string> Tags,
    DateTimeOffset? PlacedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Order, OrderRow>()
            .ForCtorParam(nameof(Payment), o => o.MapFrom(x => x.PaymentState))
            .ForCtorParam(nameof(Net), o => o.MapFrom(x => new Money(x.Net, x.Currency)))
            .ForCtorParam(nameof(Gross), o => o.MapFrom(x => new Money(x.Gross, x.Currency)))
            .ForCtorParam(nameof(Due), o => o.MapFrom(OrderMoney.Due));
    }
}

internal sealed class ListOrdersHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListOrders, ListPage<OrderRow>>
{
    public Task<ListPage<OrderRow>> Handle(ListOrders q, CancellationToken ct) => lists.Page<Order, OrderRow>(db.Orders, ListOrders.Spec, q.List, ct);
}
