using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Territories;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Identity;

internal static class TerritoryEndpoints
{
    public static void MapTerritories(this RouteGroupBuilder v1)
    {
        var territories = v1.MapGroup("/territories").WithTags("Territories");

        territories.MapGet("/", Task<ListPage<TerritoryDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListTerritories(query.Request), ct))
            .Needs(Area.Identity, Act.Read).Describe("listTerritories", "List territories", "With under=… those that stand under one, itself included.").Lists(ListTerritories.Spec);

        territories.MapSearch(Area.Identity, ListTerritories.Spec, list => new ListTerritories(list), "territories");

        territories.MapPost("/", Task<Created<TerritoryDetails>> (CreateTerritory body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("territories", t => t.Id))
            .Needs(Area.Identity, Act.Create).Describe("createTerritory", "Make a territory",
                "A new customer lies in the deepest territory whose conditions, and those of all above it, it meets; who looks after that gets the customer, unless the request names somebody.")
            .ProducesProblem(409)
            .Example("""{"name":"Schools in Bavaria","countries":["DE"],"regions":["Bayern","Bavaria"],"markets":["education"],"teamId":"01a20039-4cef-7fc4-aab7-f430820afabe"}""");

        territories.MapGet("/{id}", Task<TerritoryDetails> (Id<Territory> id, IMediator send, CancellationToken ct) => send.Send(new GetTerritory(id), ct))
            .Needs(Area.Identity, Act.Read).Describe("getTerritory", "Read a territory").ProducesProblem(404).Reads(ListTerritories.Spec);

        territories.MapPatch("/{id}", Task<TerritoryDetails> (Id<Territory> id, MergePatch<TerritoryInput> body, IMediator send, CancellationToken ct) =>
                send.Send(new ChangeTerritory(body) { Id = id }, ct))
            .Needs(Area.Identity, Act.Change).Describe("changeTerritory", "Change a territory", "It holds for customers that are registered from then on.").MayConflict();

        territories.MapArchiving<Territory>(Area.Identity, "territory");
    }
}
