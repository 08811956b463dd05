using Crm.Application.Integration;
using Crm.Application.Integration.Events;
using Crm.Application.Operations;
using Crm.Infrastructure.Integration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Deletes events and deliveries after their time. Several instances may run it at once.</summary>
internal sealed class ForgettingJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ForgettingJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromHours(1))
{
    protected override async Task<int> Run(IServiceProvider services, CancellationToken ct)
    {
        var before = services.GetRequiredService<RealTime>().GetUtcNow() - TimeSpan.FromDays(services.GetRequiredService<EventSettings>().KeepDays);
        return await services.GetRequiredService<IEventPlaces>().Forget(before, ct) + await services.GetRequiredService<WebhookLedger>().Forget(ct);
    }
}
