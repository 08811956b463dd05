using System.Globalization;
using Crm.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>A temporary folder for one server, and what a test does to it from outside.</summary>
public sealed class ServerFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("crm-postgres-").FullName;

    public string Data => Path.Combine(Root, "data");

    /// <summary>As the server has written it into its folder; null while there is no server.</summary>
    public int? PostmasterPid
    {
        get
        {
            try
            {
                return int.TryParse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
            }
            catch (FileNotFoundException)
            {
                return null;
            }
        }
    }

    public Task<EmbeddedPostgres> StartAsync(string? binFolder = null, params (string Name, string Value)[] settings) =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions
            {
                Folder = Root,
                BinFolder = binFolder,
                Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
            },
            NullLogger.Instance,
            TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

internal static class Sql
{
    public static async Task<object?> RunAsync(string connectionString, string sql)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    /// <summary>The first answer that comes: until the server is back, connections fail.</summary>
    public static async Task<object?> RunWhenBackAsync(string connectionString, string sql)
    {
        object? answer = null;
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                answer = await RunAsync(connectionString, sql);
                return true;
            }
            catch (NpgsqlException notYet) when (notYet is not PostgresException { IsTransient: false, SqlState: not "57P01" })
            {
                return false;
            }
        });
        return answer;
    }
}

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Comes back as soon as a look finds it true, for what another process does in its own time.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var looks = new PeriodicTimer(Look);
        while (!await condition()) await looks.WaitForNextTickAsync(patience.Token);
    }
}
