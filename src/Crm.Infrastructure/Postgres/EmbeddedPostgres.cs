using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// A PostgreSQL server of the app's own, made from the installed programs: on the loopback interface only, with a random password, in a
/// folder that no other process uses meanwhile. It is started again when it dies, and stops when this object is disposed or the app ends.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;
    private readonly ClusterFolder _folder;
    private readonly FolderLock _lock;
    private readonly Lazy<Task> _stop;
    private readonly ILogger _log;
    private Cluster? _cluster;
    private Watchdog? _watchdog;
    private string _password = "";

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ClusterFolder folder, FolderLock folderLock, ILogger log)
    {
        (_options, _folder, _lock, _log) = (options, folder, folderLock, log);
        _stop = new Lazy<Task>(StopAsync);
    }

    /// <summary>Where the server really keeps its files: not the wanted folder when PostgreSQL's user could not enter that.</summary>
    public string Folder => _folder.Root;

    public int Port => _cluster?.Port ?? 0;

    /// <summary>To the database <c>crm</c>, as the server's administrator. Stays valid over restarts of the server. It holds the password: keep it out of logs.</summary>
    public string ConnectionString => ConnectionStringFor(ClusterSettings.Database);

    /// <summary>To the same database as the role that owns the tables and migrates.</summary>
    public string OwnerConnectionString => ClusterRoles.Owner.ConnectionString(ConnectionString);

    /// <summary>To the same database as the role that the application runs as: it owns nothing, and cannot change the schema.</summary>
    public string ApplicationConnectionString => ClusterRoles.Application.ConnectionString(ConnectionString);

    /// <summary>Starts the server of a folder, with an empty database <c>crm</c> on the first start.</summary>
    /// <exception cref="EmbeddedPostgresException">With a message for the person at the terminal.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger log, CancellationToken ct)
    {
        var folder = await ClusterFolder.PrepareAsync(options.Folder, log, ct);
        var postgres = new EmbeddedPostgres(options, folder, FolderLock.Take(folder.Root), log);
        try
        {
            await postgres.StartAsync(ct);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>As <see cref="ApplicationConnectionString"/>, to a server that another process runs in the folder; null when none does.</summary>
    public static async Task<string?> RunningApplicationConnectionString(string folder, ILogger log, CancellationToken ct)
    {
        var cluster = await ClusterFolder.PrepareAsync(folder, log, ct);
        if (Postmaster.ReadFrom(cluster.Data) is not { IsServing: true } || !File.Exists(cluster.Port)) return null;
        var (port, password) = (await File.ReadAllTextAsync(cluster.Port, ct), await File.ReadAllTextAsync(cluster.Password, ct));
        return ClusterRoles.Application.ConnectionString(ConnectionStringFor(ClusterSettings.Database, int.Parse(port, CultureInfo.InvariantCulture), password));
    }

    /// <summary>To another database of the same server. The database need not exist yet.</summary>
    public string ConnectionStringFor(string database) => ConnectionStringFor(database, Port, _password);

    private static string ConnectionStringFor(string database, int port, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = ClusterSettings.User,
        Password = password,
        Database = database,
        // Nothing leaves the machine, so there is nothing to negotiate.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        MaxPoolSize = 80,
    }.ConnectionString;

    /// <summary>Stops the server, ending its connections. Further calls wait for the same stop.</summary>
    public ValueTask DisposeAsync() => new(_stop.Value);

    private async Task StartAsync(CancellationToken ct)
    {
        var programs = await ProgramChoice.ForAsync(_options.BinFolder, _folder, _log, ct);
        _password = await new ClusterCreation(_folder, programs, _options, _log).EnsureAsync(ct);
        _cluster = new Cluster(_folder, programs, _options, _log);
        await _cluster.StartAsync(samePort: false, ct);
        await EnsureDatabaseAsync(ct);
        _watchdog = new Watchdog(_cluster, _options.Time, _log);
        _log.LogInformation("PostgreSQL {Major} serves {Folder} on 127.0.0.1:{Port}", programs.Major, _folder.Root, Port);
    }

    private async Task EnsureDatabaseAsync(CancellationToken ct)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(ConnectionStringFor("postgres"));
            await using var find = source.CreateCommand($"SELECT 1 FROM pg_database WHERE datname = '{ClusterSettings.Database}'");
            if (await find.ExecuteScalarAsync(ct) is null)
            {
                await using var create = source.CreateCommand($"CREATE DATABASE {ClusterSettings.Database}");
                await create.ExecuteNonQueryAsync(ct);
            }
            await ClusterRoles.EnsureAsync(ConnectionString, ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                $"The password in {_folder.Password} is not the one of the data in {_folder.Data}: put the right file back, or move both away.", refused);
        }
    }

    private async Task StopAsync()
    {
        if (_watchdog is not null)
            await _watchdog.DisposeAsync();
        if (_cluster is not null)
        {
            // Pooled connections would be found dead by whoever starts on the same port next.
            foreach (var connectionString in new[] { ConnectionString, OwnerConnectionString, ApplicationConnectionString })
            {
                await using var pooled = new NpgsqlConnection(connectionString);
                NpgsqlConnection.ClearPool(pooled);
            }
            await _cluster.DisposeAsync();
        }
        _lock.Dispose();
        if (_options.Throwaway)
            foreach (var path in new[] { Folder, _options.Folder }.Where(Directory.Exists))
                Directory.Delete(path, recursive: true);
    }
}
