using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Integration;
using Crm.Application.Integration.Events;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using MediatR;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Api.Integration;

/// <summary>The feed as server-sent events (WHATWG HTML, 9.2). Each part is read anew with the rights that the caller has then; the stream ends with the caller's token, key or session, and when the app stops.</summary>
internal sealed class EventStream(IServiceScopeFactory scopes, IHostApplicationLifetime app, EventNews news, EventSettings settings, RealTime clock)
{
    private readonly ConcurrentDictionary<Id<User>, int> _open = new();

    /// <exception cref="TooManyOpen">The caller has as many open as one may have.</exception>
    public async Task Send(HttpContext http, ListEvents request)
    {
        var known = http.Features.Get<KnownCaller>()!;
        if (_open.AddOrUpdate(known.UserId, 1, (_, n) => n + 1) is var open && open > settings.StreamsPerCaller)
        {
            Close(known.UserId);
            throw new TooManyOpen(string.Create(CultureInfo.InvariantCulture, $"You have {settings.StreamsPerCaller} streams open, which is the most at once; close one."));
        }
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, app.ApplicationStopping);
            if (TimeLeft(http) is { } left) end.CancelAfter(left);
            await Send(http, request, known, end.Token);
        }
        catch (OperationCanceledException) when (http.Response.HasStarted)
        {
            // Over for one of the reasons above; the client connects again with the last id.
        }
        finally
        {
            Close(known.UserId);
        }
    }

    private async Task Send(HttpContext http, ListEvents request, KnownCaller known, CancellationToken ct)
    {
        var response = http.Response;
        while (await Read(request, known, ct) is { } page)   // the first part before anything is written: what is wrong with the request is a problem, not an end of the stream
        {
            if (!response.HasStarted)
            {
                (response.ContentType, response.Headers.CacheControl) = (EventEndpoints.StreamType, "no-store");
                response.Headers["X-Accel-Buffering"] = "no";   // proxies in the way pass each event on at once
                if (HttpMethods.IsHead(http.Request.Method)) return;
                await response.WriteAsync($"retry: 1000\nid: {page.NextCursor}\n\n", ct);
            }
            foreach (var e in page.Data) await response.WriteAsync($"id: {e.Cursor}\nevent: {e.Type}\ndata: {JsonSerializer.Serialize(e, CrmJson.Options)}\n\n", ct);
            // The place is told also when nothing was for this caller, so that nobody begins again from far behind.
            await response.WriteAsync($"id: {page.NextCursor}\n\n", ct);
            await response.Body.FlushAsync(ct);
            request = request with { After = page.NextCursor };
            while (!page.HasMore && !await IsNews(page.NextCursor, ct)) await Live(response, ct);
        }
    }

    // Waited is without a connection and without rights: both are taken when there is something to read.
    private async Task<bool> IsNews(string cursor, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var place = scope.ServiceProvider.GetRequiredService<EventFeed>().Place(cursor)!.Value;
        using var heartbeat = CancellationTokenSource.CreateLinkedTokenSource(ct);
        heartbeat.CancelAfter(TimeSpan.FromSeconds(StreamQuery.HeartbeatSeconds));
        return await news.Beyond(place, heartbeat.Token);
    }

    private static async Task Live(HttpResponse response, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await response.WriteAsync(": nothing new\n\n", ct);
        await response.Body.FlushAsync(ct);
    }

    private async Task<EventPage?> Read(ListEvents request, KnownCaller known, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var check = services.GetRequiredService<SessionCheck>();
        var now = known.SessionId is { } session ? await check.OfSession(session, known.UserId, ct) : await check.InNameOf(known.UserId, known.KeyId, ct);
        if (now is null) return null;
        services.GetRequiredService<Caller>().ActAs(now);
        services.GetRequiredService<Caller>().Do(Act.Read);
        return await services.GetRequiredService<IMediator>().Send(request, ct);
    }

    private TimeSpan? TimeLeft(HttpContext http) =>
        long.TryParse(http.User.FindFirst(JwtRegisteredClaimNames.Exp)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromTicks(Math.Max(0, (DateTimeOffset.FromUnixTimeSeconds(seconds) - clock.GetUtcNow()).Ticks))
            : null;

    private void Close(Id<User> user) => _open.AddOrUpdate(user, 0, (_, n) => n - 1);
}
