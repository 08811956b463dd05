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
internal sealed class EventStream(IServiceScopeFactory scopes, IHostApplicationLifetime app, EventSettings settings, RealTime clock)
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
        var (response, next) = (http.Response, request with { WaitSeconds = 0 });   // the first part at once: what is wrong with the request is a problem, not an end of the stream
        while (await Read(next, known, ct) is { } page)
        {
            if (!response.HasStarted)
            {
                (response.ContentType, response.Headers.CacheControl) = (EventEndpoints.StreamType, "no-store");
                response.Headers["X-Accel-Buffering"] = "no";   // proxies in the way pass each event on at once
                await response.WriteAsync($"retry: 1000\nid: {page.NextCursor}\n\n", ct);
            }
            foreach (var e in page.Data) await response.WriteAsync($"id: {e.Cursor}\nevent: {e.Type}\ndata: {JsonSerializer.Serialize(e, CrmJson.Options)}\n\n", ct);
            // The place is told also when nothing was for this caller, so that nobody begins again from far behind.
            if (page.Data.Count == 0) await response.WriteAsync($": nothing new\nid: {page.NextCursor}\n\n", ct);
            await response.Body.FlushAsync(ct);
            next = request with { After = page.NextCursor, WaitSeconds = StreamQuery.HeartbeatSeconds };
        }
    }

    private async Task<EventPage?> Read(ListEvents request, KnownCaller known, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (check, services) = (scope.ServiceProvider.GetRequiredService<SessionCheck>(), scope.ServiceProvider);
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
