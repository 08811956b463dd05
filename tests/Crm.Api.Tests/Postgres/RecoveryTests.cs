using System.Diagnostics;
using Npgsql;
using Xunit;

namespace Crm.Tests.Postgres;

public sealed class RecoveryTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_kill_of_the_server_the_same_connection_string_works_and_acknowledged_writes_are_there()
    {
        await using var postgres = await _folder.StartAsync();
        await Sql.RunAsync(postgres.ConnectionString, "CREATE TABLE written (number int); INSERT INTO written VALUES (42)");

        await KillServerAsync();

        Assert.Equal(42, await Sql.RunWhenBackAsync(postgres.ConnectionString, "SELECT number FROM written"));
    }

    [Fact]
    public async Task A_killed_servers_busy_child_does_not_keep_the_next_one_from_starting()
    {
        await using var postgres = await _folder.StartAsync();
        await Sql.RunAsync(postgres.ConnectionString, "CREATE TABLE written (number int); INSERT INTO written VALUES (42)");
        // It computes without ever looking whether its postmaster lives.
        var busy = Sql.RunAsync(postgres.ConnectionString, "SELECT sum(a * b) FROM generate_series(1, 300000) a, generate_series(1, 300000) b");
        await Eventually.TrueAsync(async () =>
            (long)(await Sql.RunAsync(postgres.ConnectionString, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT sum%' AND state = 'active'"))! == 1);

        await KillServerAsync();

        Assert.Equal(42, await Sql.RunWhenBackAsync(postgres.ConnectionString, "SELECT number FROM written"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => busy);
    }

    [Fact]
    public async Task After_a_kill_of_the_app_the_next_start_finds_every_acknowledged_write()
    {
        using (var app = await KilledApp.StartAsync(_folder))
        {
            await Sql.RunAsync(app.ConnectionString, "CREATE TABLE written (number int); INSERT INTO written VALUES (42)");
            await app.KillAsync();
        }

        await using var postgres = await _folder.StartAsync();

        // This process still pools connections to the server that has gone.
        Assert.Equal(42, await Sql.RunWhenBackAsync(postgres.ConnectionString, "SELECT number FROM written"));
    }

    [Fact]
    public async Task The_server_of_a_killed_app_stops_by_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no guardian on Windows: the next start stops the server.");
        using var app = await KilledApp.StartAsync(_folder);

        await app.KillAsync();

        await Eventually.TrueAsync(() => Task.FromResult(_folder.PostmasterPid is null));
    }

    [Fact]
    public async Task A_stale_pid_file_that_names_a_strangers_process_harms_neither_the_stranger_nor_the_start()
    {
        using var strangersFolder = new ServerFolder();
        await using var stranger = await strangersFolder.StartAsync();
        var strangersPid = strangersFolder.PostmasterPid;
        await (await _folder.StartAsync()).DisposeAsync();
        var stale = await File.ReadAllTextAsync(Path.Combine(strangersFolder.Data, "postmaster.pid"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Data, "postmaster.pid"),
            stale.Replace(strangersFolder.Data, _folder.Data, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        await using var postgres = await _folder.StartAsync();

        Assert.Equal(1, await Sql.RunAsync(postgres.ConnectionString, "SELECT 1"));
        Assert.Equal(1, await Sql.RunAsync(stranger.ConnectionString, "SELECT 1"));
        Assert.Equal(strangersPid, strangersFolder.PostmasterPid);
    }

    [Fact]
    public async Task What_a_killed_first_start_has_left_is_cleared_away()
    {
        var halfMade = Directory.CreateDirectory(Path.Combine(_folder.Root, "data.new-0123")).FullName;
        await File.WriteAllTextAsync(Path.Combine(halfMade, "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "password"), "of the killed start", TestContext.Current.CancellationToken);

        await using var postgres = await _folder.StartAsync();

        Assert.Equal(1, await Sql.RunAsync(postgres.ConnectionString, "SELECT 1"));
        Assert.False(Directory.Exists(halfMade));
    }

    // A child of the killed server may still answer a query: the test goes on when another server is there.
    private async Task KillServerAsync()
    {
        var killed = _folder.PostmasterPid!.Value;
        using var process = Process.GetProcessById(killed);
        process.Kill();
        await Eventually.TrueAsync(() => Task.FromResult(_folder.PostmasterPid is { } present && present != killed));
    }
}
