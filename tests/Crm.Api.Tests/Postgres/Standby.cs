using System.Globalization;
using Crm.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>A standby of a server: a base backup of it that follows it by streaming.</summary>
internal sealed class Standby : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crm-standby-").FullName;
    private readonly string _primary;
    private Cluster? _cluster;

    private Standby(EmbeddedPostgres primary) => _primary = primary.ConnectionStringFor("postgres");

    public int Port => _cluster!.Port;

    /// <summary>As its administrator.</summary>
    public string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder(_primary) { Port = Port, Database = database }.ConnectionString;

    public static async Task<Standby> Of(EmbeddedPostgres primary)
    {
        var standby = new Standby(primary);
        try
        {
            await standby.Start();
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has it take over: from here on it can be written to.</summary>
    public async Task Promote() => Assert.Equal(true, await Sql.RunAsync(ConnectionStringFor("postgres"), "SELECT pg_promote()"));

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task Start()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = await ClusterFolder.PrepareAsync(_root, NullLogger.Instance, ct);
        var programs = await ProgramChoice.ForAsync(null, folder, NullLogger.Instance, ct);
        Directory.CreateDirectory(folder.Data);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await folder.HandOverAsync(folder.Data, ct);
        var from = new NpgsqlConnectionStringBuilder(_primary);
        var source = string.Create(CultureInfo.InvariantCulture, $"host={from.Host} port={from.Port} user={from.Username} password={from.Password} application_name=standby sslmode=disable gssencmode=disable");
        var copied = await Command.RunAsync(Path.Combine(programs.BinFolder, "pg_basebackup"), ["-d", source, "-D", folder.Data, "-R", "-X", "stream", "-c", "fast"], folder.User, ct);
        Assert.True(copied.Succeeded, copied.Output);
        _cluster = new(folder, programs, new() { Folder = _root }, NullLogger.Instance);
        await _cluster.StartAsync(samePort: false, ct);
    }
}
