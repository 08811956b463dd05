using Crm.Infrastructure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Clears away what signing in leaves behind. Several instances may run it at once.</summary>
internal sealed class SessionJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SessionJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromHours(1))
{
    protected override Task<int> Run(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<SessionSweep>().Run(ct);
}
