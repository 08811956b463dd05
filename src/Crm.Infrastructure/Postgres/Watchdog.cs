using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Postgres;

/// <summary>Starts the server again, on the same port, when it has ended without being asked to.</summary>
internal sealed class Watchdog : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private readonly Cluster _cluster;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _watching;

    public Watchdog(Cluster cluster, TimeProvider time, ILogger log)
    {
        (_cluster, _time, _log) = (cluster, time, log);
        _watching = Task.Run(WatchAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(_end.Token))
            if (!_cluster.IsServing)
                await RestartAsync();
    }

    private async Task RestartAsync()
    {
        _log.LogWarning("PostgreSQL has ended unexpectedly; it is started again");
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await _cluster.StartAsync(samePort: true, _end.Token);
                _log.LogInformation("PostgreSQL is serving again on port {Port}", _cluster.Port);
                return;
            }
            // Whatever the reason is (a full disk, a port taken meanwhile), it may pass while the app lives on.
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _log.LogCritical(failure, "PostgreSQL could not be started again; the next attempt is in {Pause}", pause);
            }
            await Task.Delay(pause, _time, _end.Token);
        }
    }
}
