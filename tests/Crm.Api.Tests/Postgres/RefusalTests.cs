using System.Globalization;
using Crm.Infrastructure.Postgres;
using Xunit;

namespace Crm.Tests.Postgres;

public sealed class RefusalTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_instance_on_the_same_folder_is_told_who_holds_it_and_how_to_choose_another()
    {
        await using var first = await _folder.StartAsync();

        var refusal = await Assert.ThrowsAsync<FolderInUseException>(() => _folder.StartAsync());

        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Crm__StateFolder", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Sql.RunAsync(first.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_left_alone_with_advice()
    {
        Directory.CreateDirectory(_folder.Data);
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "PG_VERSION"), "9.6\n", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<WrongPostgresVersionException>(() => _folder.StartAsync());

        Assert.Contains("PostgreSQL 9.6", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Postgres__BinFolder", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("pg_dump", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Data, "PG_VERSION")));
    }

    [Fact]
    public async Task A_folder_without_the_programs_is_named_together_with_its_setting()
    {
        var refusal = await Assert.ThrowsAsync<PostgresNotFoundException>(() => _folder.StartAsync(binFolder: _folder.Root));

        Assert.Contains(_folder.Root, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Postgres__BinFolder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_start_shows_the_last_lines_of_the_servers_log()
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _folder.StartAsync(null, ("max_connections", "many")));

        Assert.Contains("invalid value for parameter \"max_connections\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_password_is_named_instead_of_replaced()
    {
        await (await _folder.StartAsync()).DisposeAsync();
        File.Delete(Path.Combine(_folder.Root, "password"));

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _folder.StartAsync());

        Assert.Contains(Path.Combine(_folder.Root, "password"), refusal.Message, StringComparison.Ordinal);
    }
}
