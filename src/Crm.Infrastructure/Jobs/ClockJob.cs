using Crm.Application.Service.Levels;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Raises warnings and breaches of service levels within a second or two of their time. Several instances may run it at once.</summary>
internal sealed class ClockJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ClockJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromSeconds(1))
{
    protected override Task<int> Run(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<IMediator>().Send(new RingClocks(), ct);
}
