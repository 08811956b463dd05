using Crm.Infrastructure.Persistence.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence;

public static class Migrator
{
    /// <summary>Applies the migrations that the database does not have yet, and fills the search tables with what is in none; two instances that start at once
    /// wait for each other.</summary>
    public static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await db.Database.MigrateAsync(ct);
        await Fill(db, ct);
    }

    /// <summary>Fills the search tables with the records that are in none.</summary>
    public static Task Fill(CrmDb db, CancellationToken ct) => SearchUpkeep.Fill(db, ct);
}
