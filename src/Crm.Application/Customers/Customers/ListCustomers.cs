using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Teams;
using Crm.Application.Identity.Territories;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Customers.Customers;

public sealed record ListCustomers(ListRequest List) : IRequest<ListPage<CustomerRow>>
{
    public static readonly ListSpec<Customer> Spec = new ListSpec<Customer>(c => c.Id)
        .Sortable("name", c => c.Name)
        .Sortable("createdAt", c => c.CreatedAt)
        .Sortable("updatedAt", c => c.UpdatedAt)
        .Filter("kind", c => c.Kind)
        .Filter("market", c => c.Market)
        .Filter("sizeClass", c => c.SizeClass)
        .Filter("lifecycle", c => c.Lifecycle)
        .Filter("industry", c => c.Industry)
        .Filter("employeeCount", c => c.EmployeeCount)
        .Filter("registrationNumber", c => c.RegistrationNumber)
        .Filter("creditOnHold", c => c.Credit.IsOnHold, partOf: "credit")
        .Filter("ownerId", c => c.OwnerId)
        .Filter("teamId", c => c.TeamId)
        .Filter("territoryId", c => c.TerritoryId)
        .Filter("parentId", c => c.ParentId)
        .Filter("mergedIntoId", c => c.MergedIntoId)
        .FilterAny<Relationship>("relationship", any => c => c.Relationships.Any(r => any.Contains(r)))
        .Reachable()
        .Tagged(c => c.Tags)
        .ExternallyKnown()
        .WithCustomFields(CustomFieldTarget.Customer, c => c.CustomFields)
        .WithDealings()
        .Through("team", c => c.TeamId, () => ListTeams.Spec)
        .Through("territory", c => c.TerritoryId, () => ListTerritories.Spec)
        .Searched()
        .Expands<User, UserDetails>("owner", () => ListUsers.Spec, list => new ListUsers(list))
        .Expands<Team, TeamDetails>("team", () => ListTeams.Spec, list => new ListTeams(list))
        .Expands<Territory, TerritoryDetails>("territory", () => ListTerritories.Spec, list => new ListTerritories(list))
        .Expands<Customer, CustomerRow>("parent", () => Spec!, list => new ListCustomers(list))
        .SortedBy("-createdAt");
}

/// <param name="MergedIntoId">The customer that this one was merged into; null for one that stands for itself.</param>
public sealed record CustomerRow(
    Id<Customer> Id,
    int Version,
    CustomerKind Kind,
    string Name,
    IReadOnlyList<Relationship> Relationships,
    Market? Market,
    SizeClass? SizeClass,
    Lifecycle Lifecycle,
    Id<User>? OwnerId,
    Id<Team>? TeamId,
    Id<Territory>? TerritoryId,
    Id<Customer>? MergedIntoId,
    IReadOnlyList<string> Tags,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Customer, CustomerRow>();
    }
}

internal sealed class ListCustomersHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListCustomers, ListPage<CustomerRow>>
{
    public Task<ListPage<CustomerRow>> Handle(ListCustomers q, CancellationToken ct) =>
        lists.Page<Customer, CustomerRow>(db.Customers, ListCustomers.Spec, q.List, ct);
}
