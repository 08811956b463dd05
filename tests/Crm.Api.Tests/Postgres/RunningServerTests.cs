using Crm.Infrastructure.Postgres;
using Xunit;

namespace Crm.Tests.Postgres;

public sealed class RunningServer : IAsyncLifetime
{
    private EmbeddedPostgres? _postgres;

    public ServerFolder Folder { get; } = new();

    public EmbeddedPostgres Postgres => _postgres ?? throw new InvalidOperationException("The server is not started yet.");

    public async ValueTask InitializeAsync() =>
        _postgres = await Folder.StartAsync(null, ("work_mem", "7MB"), ("application_name", "it's"));

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        Folder.Dispose();
    }
}

public sealed class RunningServerTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_first_start_makes_a_database_that_answers_on_the_loopback_interface_only()
    {
        Assert.Equal("crm", await Sql.RunAsync(server.Postgres.ConnectionString, "SELECT current_database()"));
        Assert.Equal("127.0.0.1", await Sql.RunAsync(server.Postgres.ConnectionString, "SHOW listen_addresses"));
        Assert.Equal("", await Sql.RunAsync(server.Postgres.ConnectionString, "SHOW unix_socket_directories"));
        Assert.Equal("UTF8", await Sql.RunAsync(server.Postgres.ConnectionString, "SHOW server_encoding"));
        Assert.Equal("on", await Sql.RunAsync(server.Postgres.ConnectionString, "SHOW data_checksums"));
        Assert.Equal("on", await Sql.RunAsync(server.Postgres.ConnectionString, "SHOW fsync"));
    }

    [Fact]
    public async Task No_file_that_others_can_read_holds_the_password()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has access lists instead of modes.");
            return;
        }
        var password = await File.ReadAllTextAsync(Path.Combine(server.Folder.Root, "password"), TestContext.Current.CancellationToken);

        Assert.Contains($"Password={password}", server.Postgres.ConnectionString, StringComparison.Ordinal);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var readable = new List<string>();
        foreach (var path in Directory.EnumerateFiles(server.Folder.Root, "*", SearchOption.AllDirectories))
            if (!path.StartsWith(server.Folder.Data, StringComparison.Ordinal) && (File.GetUnixFileMode(path) & others) != 0)
                readable.Add(path);
        Assert.NotEmpty(readable);
        foreach (var path in readable.Where(path => Path.GetFileName(path) != "lock"))
            Assert.DoesNotContain(password, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(server.Folder.Data) & (others | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Settings_override_the_defaults() =>
        Assert.Equal("7MB", await Sql.RunAsync(server.Postgres.ConnectionString, "SHOW work_mem"));

    [Fact]
    public async Task Other_databases_of_the_same_server_have_connection_strings_too()
    {
        await Sql.RunAsync(server.Postgres.ConnectionString, "CREATE DATABASE other");

        Assert.Equal("other", await Sql.RunAsync(server.Postgres.ConnectionStringFor("other"), "SELECT current_database()"));
    }
}
