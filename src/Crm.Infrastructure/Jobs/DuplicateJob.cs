using Crm.Application.Customers.Duplicates;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Jobs;

/// <summary>Works out which customers are likely one, for those that have changed. Several instances may run it at once.</summary>
internal sealed class DuplicateJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DuplicateJob> log) : PeriodicJob(scopes, clock, log, TimeSpan.FromSeconds(10))
{
    // While an import brings in customers by the thousand, it has the machine for itself: each would be compared again and again, with those that are there so far.
    protected override async Task<int> Run(IServiceProvider services, CancellationToken ct) =>
        await services.GetRequiredService<CrmDb>().Jobs.AnyAsync(j => j.State == JobState.Running && (j.Kind == JobKind.ImportRun || j.Kind == JobKind.ImportUndo), ct)
            ? 0
            : await services.GetRequiredService<ICustomerMatches>().RefreshAsync(ct);
}
