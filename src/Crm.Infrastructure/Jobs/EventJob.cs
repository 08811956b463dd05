using Crm.Application.Integration.Events;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Gives events their places in the feed as soon as they are committed: at once those of this instance, within a quarter of a second those of others that could not do it. Several instances may run it at once.</summary>
internal sealed class EventJob(IServiceScopeFactory scopes, EventNews news, ILogger<EventJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    // What is committed in quick succession gets its places together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var written = news.NextWritten();
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                while (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new PlaceEvents(), stoppingToken) > 0) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Events got no places; it is tried again");
            }
            await Task.WhenAny(written, Task.Delay(Every, stoppingToken));
            if (written.IsCompleted) await Task.WhenAny(Task.Delay(Gathering, stoppingToken));
        }
    }
}
