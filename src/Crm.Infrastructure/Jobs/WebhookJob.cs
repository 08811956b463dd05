using Crm.Application.Integration.Events;
using Crm.Domain.Common;
using Crm.Domain.Integration;
using Crm.Infrastructure.Integration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Makes deliveries of events and sends them. Several instances may run it at once.</summary>
internal sealed class WebhookJob(IServiceScopeFactory scopes, WebhookSender sender, EventNews news, ILogger<WebhookJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    // What is over in quick succession is taken together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    private TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(Again(Make, stoppingToken), Again(Send, stoppingToken));
        await sender.Rest();   // until it has given back what it had in hand
    }

    private async Task Again(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
            try
            {
                await work(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogError(e, "Webhooks got no further; it is tried again");
                await Task.WhenAny(Task.Delay(Every, ct));
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    private async Task Make(CancellationToken ct)
    {
        var moved = false;
        foreach (var webhooks in await Behind(ct)) moved |= await GoOn(webhooks, ct);
        if (moved) Interlocked.Exchange(ref _made, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        else await Sleep(news.NextReached(), ct);
    }

    private async Task Send(CancellationToken ct)
    {
        var (made, done) = (_made.Task, sender.NextDone);
        if (await sender.Begin(ct) is []) await Sleep(Task.WhenAny(made, done), ct);
        await Task.WhenAny(Task.Delay(Gathering, ct));
    }

    private static async Task Sleep(Task wake, CancellationToken ct) => await Task.WhenAny(wake, Task.Delay(Every, ct));

    private async Task<IReadOnlyList<IReadOnlyList<Id<Webhook>>>> Behind(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<WebhookFanOut>().Behind(ct);
    }

    // What is wrong with some keeps no others from going on.
    private async Task<bool> GoOn(IReadOnlyCollection<Id<Webhook>> webhooks, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<WebhookFanOut>().GoOn(webhooks, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "The webhooks {Webhooks} got no further; it is tried again", webhooks);
            return false;
        }
    }
}
