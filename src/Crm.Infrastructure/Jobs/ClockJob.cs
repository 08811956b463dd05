using Crm.Application.Service.Levels;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Raises warnings and breaches of service levels within a second or two of their time. Several instances may run it at once.</summary>
internal sealed class ClockJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ClockJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromSeconds(1))
{
    protected override async Task<int> Run(IServiceProvider services, CancellationToken ct)
    {
        var rung = await services.GetRequiredService<IMediator>().Send(new RingClocks(), ct);
        foreach (var (ticket, fault) in rung.Faults) log.LogError(fault, "The clocks of ticket {Ticket} could not be rung; they are tried again later", ticket);
        return rung.Tickets;
    }
}
