using Crm.Application.Service.Assignments;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Gives out the tickets that nobody could take when they came, each queue in a transaction of its own. Several instances may run it at once.</summary>
internal sealed class AssignmentJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<AssignmentJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromSeconds(10))
{
    protected override async Task<int> Run(IServiceProvider services, CancellationToken ct)
    {
        var (send, given) = (services.GetRequiredService<IMediator>(), 0);
        foreach (var queue in await send.Send(new FindQueuesToServe(), ct)) given += await send.Send(new AssignWaitingTickets(queue), ct);
        return given;
    }
}
