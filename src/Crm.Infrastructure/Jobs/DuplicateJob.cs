using Crm.Application.Customers.Duplicates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Works out which customers are likely one, for those that have changed. Several instances may run it at once.</summary>
internal sealed class DuplicateJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DuplicateJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromSeconds(10))
{
    protected override Task<int> Run(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<ICustomerMatches>().RefreshAsync(ct);
}
