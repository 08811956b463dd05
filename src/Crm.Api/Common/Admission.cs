using System.Threading.RateLimiting;
using Crm.Application.Operations;
using Crm.Infrastructure.Observability;

namespace Crm.Api.Common;

/// <summary>Marks an operation that waits, or lasts as long as the caller's line is slow, so that it is not counted among those that are worked on.</summary>
internal sealed record Lasting;

/// <summary>Admission control: not more requests are worked on at once than the connections to the database suffice for, some wait for their turn, and not for long; the others are told at once to come again.
/// So what was let in is answered soon, however many knock.</summary>
internal sealed class Admission : IDisposable
{
    private readonly ConcurrencyLimiter _places;
    private readonly int _most;
    private readonly TimeSpan _patience;
    private readonly RealTime _real;
    private int _waiting;

    public Admission(LimitSettings settings, ConnectionPool pool, RealTime real)
    {
        var places = settings.ConcurrentRequests ?? ForRequests(pool.Size);
        var queue = settings.WaitingRequests ?? 2 * places;
        _places = new(new() { PermitLimit = places, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        _most = queue == 0 ? 0 : queue + places;   // some have their place already, and have not come to say so
        (_patience, _real) = (TimeSpan.FromSeconds(settings.WaitSeconds), real);
    }

    /// <summary>Waits until the request may be worked on; disposing the answer makes room for the next. Null when there is no room, nor will be soon.</summary>
    public ValueTask<RateLimitLease?> Enter(CancellationToken ct)
    {
        var lease = _places.AttemptAcquire();
        if (lease.IsAcquired) return new(lease);
        if (Interlocked.Increment(ref _waiting) <= _most) return Queue(ct);
        Interlocked.Decrement(ref _waiting);   // refused before anything is made for waiting
        return default;
    }

    public void Dispose() => _places.Dispose();

    /// <summary>Of the connections of a pool a fifth is left to the work in the background.</summary>
    private static int ForRequests(int connections) => Math.Max(1, connections * 4 / 5);

    private async ValueTask<RateLimitLease?> Queue(CancellationToken ct)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await using var timer = _real.CreateTimer(_ => patience.Cancel(), null, _patience, Timeout.InfiniteTimeSpan);
            var lease = await _places.AcquireAsync(1, patience.Token);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}

internal static class Admitting
{
    public static TRoute Lasts<TRoute>(this TRoute route) where TRoute : IEndpointConventionBuilder => route.WithMetadata(new Lasting());

    /// <summary>Admits the requests to operations; the document and the health of the app are always there.</summary>
    public static void UseAdmission(this WebApplication app)
    {
        var admission = app.Services.GetRequiredService<Admission>();
        HaveThreadsFor(app.Services.GetRequiredService<ConnectionPool>().Size);
        app.Use(async (http, next) =>
        {
            if (http.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true } || metadata.GetMetadata<Lasting>() is not null)
            {
                await next(http);
                return;
            }
            using var place = await admission.Enter(http.RequestAborted);
            if (place is null) await TooBusy.Answer(http);
            else await next(http);
        });
    }

    // When the database stops answering, each connection blocks a thread in the driver, which asks for its statement to be cancelled and waits for the answer. With fewer threads than that, all requests
    // would wait for each other for minutes, as threads are added one at a time.
    private static void HaveThreadsFor(int connections)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, connections), completions);
    }
}
