using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Contacts;

/// <summary>Lists contacts.</summary>
/// <param name="At">The customer whose contacts are asked for (404 when there is none); the list's filter says so too.</param>
public sealed record ListContacts(ListRequest List, Id<Customer>? At = null) : IRequest<ListPage<ContactRow>>
{
    public static readonly ListSpec<Contact> Spec = new ListSpec<Contact>(c => c.Id)
        .Sortable("name", c => c.Name)
        .Sortable("createdAt", c => c.CreatedAt)
        .Sortable("updatedAt", c => c.UpdatedAt)
        .Filter("customerId", c => c.CustomerId)
        .Filter("jobTitle", c => c.JobTitle)
        .Filter("department", c => c.Department)
        .FilterAny<ContactRole>("role", any => c => c.Roles.Any(r => any.Contains(r)))
        .Filter("managerId", c => c.ManagerId)
        .Filter("isPrimary", c => c.IsPrimary)
        .Reachable()
        .Tagged(c => c.Tags)
        .ExternallyKnown()
        .WithCustomFields(CustomFieldTarget.Contact, c => c.CustomFields)
        .Through("customer", c => (Id<Customer>?)c.CustomerId, () => ListCustomers.Spec)
        .Searched()
        .SearchedThrough<Customer>(c => c.CustomerId)
        .Expands<Customer, CustomerRow>("customer", () => ListCustomers.Spec, list => new ListCustomers(list))
        .Expands<Contact, ContactRow>("manager", () => Spec!, list => new ListContacts(list))
        .SortedBy("name");
}

public sealed record ContactRow(
    Id<Contact> Id,
    int Version,
    Id<Customer> CustomerId,
    string Name,
    string? JobTitle,
    string? Department,
    IReadOnlyList<ContactRole> Roles,
    Id<Contact>? ManagerId,
    bool IsPrimary,
    IReadOnlyList<string> Tags,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Contact, ContactRow>();
    }
}

internal sealed class ListContactsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListContacts, ListPage<ContactRow>>
{
    public async Task<ListPage<ContactRow>> Handle(ListContacts q, CancellationToken ct)
    {
        if (q.At is { } customer && !await db.Customers.AnyAsync(c => c.Id == customer, ct)) throw new NotFound(nameof(Customer), customer);
        return await lists.Page<Contact, ContactRow>(db.Contacts, ListContacts.Spec, q.List, ct);
    }
}
