using Crm.Infrastructure.Persistence.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Forgets the answers to repeatable requests after their time. Several instances may run it at once.</summary>
internal sealed class SweepingJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SweepingJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromHours(1))
{
    protected override Task<int> Run(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<IdempotencyKeys>().Sweep(ct);
}
