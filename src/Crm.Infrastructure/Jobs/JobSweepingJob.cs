using Crm.Infrastructure.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Erases files whose time is over, and forgets jobs that were over long ago. Several instances may run it at once.</summary>
internal sealed class JobSweepingJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<JobSweepingJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromMinutes(10))
{
    protected override Task<int> Run(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<JobSweep>().Run(ct);
}

/// <summary>Clears away what jobs leave behind.</summary>
internal sealed class JobSweep(StoredFiles files, JobQueue queue)
{
    /// <summary>Says how many files and jobs went.</summary>
    public async Task<int> Run(CancellationToken ct) => await files.Sweep(ct) + await queue.Sweep(ct);
}
