using System.Text.Json;
using Crm.Application.Audit;
using Crm.Application.Observability;
using Crm.Application.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Work that is done again and again without a caller, in a scope of its own each time. A run that fails is logged, and the next one tries again.</summary>
internal abstract class PeriodicJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger log, TimeSpan every) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        do
        {
            await RunAll(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Does a part of the work and says how much; 0 when there is nothing left.</summary>
    protected abstract Task<int> Run(IServiceProvider services, CancellationToken ct);

    private async Task RunAll(CancellationToken ct)
    {
        try
        {
            if (clock is ITestTime test) await test.Follow(ct);
            var done = 0;
            while (await RunOnce(ct) is > 0 and var more) done += more;
            if (done > 0) log.LogInformation("{Job} dealt with {Count} records", GetType().Name, done);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "{Job} failed; its next run tries again", GetType().Name);
        }
    }

    private async Task<int> RunOnce(CancellationToken ct)
    {
        using var span = Telemetry.Begin($"job {GetType().Name}");
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CrmDb>().BePatient();
        scope.ServiceProvider.GetRequiredService<AuditOrigin>().Channel = $"job:{JsonNamingPolicy.CamelCase.ConvertName(GetType().Name.Replace("Job", "", StringComparison.Ordinal))}";
        return await Run(scope.ServiceProvider, ct);
    }
}
