using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Interactions;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Customers;

internal static class InteractionEndpoints
{
    public static void MapInteractions(this RouteGroupBuilder v1)
    {
        var interactions = v1.MapGroup("/interactions").WithTags("Interactions");

        interactions.MapGet("/", Task<ListPage<InteractionRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListInteractions(query.Request), ct))
            .Needs(Area.Customers, Act.Read).Describe("listInteractions", "List interactions").Lists(ListInteractions.Spec);

        interactions.MapSearch(Area.Customers, ListInteractions.Spec, list => new ListInteractions(list), "interactions");

        // Creating, not changing: who may not touch a customer's data can still have talked to the customer, and a role or a key that only reads writes nothing.
        interactions.MapPost("/", Task<Created<InteractionDetails>> (RecordInteraction body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("interactions", i => i.Id))
            .Needs(Area.Customers, Act.Create).Describe("recordInteraction", "Record an interaction", "Records a touch that has happened, or goes on. What is planned is refused (interaction.in_future).").ProducesProblem(409)
            .Example("""
                {"customerId":"01a20039-4cef-7fc4-aab7-f430820afabe","channel":"phone","direction":"in","subject":"Asked when the frames arrive","text":"Needs them before the fair on Friday.",
                 "startedAt":"2026-03-02T09:14:00Z","endedAt":"2026-03-02T09:21:00Z","outcome":"followUpNeeded","outcomeNote":"Call back with the carrier's date"}
                """);

        interactions.MapGet("/{id}", Task<InteractionDetails> (Id<Interaction> id, IMediator send, CancellationToken ct) => send.Send(new GetInteraction(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getInteraction", "Read an interaction").ProducesProblem(404).Reads(ListInteractions.Spec);

        interactions.MapPatch("/{id}", Task<InteractionDetails> (Id<Interaction> id, MergePatch<InteractionInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeInteraction(body) { Id = id }, ct))
            .Needs(Area.Customers, Act.Change).Describe("changeInteraction", "Change an interaction").MayConflict().Example("""{"outcome":"done","outcomeNote":"Arrives on Thursday"}""");

        interactions.MapArchiving<Interaction>(Area.Customers, "interaction");
        interactions.MapAuditEntries<Interaction>(Area.Customers, "interaction");
        interactions.MapExternalIds(Area.Customers, "interactions", "interaction", ListInteractions.Spec, new UpsertInteraction(), id => new GetInteraction(id), i => i.Id);
        interactions.MapBulk<RecordInteraction, InteractionDetails>(Area.Customers, "interactions", i => i.Id.Value);

        v1.MapGet("/customers/{id}/interactions", Task<ListPage<InteractionRow>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListInteractions(query.Where("customerId", id), At: id), ct))
            .WithTags("Interactions").Needs(Area.Customers, Act.Read).Describe("listInteractionsOfCustomer", "List a customer's interactions").Lists(ListInteractions.Spec).ProducesProblem(404);
    }
}
