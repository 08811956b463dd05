using Crm.Api.Common;
using Crm.Application.Integration.Events;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Api.Integration;

internal static class EventEndpoints
{
    public const string StreamType = "text/event-stream";

    private const string Tag = "Events";

    public static void MapEvents(this RouteGroupBuilder v1)
    {
        var events = v1.MapGroup("/events").WithTags(Tag);

        events.MapGet("/", Task<EventPage> (EventQuery query, IMediator send, CancellationToken ct) => send.Send(query.Request, ct))
            .ForEverybody().Describe("readEvents", "Read on in the feed of events",
                "Everything that happened to the records that you see, in the order in which it happened to each. Keep nextCursor and ask with after=… the next time: nothing is left out, however late its transaction ended, and nothing comes twice. "
                + "With waitSeconds the answer waits for the next event. Events are kept for 30 days, unless the settings say otherwise; a cursor from before is answered by 410.")
            .WithMetadata(new QueryMetadata(EventQuery.Described)).ProducesProblem(410).Lasts();

        events.MapGet("/stream", (StreamQuery query, HttpContext http, EventStream stream) => stream.Send(http, query.Request))
            .ForEverybody().Describe("streamEvents", "Follow the feed live",
                "The feed as server-sent events: id is the cursor, event the type, data the event. A client that connects again sends the last id as Last-Event-ID and misses nothing. It begins with what happens from now on, or after the cursor in after=…, "
                + "and ends with the access token.")
            .WithMetadata(new QueryMetadata(EventSelections.Described)).Produces<string>(200, StreamType).ProducesProblem(410).ProducesProblem(429).Lasts();

        events.MapGet("/{id}", Task<EventDetails> (Id<OutboxEvent> id, IMediator send, CancellationToken ct) => send.Send(new GetEvent(id), ct))
            .ForEverybody().Describe("getEvent", "Read an event").ProducesProblem(404);

        v1.MapGet("/event-types", Task<EventTypeList> (IMediator send, CancellationToken ct) => send.Send(new ListEventTypes(), ct))
            .WithTags(Tag).ForEverybody().Describe("getEventTypes", "List the types of events", "Lists the types of events of which you can be told, by what you may read.");
    }
}
