using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence;

public static class Migrator
{
    /// <summary>Applies the migrations that the database does not have yet; two instances that start at once wait for each other.</summary>
    public static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CrmDb>().Database.MigrateAsync(ct);
    }
}
