using Crm.Application.Service.Tickets;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Closes resolved tickets when their time has come. Several instances may run it at once.</summary>
internal sealed class ClosingJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ClosingJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            await CloseAll(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CloseAll(CancellationToken ct)
    {
        try
        {
            var closed = 0;
            while (await CloseBatch(ct) is > 0 and var more) closed += more;
            if (closed > 0) log.LogInformation("Closed {Count} tickets that had been resolved for long enough", closed);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "Resolved tickets could not be closed; the next run tries again");
        }
    }

    private async Task<int> CloseBatch(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new CloseResolvedTickets(), ct);
    }
}
