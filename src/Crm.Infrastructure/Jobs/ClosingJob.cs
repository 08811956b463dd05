using Crm.Application.Service.Tickets;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Closes resolved tickets when their time has come. Several instances may run it at once.</summary>
internal sealed class ClosingJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ClosingJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromMinutes(5))
{
    protected override Task<int> Run(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<IMediator>().Send(new CloseResolvedTickets(), ct);
}
