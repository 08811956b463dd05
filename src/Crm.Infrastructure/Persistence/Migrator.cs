using Crm.Domain.Identity;
using Crm.Infrastructure.Persistence.Duplicates;
using Crm.Infrastructure.Persistence.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

public static class Migrator
{
    private const int MostAttempts = 300;   // a quarter of an hour, for another instance may be at it
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Applies the migrations that the database does not have yet, says who may do what with the tables, and fills the search tables with what is in none;
    /// two instances that start at once wait for each other.</summary>
    /// <param name="owner">The connection of the role that owns the tables; null when the application's own role does.</param>
    public static async Task Migrate(IServiceProvider services, string? owner, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        db.BePatient();
        if (owner is null)
        {
            await Apply(db, ct);
            await DatabaseRights.Apply(db, application: null, ct);
        }
        else
        {
            await using var hosts = new DatabaseHosts(owner);
            await using var owned = new CrmDb(new DbContextOptionsBuilder<CrmDb>().UseNpgsql(hosts.Primary).Options).Serving(scope.ServiceProvider);
            await Apply(owned, ct);
            await DatabaseRights.Apply(owned, await DatabaseRights.RoleOf(db, ct), ct);
        }
        await BringRolesUpToDate(db, ct);
        await Fill(db, ct);
    }

    // Whoever waits for a table's lock holds up all who come after, so a migration that does not get it soon lets go, and tries again. What it had done by then is undone, or done again.
    private static async Task Apply(CrmDb db, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(TimeSpan.Zero);   // an index of a large table takes as long as it takes
        await db.Database.OpenConnectionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SET lock_timeout = '2s'", ct);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await db.Database.MigrateAsync(ct);
                    return;
                }
                catch (Exception e) when ((e as PostgresException ?? e.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < MostAttempts)
                {
                    await Task.Delay(Pause, ct);
                }
            }
        }
        finally
        {
            await db.Database.ExecuteSqlAsync($"RESET lock_timeout", CancellationToken.None);
            await db.Database.CloseConnectionAsync();
            db.BePatient();
        }
    }

    /// <summary>Warns when the application's role could change the schema: then neither a mistake nor an intruder is kept from the tables themselves.</summary>
    public static async Task WarnOfPower(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        if (await DatabaseRights.PowerOf(scope.ServiceProvider.GetRequiredService<CrmDb>(), ct) is { } role)
            scope.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrator).FullName!)
                .LogWarning("The database role {Role} of the application may change the schema. Give it a role that owns nothing, and the owner to ConnectionStrings__CrmMigrations: see docs/operations.md", role);
    }

    // What a built-in role gives, this version of the system says.
    private static async Task BringRolesUpToDate(CrmDb db, CancellationToken ct)
    {
        var there = await db.Roles.Where(r => r.IsBuiltIn).ToDictionaryAsync(r => r.Id, ct);
        foreach (var role in BuiltInRoles.All)
        {
            if (there.TryGetValue(role.Id, out var known)) known.BringUpToDate(role);
            else db.Roles.Add(Role.BuiltIn(role.Id, role.Name, role.Description!, role.Permissions));
        }
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Fills the search tables with the records that are in none, and the match keys of the customers that have none.</summary>
    public static async Task Fill(CrmDb db, CancellationToken ct)
    {
        await SearchUpkeep.Fill(db, ct);
        await MatchUpkeep.Fill(db, ct);
    }
}
