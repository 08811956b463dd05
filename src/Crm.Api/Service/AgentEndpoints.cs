using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Agents;
using Crm.Application.Service.Assignments;
using Crm.Application.Service.Queues;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class AgentEndpoints
{
    public static void MapAgents(this RouteGroupBuilder v1)
    {
        var agents = v1.MapGroup("/agents").WithTags("Agents");

        agents.MapGet("/", Task<ListPage<AgentDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListAgents(query.Request), ct))
            .Needs(Area.Settings, Act.Read).Describe("listAgents", "List agents").Lists(ListAgents.Spec);

        agents.MapSearch(Area.Settings, ListAgents.Spec, list => new ListAgents(list), "agents");

        agents.MapGet("/me", Task<AgentDetails> (ICurrentUser caller, IMediator send, CancellationToken ct) => send.Send(new GetAgent(caller.Id!.Value), ct))
            .ForEverybody().Describe("getMyAgent", "Read what you can do as an agent").ProducesProblem(404).Reads(ListAgents.Spec);

        agents.MapPut("/me/availability", Task<AgentDetails> (SetMyAvailability body, IMediator send, CancellationToken ct) => send.Send(body, ct))
            .ForEverybody().Describe("setMyAvailability", "Go on or off duty",
                "Off duty, the rules of your queues give you no tickets. What you have stays with you, and you may still take the next one.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

        agents.MapGet("/{userId}", Task<AgentDetails> (Id<User> userId, IMediator send, CancellationToken ct) => send.Send(new GetAgent(userId), ct))
            .Needs(Area.Settings, Act.Read).Describe("getAgent", "Read what an agent can do").ProducesProblem(404).Reads(ListAgents.Spec);

        agents.MapPut("/{userId}", Task<AgentDetails> (Id<User> userId, PutAgent body, IMediator send, CancellationToken ct) => send.Send(body with { UserId = userId }, ct))
            .Needs(Area.Settings, Act.Change).Describe("putAgent", "Say what an agent can do",
                "Replaces languages, skills and capacity, and makes an agent of a user who is none yet. Whoever is put into a queue is an agent, too, at first without any limit.").MayConflict()
            .Example("""{"languages":["de","en"],"skills":["warranty"],"capacity":15,"isAvailable":true}""");

        v1.MapPost("/tickets/next", async Task<Results<Ok<TicketDetails>, NoContent>> (TakeNextTicket? body, IMediator send, CancellationToken ct) =>
                await send.Send(body ?? new(), ct) is { } ticket ? TypedResults.Ok(ticket) : TypedResults.NoContent())
            .WithTags("Tickets").Needs(Area.Tickets, Act.Change).Describe("takeNextTicket", "Take the next ticket",
                "Gives you, and accepts, the next ticket that waits in your queues: new or open, with nobody, the most urgent, of these the longest waiting; none that asks for a skill or a language that you lack. "
                + "However many ask at once, each ticket is given once. 204 when nothing waits for you.").ProducesProblem(409)
            .Example("{}");
    }

    public static void MapQueueMembers(this RouteGroupBuilder v1)
    {
        var members = v1.MapGroup("/queues/{id}/members").WithTags("Queues");

        members.MapGet("/", Task<ListPage<QueueMemberDetails>> (Id<Queue> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListQueueMembers(id, query.Where("queueId", id)), ct))
            .Needs(Area.Settings, Act.Read).Describe("listQueueMembers", "List who is in a queue").Lists(ListQueueMembers.Spec).ProducesProblem(404);

        members.MapPut("/{userId}", Task<QueueMemberDetails> (Id<Queue> id, Id<User> userId, PutQueueMember? body, IMediator send, CancellationToken ct) =>
                send.Send((body ?? new()) with { Id = id, UserId = userId }, ct))
            .Needs(Area.Settings, Act.Change).Describe("putQueueMember", "Put a user into a queue", "Puts an active user into the queue, or changes how its rule treats a member.").MayConflict()
            .Example("""{"receivesAutomatically":true}""");

        members.MapDelete("/{userId}", async Task<NoContent> (Id<Queue> id, Id<User> userId, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new RemoveQueueMember(userId) { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Needs(Area.Settings, Act.Change).Describe("removeQueueMember", "Take a user out of a queue", "The tickets that the user has stay with the user.").MayConflict();
    }
}
