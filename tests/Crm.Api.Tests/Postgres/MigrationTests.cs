using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>Migrations of a database that is in use.</summary>
public sealed class MigrationTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_migration_that_waits_for_a_table_lets_others_go_first_and_tries_again()
    {
        await Forget("ExportsOfRecords", "ALTER TABLE exports DROP COLUMN record_id");
        Task migrating;
        await using (var reader = await OtherTransaction.Begin(app.AsOwner, "SELECT count(*) FROM exports"))
        {
            migrating = Migrate();
            await WaitsForATable(migrating);
            // Behind the migration in the queue for the table: answered because the migration gives up its place, while the first reader is still there.
            await app.Db(async db => Assert.Equal(0, await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM exports").SingleAsync()));
            Assert.False(migrating.IsCompleted);
        }
        await migrating;
        (await _api.Post("/api/v1/exports", new { resource = "customers", format = "csv" })).Is(System.Net.HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Indexes_are_built_while_others_write_and_what_broke_off_is_built_anew()
    {
        await Forget("IndexesOfFilters", "DROP INDEX ix_customers_industry");
        await Sql.RunAsync(app.AsSuperuser, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_contacts_department'::regclass");
        Task migrating;
        await using (var writer = await OtherTransaction.Begin(app.AsOwner, "UPDATE customers SET notes = notes"))
        {
            migrating = Migrate();
            await WaitsForATable(migrating);
            (await _api.Post("/api/v1/customers", new { kind = "organization", name = Given.Unique("Builder"), relationships = new[] { "customer" }, market = "business" })).Created();
            Assert.False(migrating.IsCompleted);
        }
        await migrating;
        Assert.Equal(0L, await Sql.RunAsync(app.AsOwner, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
        Assert.Equal(1L, await Sql.RunAsync(app.AsOwner, "SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_customers_industry'"));
    }

    private Task Migrate() => Task.Run(() => Migrator.Migrate(app.Services, app.AsOwner, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    // The app's role does not see what the owner's connections wait for.
    private async Task WaitsForATable(Task migrating)
    {
        while (await Sql.RunAsync(app.AsSuperuser, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is null)
        {
            Assert.False(migrating.IsCompletedSuccessfully, "It did not have to wait.");
            if (migrating.IsCompleted) await migrating;
        }
    }

    // As if the migration had not been yet.
    private async Task Forget(string migration, string undo) =>
        await Sql.RunAsync(app.AsOwner, $"""{undo}; DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%\_{migration}' """);
}
