using Crm.Application.Operations.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Wakes one of the runners of this instance.</summary>
internal sealed class JobSignal : IJobSignal, IDisposable
{
    private readonly SemaphoreSlim _queued = new(0);

    public void Wake() => _queued.Release();

    public Task Wait(TimeSpan atMost, CancellationToken ct) => _queued.WaitAsync(atMost, ct);

    public void Dispose() => _queued.Dispose();
}

/// <summary>Runs jobs, as many at a time as the settings say. It wakes when one is queued here, and looks now and then what another instance has queued or left behind.</summary>
internal sealed class JobService(JobRunner runner, JobSignal signal, JobSettings settings, ILogger<JobService> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, settings.Concurrency).Select(_ => Run(stoppingToken)));

    private async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await runner.RunNext(ct)) await signal.Wait(TimeSpan.FromSeconds(settings.PollSeconds), ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogError(e, "Looking for jobs failed; it is tried again");
                await Task.Delay(TimeSpan.FromSeconds(settings.PollSeconds), ct);
            }
        }
    }
}
