using Crm.Domain.Audit;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Appends the newest entries of the audit to its chain. Several instances may run it at once.</summary>
internal sealed class SealingJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SealingJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromSeconds(3))
{
    private static readonly TimeSpan Telling = TimeSpan.FromHours(1);

    private DateTimeOffset _told = DateTimeOffset.MinValue;

    protected override async Task<int> Run(IServiceProvider services, CancellationToken ct)
    {
        var seal = await services.GetRequiredService<AuditSealer>().Seal(ct);
        if (seal is null) return 0;
        Tell(seal);
        return seal.Entries < AuditSealer.Batch ? 0 : seal.Entries;   // what came meanwhile waits for the next run, and seals stay few
    }

    // Logs are kept elsewhere: with such a line in them, nobody can cut off the end of the chain unnoticed.
    private void Tell(AuditSeal seal)
    {
        if (seal.SealedAt - _told < Telling) return;
        _told = seal.SealedAt;
        log.LogInformation("The audit is sealed up to {Seal}:{Hash}", seal.Number, Convert.ToHexStringLower(seal.Hash));
    }
}
