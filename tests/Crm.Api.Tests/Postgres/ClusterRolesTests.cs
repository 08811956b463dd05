using Crm.Application;
using Crm.Infrastructure;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Crm.Tests.Postgres;

public sealed class ClusterRolesTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_of_an_earlier_version_is_taken_over_with_its_data()
    {
        await using (var earlier = await _folder.StartAsync())
        {
            // Then there was one role, which owned everything.
            await Sql.RunAsync(earlier.ConnectionString, "ALTER DATABASE crm OWNER TO crm; DROP ROLE crm_owner; DROP ROLE crm_app");
            await using var services = Services(earlier.ConnectionString);
            await Migrator.Migrate(services, owner: null, TestContext.Current.CancellationToken);
            await Staff.Invite(services);
            await Sql.RunAsync(earlier.ConnectionString, "CREATE TABLE handmade (id int GENERATED ALWAYS AS IDENTITY, name text); CREATE SEQUENCE handmade_too");
        }

        await using var now = await _folder.StartAsync();
        await using (var services = Services(now.ApplicationConnectionString)) await Migrator.Migrate(services, now.OwnerConnectionString, TestContext.Current.CancellationToken);

        Assert.Equal(3L, await Sql.RunAsync(now.ApplicationConnectionString, "SELECT count(*) FROM users"));
        await Sql.RunAsync(now.ApplicationConnectionString, "INSERT INTO handmade (name) VALUES ('x'); SELECT nextval('handmade_too')");
        await Sql.RunAsync(now.OwnerConnectionString, "ALTER TABLE customers ADD COLUMN added int; DROP TABLE handmade");
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Sql.RunAsync(now.ApplicationConnectionString, "ALTER TABLE users ADD COLUMN added int"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        Assert.Equal(0L, await Sql.RunAsync(now.ConnectionString, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relowner = 'crm'::regrole"));
    }

    [Fact]
    public async Task A_server_that_runs_already_can_be_found_by_another_process_with_the_limits_of_its_role()
    {
        await using var running = await _folder.StartAsync();

        var found = await EmbeddedPostgres.RunningApplicationConnectionString(_folder.Root, NullLogger.Instance, TestContext.Current.CancellationToken);

        Assert.Equal("crm_app", await Sql.RunAsync(found!, "SELECT current_user::text"));
        Assert.Equal("10min 30s 1min 64kB", await Sql.RunAsync(found!,
            "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'), current_setting('gin_pending_list_limit'))"));
        await running.DisposeAsync();
        Assert.Null(await EmbeddedPostgres.RunningApplicationConnectionString(_folder.Root, NullLogger.Instance, TestContext.Current.CancellationToken));
    }

    private static ServiceProvider Services(string connection) =>
        new ServiceCollection().AddLogging().AddTime(TimeProvider.System, isMovable: false).AddApplication().AddInfrastructure(connection, PostgresServer.Secrets).BuildServiceProvider();
}
