using Crm.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Crm.Tests.Postgres;

public sealed class LifeCycleTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_restart_keeps_data_port_and_password()
    {
        string before;
        await using (var first = await _folder.StartAsync())
        {
            before = first.ConnectionString;
            await Sql.RunAsync(before, "CREATE TABLE kept AS SELECT 'Łukasz 王 🚀' AS name");
        }

        await using var second = await _folder.StartAsync();

        Assert.Equal(before, second.ConnectionString);
        Assert.Equal("Łukasz 王 🚀", await Sql.RunAsync(second.ConnectionString, "SELECT name FROM kept"));
    }

    [Fact]
    public async Task A_throwaway_server_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("crm-throwaway-").FullName;
        var options = new EmbeddedPostgresOptions { Folder = folder, Throwaway = true };

        await using (var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken))
            Assert.Equal("off", await Sql.RunAsync(postgres.ConnectionString, "SHOW fsync"));

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Disposing_twice_stops_once()
    {
        var postgres = await _folder.StartAsync();

        await Task.WhenAll(postgres.DisposeAsync().AsTask(), postgres.DisposeAsync().AsTask());
        await postgres.DisposeAsync();

        Assert.Null(_folder.PostmasterPid);
    }
}
