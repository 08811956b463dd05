using System.Diagnostics;
using System.Runtime.CompilerServices;
using Crm.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Crm.Tests.Postgres;

/// <summary>
/// An app with an embedded PostgreSQL in a process of its own, to be killed: this assembly's program, which serves the folder named by an
/// environment variable instead of running tests.
/// </summary>
internal sealed class KilledApp : IDisposable
{
    private const string FolderVariable = "CRM_TEST_SERVE_FOLDER";

    private readonly Process _process;

    private KilledApp(Process process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    public string ConnectionString { get; }

    public static async Task<KilledApp> StartAsync(ServerFolder folder)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var info = new ProcessStartInfo(dotnet, [typeof(KilledApp).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = folder.Root },
        };
        var process = Process.Start(info)!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new KilledApp(process, line ?? throw new InvalidOperationException("The app ended before it served."));
    }

    /// <summary>SIGKILL on Unix: nothing of the app runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    // Before the test runner's Main, which is generated.
    [ModuleInitializer]
    internal static void ServeIfAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder)
            return;
        var options = new EmbeddedPostgresOptions { Folder = folder };
        var postgres = EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None).GetAwaiter().GetResult();
        Console.WriteLine(postgres.ConnectionString);
        // Ends with the test that started it, even when that is killed itself.
        Console.In.ReadToEnd();
        Environment.Exit(0);
    }
}
