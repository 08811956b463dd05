using System.Text.Json.Nodes;
using Crm.Application.Integration.Events;
using Crm.Infrastructure.Integration;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>Gives the events that wait their places, as the job does.</summary>
    public async Task<int> EventsPlaced()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var placed = 0;
        while (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new PlaceEvents(), TestContext.Current.CancellationToken) is > 0 and var more) placed += more;
        return placed;
    }

    /// <summary>Makes deliveries of all events, as the job does.</summary>
    public async Task DeliveriesMade()
    {
        await EventsPlaced();
        while (true)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var moved = false;
            foreach (var webhook in await scope.ServiceProvider.GetRequiredService<WebhookFanOut>().Behind(TestContext.Current.CancellationToken))
            {
                await using var own = app.Services.CreateAsyncScope();
                moved |= await own.ServiceProvider.GetRequiredService<WebhookFanOut>().GoOn(webhook, TestContext.Current.CancellationToken);
            }
            if (!moved) return;
        }
    }

    /// <summary>Makes deliveries of all events and sends what is due, as the job does.</summary>
    public async Task WebhooksSent()
    {
        await DeliveriesMade();
        while (await app.Services.GetRequiredService<WebhookSender>().Begin(TestContext.Current.CancellationToken) is { Count: > 0 } sending) await Task.WhenAll(sending);
        await EventsPlaced();
    }

    /// <summary>The end of the feed, with all that was written until now before it.</summary>
    public async Task<string> EndOfFeed()
    {
        await EventsPlaced();
        return (string)(await api.Get("/api/v1/events?after=latest")).Ok()["nextCursor"]!;
    }

    /// <summary>All events after the cursor, those that wait for their places included.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAfter(string cursor, string? types = null, Api? by = null)
    {
        await EventsPlaced();
        List<JsonNode> events = [];
        while (true)
        {
            var page = (await (by ?? api).Get($"/api/v1/events?limit=500&after={cursor}{(types is null ? "" : $"&types={types}")}")).Ok();
            events.AddRange(page["data"]!.AsArray().Select(e => e!));
            cursor = (string)page["nextCursor"]!;
            if (!(bool)page["hasMore"]!) return events;
        }
    }
}
