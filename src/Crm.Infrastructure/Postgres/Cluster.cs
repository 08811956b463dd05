using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Postgres;

/// <summary>Starts and stops the server of one folder. The caller holds the folder's lock.</summary>
internal sealed class Cluster(ClusterFolder folder, PostgresPrograms programs, EmbeddedPostgresOptions options, ILogger log)
    : IAsyncDisposable
{
    private const long LargestLog = 10 * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ChildrenTimeout = TimeSpan.FromSeconds(2);

    private Postmaster? _postmaster;
    private Guardian? _guardian;

    public int Port { get; private set; }

    public bool IsServing => _postmaster is { IsServing: true };

    /// <summary>Starts the server after clearing away what an earlier one has left.</summary>
    /// <param name="samePort">True when connection strings with the present port are already in use.</param>
    /// <param name="ct">Gives up; a server that is starting is stopped.</param>
    public async Task StartAsync(bool samePort, CancellationToken ct)
    {
        var startedAt = options.Time.GetTimestamp();
        var refusedPorts = new HashSet<int>();
        while (true)
        {
            await EndEarlierServerAsync(ct);
            if (!samePort)
                Port = LoopbackPort.Choose(folder, refusedPorts);
            if (await TryStartAsync(ct) is not { } failure)
                break;
            if (failure.Reason == FailureReason.Other || options.Time.GetElapsedTime(startedAt) > RetryTime)
                throw new EmbeddedPostgresException(failure.Message);
            if (failure.Reason == FailureReason.PortTaken)
                refusedPorts.Add(Port);
            await Task.Delay(Pause, options.Time, ct);
        }
        LoopbackPort.Remember(folder, Port);
    }

    public async ValueTask DisposeAsync()
    {
        // A throwaway server has nothing to write down before it ends.
        await StopAsync(options.Throwaway ? "immediate" : "fast", CancellationToken.None);
        await EndChildrenAsync(CancellationToken.None);
        if (_guardian is not null)
            await _guardian.DisposeAsync();
        _guardian = null;
    }

    private enum FailureReason
    {
        Other,
        PortTaken,
        ChildrenOfKilledServer,
    }

    private sealed record StartFailure(string Message, FailureReason Reason);

    private async Task<StartFailure?> TryStartAsync(CancellationToken ct)
    {
        WriteSettings();
        RotateLog();
        var logLength = File.Exists(folder.Log) ? new FileInfo(folder.Log).Length : 0;
        var result = await RunStartAsync(ct);
        if (result.Succeeded && Postmaster.ReadFrom(folder.Data) is { IsServing: true } postmaster)
        {
            _postmaster = postmaster;
            _guardian = Guardian.Over(postmaster, folder);
            return null;
        }
        var said = await LogTail.SinceAsync(folder.Log, logLength, ct);
        await StopAsync("immediate", ct);
        return new StartFailure(
            $"PostgreSQL did not start in {folder.Root} ({result.Output}). The last lines of its log {folder.Log}:\n{LogTail.Of(said)}",
            ReasonIn(said));
    }

    private async Task<CommandResult> RunStartAsync(CancellationToken ct)
    {
        // pg_ctl puts the server into a session of its own, so that Ctrl-C ends the app and not the database below it.
        string[] arguments = ["start", "-D", folder.Data, "-l", folder.Log, "-s", "-w", "-t", Seconds(options.StartTimeout)];
        // Killing pg_ctl could leave a server that is just being born: when cancelled, the server is stopped instead, and pg_ctl ends with it.
        var starting = Command.RunAsync(programs.PgCtl, arguments, folder.User, CancellationToken.None);
        try
        {
            return await starting.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            while (!starting.IsCompleted)
            {
                await StopAsync("immediate", CancellationToken.None);
                await Task.WhenAny(starting, Task.Delay(Pause, options.Time, CancellationToken.None));
            }
            throw;
        }
    }

    private static FailureReason ReasonIn(string log)
    {
        if (log.Contains("could not bind", StringComparison.Ordinal))
            return FailureReason.PortTaken;
        return log.Contains("shared memory block", StringComparison.Ordinal) || log.Contains("lock file \"postmaster.pid\"", StringComparison.Ordinal)
            ? FailureReason.ChildrenOfKilledServer
            : FailureReason.Other;
    }

    private async Task EndEarlierServerAsync(CancellationToken ct)
    {
        if (_guardian is not null)
            await _guardian.DisposeAsync();
        _guardian = null;
        if (Postmaster.ReadFrom(folder.Data) is { IsServing: true } orphan)
        {
            log.LogWarning("Stopping the PostgreSQL (process {Pid}) that an earlier run has left in {Folder}", orphan.Pid, folder.Root);
            await StopAsync("fast", ct);
        }
        await EndChildrenAsync(ct);
        // PostgreSQL takes any process of the same user for the file's, and would refuse to start.
        if (Postmaster.ReadFrom(folder.Data) is { IsStranger: true } stranger)
        {
            log.LogWarning("Removing a stale postmaster.pid: process {Pid} is not this folder's PostgreSQL", stranger.Pid);
            File.Delete(Postmaster.FileIn(folder.Data));
        }
    }

    // Without their postmaster they only stand in the way of the next one. They notice its death by themselves, but not in the middle
    // of a long computation.
    private async Task EndChildrenAsync(CancellationToken ct)
    {
        if (await UntilAsync(() => Postmaster.ProcessesOf(folder.Data).Count == 0, ChildrenTimeout, ct))
            return;
        Postmaster.Kill(Postmaster.ProcessesOf(folder.Data));
        await UntilAsync(() => Postmaster.ProcessesOf(folder.Data).Count == 0, KillTimeout, ct);
    }

    private async Task StopAsync(string mode, CancellationToken ct)
    {
        if (Postmaster.ReadFrom(folder.Data) is not { IsServing: true } running)
            return;
        foreach (var way in new[] { mode, "immediate" }.Distinct())
        {
            string[] arguments = ["stop", "-D", folder.Data, "-s", "-w", "-m", way, "-t", Seconds(StopTimeout)];
            var result = await Command.RunAsync(programs.PgCtl, arguments, folder.User, ct);
            // When the guardian has asked first, pg_ctl may find the server's file gone while the process is still ending.
            if (await UntilAsync(() => !running.IsServing, EndTimeout, ct))
                return;
            log.LogWarning("PostgreSQL's {Mode} shutdown did not end it: {Output}", way, result.Output);
        }
        Postmaster.Kill([running.Pid]);
        await UntilAsync(() => !running.IsServing, KillTimeout, ct);
    }

    private void WriteSettings()
    {
        File.WriteAllText(folder.Settings, ClusterSettings.Text(options, Port));
        // PostgreSQL's user must be able to read it under any umask; it holds no secret.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Settings, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private void RotateLog()
    {
        if (File.Exists(folder.Log) && new FileInfo(folder.Log).Length > LargestLog)
            File.Move(folder.Log, folder.Log + ".1", overwrite: true);
    }

    private async Task<bool> UntilAsync(Func<bool> condition, TimeSpan atMost, CancellationToken ct)
    {
        var start = options.Time.GetTimestamp();
        while (!condition())
        {
            if (options.Time.GetElapsedTime(start) > atMost)
                return false;
            await Task.Delay(Pause, options.Time, ct);
        }
        return true;
    }

    private static string Seconds(TimeSpan time) => ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
