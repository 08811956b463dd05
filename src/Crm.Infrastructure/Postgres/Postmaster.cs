using System.Diagnostics;
using System.Globalization;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// PostgreSQL's main process, as its file <c>postmaster.pid</c> names it. The file may outlive the process, and the number may meanwhile
/// belong to a stranger: <see cref="IsServing"/> looks at the process itself.
/// </summary>
internal sealed class Postmaster
{
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(10);

    private readonly string _realData;
    private readonly DateTime _startedAt;

    private Postmaster(int pid, string data, DateTime startedAt) => (Pid, _realData, _startedAt) = (pid, RealPath.Of(data), startedAt);

    public int Pid { get; }

    public bool IsServing => OperatingSystem.IsLinux()
        ? IsPostgresIn(Pid, _realData)
        : Running(Pid) is { } process && process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
            && (process.StartTime.ToUniversalTime() - _startedAt).Duration() < StartTolerance;

    public static string FileIn(string data) => Path.Combine(data, "postmaster.pid");

    public static Postmaster? ReadFrom(string data)
    {
        // pid, data folder, start time, port, …
        var lines = ReadShared(FileIn(data)).Split('\n');
        return lines.Length > 2
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid) && pid > 0
            && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var seconds)
                ? new Postmaster(pid, data, DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime)
                : null;
    }

    /// <summary>True when the number in the file belongs to a living process that is not this folder's server.</summary>
    public bool IsStranger => !IsServing && Running(Pid) is not null;

    /// <summary>
    /// Every process of this folder's server, the postmaster's children too. Known on Linux only; elsewhere the list is empty and
    /// starting is retried until the last child has gone.
    /// </summary>
    public static IReadOnlyList<int> ProcessesOf(string data)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        var realData = RealPath.Of(data);
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid > 0 && IsPostgresIn(pid, realData)),
        ];
    }

    public static void Kill(IReadOnlyCollection<int> pids)
    {
        foreach (var process in Process.GetProcesses())
            using (process)
                if (pids.Contains(process.Id))
                    process.Kill();
    }

    // All of PostgreSQL's processes keep the data folder as their current directory. A zombie has none.
    private static bool IsPostgresIn(int pid, string realData) =>
        new FileInfo($"/proc/{pid}/cwd").LinkTarget == realData
        && new FileInfo($"/proc/{pid}/exe").LinkTarget is { } program
        && Path.GetFileName(program).StartsWith("postgres", StringComparison.Ordinal);

    private static Process? Running(int pid)
    {
        try
        {
            return Process.GetProcessById(pid) is { HasExited: false } process ? process : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string ReadShared(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        // A server that ends takes its file away at any moment, so asking before whether it is there would not help.
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }
}
