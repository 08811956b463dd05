using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Merging;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Customers;

internal static class MergeEndpoints
{
    public static void MapCustomerMerges(this RouteGroupBuilder v1)
    {
        var below = v1.MapGroup("/customers/{id}/merges").WithTags("Customers");

        below.MapPost("/", async Task<Results<Ok<CustomerMergeResult>, Created<CustomerMergeResult>>> (Id<Customer> id, MergeCustomers body, IMediator send, CancellationToken ct) =>
            {
                var result = await send.Send(body with { Id = id }, ct);
                return result.MergeId is { } merge ? TypedResults.Created($"/api/v1/customer-merges/{merge}", result) : TypedResults.Ok(result);
            })
            .Needs(Area.Customers, Act.Archive, Act.Change).Describe("mergeCustomers", "Merge other customers into this one",
                "Moves contacts, orders, tickets, consents, addresses, channels and external ids of the others to this customer, which keeps its own values and takes over what it has none of. The others' ids lead to this customer from then on. With dryRun: true nothing is changed, and the answer (200) shows what would come of it. It can be undone for 30 days.")
            .MayConflict().Example("""{"otherIds":["01a20039-4cef-7fc4-aab7-f430820afabe"],"reason":"Registered twice","dryRun":true}""");

        below.MapGet("/", Task<ListPage<CustomerMergeDetails>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListCustomerMerges(query.Where("survivorId", id), Of: id), ct))
            .Needs(Area.Customers, Act.Read).Describe("listMergesOfCustomer", "List what was merged into a customer").Lists(ListCustomerMerges.Spec).ProducesProblem(404);

        var merges = v1.MapGroup("/customer-merges").WithTags("Customers");

        merges.MapGet("/", Task<ListPage<CustomerMergeDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListCustomerMerges(query.Request), ct))
            .Needs(Area.Customers, Act.Read).Describe("listCustomerMerges", "List merges of customers").Lists(ListCustomerMerges.Spec);

        merges.MapSearch(Area.Customers, ListCustomerMerges.Spec, list => new ListCustomerMerges(list), "customer merges");

        merges.MapGet("/{id}", Task<CustomerMergeDetails> (Id<CustomerMerge> id, IMediator send, CancellationToken ct) => send.Send(new GetCustomerMerge(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getCustomerMerge", "Read a merge of customers").ProducesProblem(404).Reads(ListCustomerMerges.Spec);

        merges.MapPut("/{id}/reversal", Task<CustomerMergeDetails> (Id<CustomerMerge> id, IMediator send, CancellationToken ct) => send.Send(new UndoCustomerMerge { Id = id }, ct))
            .Needs(Area.Customers, Act.Archive, Act.Change).Describe("undoCustomerMerge", "Undo a merge of customers",
                "Gives the merged customers back what moved and is still where it moved to, and makes them what they were; what was changed or added after the merge stays with the survivor. Merges of a customer are undone from the last one back.")
            .MayConflict();

        merges.MapAuditEntries<CustomerMerge>(Area.Customers, "customer merge");
    }
}
