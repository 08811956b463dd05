using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Duplicates;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Customers;

internal static class CustomerEndpoints
{
    public static void MapCustomers(this RouteGroupBuilder v1)
    {
        var customers = v1.MapGroup("/customers").WithTags("Customers");

        customers.MapGet("/", Task<ListPage<CustomerRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListCustomers(query.Request), ct))
            .Needs(Area.Customers, Act.Read).Describe("listCustomers", "List customers").Lists(ListCustomers.Spec);

        customers.MapSearch(Area.Customers, ListCustomers.Spec, list => new ListCustomers(list), "customers");

        customers.MapPost("/", Task<Created<CustomerDetails>> (RegisterCustomer body, IMediator send, CancellationToken ct) =>
                send.Send(body, ct).Created("customers", c => c.Id))
            .Needs(Area.Customers, Act.Create).Describe("registerCustomer", "Register a customer").ProducesProblem(409)
            .Example("""
                {"kind":"organization","name":"Bergmann Optik","relationships":["customer"],"market":"business","employeeCount":35,
                 "addresses":[{"type":"shipping","address":{"line1":"Hauptstraße 12","postalCode":"10827","city":"Berlin","country":"DE"}}],
                 "channels":[{"type":"email","value":"einkauf@bergmann.example"},{"type":"phone","value":"+49 30 1234567"}],"tags":["optics"]}
                """);

        customers.MapGet("/{id}", Task<CustomerDetails> (Id<Customer> id, IMediator send, CancellationToken ct) => send.Send(new GetCustomer(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getCustomer", "Read a customer").ProducesProblem(404).Reads(ListCustomers.Spec);

        customers.MapPatch("/{id}", Task<CustomerDetails> (Id<Customer> id, MergePatch<CustomerInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeCustomer(body) { Id = id }, ct))
            .Needs(Area.Customers, Act.Change).Describe("changeCustomer", "Change a customer").MayConflict().Example("""{"market":"education","tags":["optics","vip"]}""");

        customers.MapGet("/duplicates", Task<ListPage<DuplicatePairRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListDuplicatePairs(query.Request), ct))
            .Needs(Area.Customers, Act.Read).Describe("listDuplicates", "List likely duplicates",
                "Lists pairs of customers that are likely one, the likeliest first: those with a score of 0.8 and more, unless minScore or a filter by score says otherwise (pairs below 0.5 are not kept). Both customers are visible to you and not archived.")
            .Lists(ListDuplicatePairs.Spec);

        customers.MapSearch(Area.Customers, ListDuplicatePairs.Spec, list => new ListDuplicatePairs(list), "duplicates", "/duplicates/search");

        customers.MapGet("/{id}/duplicates", Task<ListPage<DuplicatePairRow>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListCustomerDuplicates(id, query.Where("customerId", id)), ct))
            .Needs(Area.Customers, Act.Read).Describe("listCustomerDuplicates", "List the likely duplicates of a customer",
                "Lists the pairs of customers with this one in them, as the list of all likely duplicates does.")
            .Lists(ListDuplicatePairs.Spec).ProducesProblem(404);

        customers.MapArchiving<Customer>(Area.Customers, "customer");
        customers.MapAuditEntries<Customer>(Area.Customers, "customer");
        customers.MapExternalIds(Area.Customers, "customers", "customer", ListCustomers.Spec, new UpsertCustomer(), id => new GetCustomer(id), c => c.Id);
        customers.MapBulk<RegisterCustomer, CustomerDetails>(Area.Customers, "customers", c => c.Id.Value);

        customers.MapPut("/{id}/credit", Task<CustomerDetails> (Id<Customer> id, SetCredit body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("setCustomerCredit", "Set a customer's credit").MayConflict().RequireIfMatch();

        customers.MapPut("/{id}/lifecycle", Task<CustomerDetails> (Id<Customer> id, SetLifecycle body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Change).Describe("setCustomerLifecycle", "Move a customer along its life cycle").MayConflict();

        customers.MapGet("/{id}/lifecycle-changes", Task<ListPage<LifecycleChangeRow>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListLifecycleChanges(id, query.Where("customerId", id)), ct))
            .Needs(Area.Customers, Act.Read).Describe("listLifecycleChanges", "List the steps of a customer's life cycle", "Lists the steps of a customer's life cycle with who took them, the newest first.")
            .Lists(ListLifecycleChanges.Spec).ProducesProblem(404);

        customers.MapGet("/{id}/ownership-changes", Task<ListPage<OwnershipChangeRow>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListOwnershipChanges(id, query.Where("customerId", id)), ct))
            .Needs(Area.Customers, Act.Read).Describe("listOwnershipChanges", "List who was responsible for a customer", "Lists the changes of a customer's owner and team with who made them, the newest first.")
            .Lists(ListOwnershipChanges.Spec).ProducesProblem(404);
    }
}
