using Crm.Application;
using Crm.Infrastructure;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Postgres;
using Crm.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Crm.Tests;

/// <summary>One PostgreSQL for the whole run: the server that CRM_TEST_POSTGRES names, else a container when built with Testcontainers, else a throwaway
/// cluster of the installed programs. Test classes get databases cloned from one migrated template. As in production one role owns and migrates, and another
/// one, which the app runs as, may only read and write rows: a right that is missing fails tests. With CRM_TEST_PGBOUNCER=1 the app goes through PgBouncer in transaction mode, so that whatever it left in a
/// session would be missed.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public static readonly Secrets Secrets = new("secret of the tests, at least 32 characters");

    private readonly SemaphoreSlim _cloning = new(1, 1);   // PostgreSQL refuses a template that another clone is reading with other sessions in it
    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private readonly List<string> _databases = [];
    private readonly Func<Task<string>>? _start;
    private EmbeddedPostgres? _embedded;
    private Bouncer? _bouncer;
    private string _server = "";
    private int _count;

    public PostgresServer()
    {
    }

    private PostgresServer(Func<Task<string>> start) => _start = start;

    /// <summary>A server of its own, which whoever starts it throws away as well; the start says how its administrator connects.</summary>
    internal static PostgresServer On(Func<Task<string>> start) => new(start);

    private string Owner => $"crm_test_{_run}_owner";

    private string Application => $"crm_test_{_run}_app";

    private string Template => $"crm_test_{_run}_template";

    public async ValueTask InitializeAsync()
    {
        _server = _start is not null ? await _start() : Environment.GetEnvironmentVariable("CRM_TEST_POSTGRES") is { Length: > 0 } named ? named : await Container() ?? await Cluster();
        foreach (var role in new[] { Owner, Application }) await Execute($"CREATE ROLE {role} LOGIN PASSWORD '{_run}'");
        await Execute($"GRANT {Owner} TO CURRENT_USER");
        await Execute($"CREATE DATABASE {Template} OWNER {Owner}");
        _databases.Add(Template);
        var services = new ServiceCollection().AddLogging().AddTime(TimeProvider.System, isMovable: false).AddApplication().AddInfrastructure(To(Template, Application, pooling: false), Secrets);
        await using var provider = services.BuildServiceProvider();
        await Migrator.Migrate(provider, To(Template, Owner, pooling: false), default);
        await Staff.Invite(provider);
        // Only now, because it would keep a connection to the template, which then could not be cloned.
        if (_start is null && Environment.GetEnvironmentVariable("CRM_TEST_PGBOUNCER") == "1") _bouncer = await Bouncer.Start(_server, Application, _run);
    }

    /// <summary>The same database as the role that owns its tables.</summary>
    public string AsOwner(string database) => To(new NpgsqlConnectionStringBuilder(database).Database!, Owner);

    /// <summary>The same database as the server's administrator, whom no right holds back.</summary>
    public string AsSuperuser(string database) => new NpgsqlConnectionStringBuilder(_server) { Database = new NpgsqlConnectionStringBuilder(database).Database }.ConnectionString;

    /// <summary>A database of its own for a test class.</summary>
    public async Task<string> NewDatabase()
    {
        await _cloning.WaitAsync();
        try
        {
            var name = $"crm_test_{_run}_{_count++}";
            await Execute($"CREATE DATABASE {name} TEMPLATE {Template} OWNER {Owner}");
            _databases.Add(name);
            await Execute($"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC");   // as migrating does; what the database itself grants is not cloned
            return To(name, Application);
        }
        finally
        {
            _cloning.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_bouncer is not null) await _bouncer.DisposeAsync();
        if (_embedded is not null) await _embedded.DisposeAsync();
        else if (_start is null)
        {
            foreach (var database in _databases) await Execute($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            foreach (var role in new[] { Application, Owner }) await Execute($"DROP ROLE IF EXISTS {role}");
#if TESTCONTAINERS
            await ContainerServer.Stop();
#endif
        }
        _cloning.Dispose();
    }

    private async Task<string> Cluster()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"crm-tests-{_run}");
        _embedded = await EmbeddedPostgres.StartAsync(new() { Folder = folder, Throwaway = true }, NullLogger.Instance, default);
        return _embedded.ConnectionStringFor("postgres");
    }

    private static Task<string?> Container() =>
#if TESTCONTAINERS
        ContainerServer.Start();
#else
        Task.FromResult<string?>(null);
#endif

    private string To(string database, string role, bool pooling = true)
    {
        var connection = new NpgsqlConnectionStringBuilder(_server) { Database = database, Username = role, Password = _run, MaxPoolSize = 40, Pooling = pooling };
        if (_bouncer is not null && role == Application) (connection.Port, connection.MaxAutoPrepare) = (_bouncer.Port, 0);
        return connection.ConnectionString;
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
