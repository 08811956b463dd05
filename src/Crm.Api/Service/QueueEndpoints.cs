using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Queues;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class QueueEndpoints
{
    public static void MapQueues(this RouteGroupBuilder v1)
    {
        var queues = v1.MapGroup("/queues").WithTags("Queues");

        queues.MapGet("/", Task<ListPage<QueueDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListQueues(query.Request), ct))
            .Needs(Area.Settings, Act.Read).Describe("listQueues", "List queues").Lists(ListQueues.Spec);

        queues.MapSearch(Area.Settings, ListQueues.Spec, list => new ListQueues(list), "queues");

        queues.MapPost("/", Task<Created<QueueDetails>> (CreateQueue body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("queues", q => q.Id))
            .Needs(Area.Settings, Act.Create).Describe("createQueue", "Make a queue").ProducesProblem(409);

        queues.MapGet("/{id}", Task<QueueDetails> (Id<Queue> id, IMediator send, CancellationToken ct) => send.Send(new GetQueue(id), ct))
            .Needs(Area.Settings, Act.Read).Describe("getQueue", "Read a queue").ProducesProblem(404).Reads(ListQueues.Spec);

        queues.MapPatch("/{id}", Task<QueueDetails> (Id<Queue> id, MergePatch<QueueInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeQueue(body) { Id = id }, ct))
            .Needs(Area.Settings, Act.Change).Describe("changeQueue", "Change a queue").MayConflict();

        queues.MapArchiving<Queue>(Area.Settings, "queue");
    }
}
