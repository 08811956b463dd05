using System.Globalization;

namespace Crm.Load;

/// <summary>The processor's time that a process and its children have taken, where the system tells (Linux: proc(5)).</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;   // USER_HZ, on every architecture that .NET runs on

    /// <returns>Seconds; null where it is not known.</returns>
    public static double? Of(int process)
    {
        if (!OperatingSystem.IsLinux()) return null;
        double ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(folder) is { } stat && (id == process || stat.Parent == process))
                ticks += id == process ? stat.Own + stat.Ended : stat.Own;
        return ticks / TicksPerSecond;
    }

    /// <summary>The server whose data lies in the folder.</summary>
    public static int? PostgresIn(string folder) =>
        File.Exists(Path.Combine(folder, "data", "postmaster.pid")) ? int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture) : null;

    // Fields 4 (ppid) and 14 to 17 (utime, stime, cutime, cstime); the name before them may have spaces.
    private static (int Parent, double Own, double Ended)? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Field(int number) => double.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return ((int)Field(4), Field(14) + Field(15), Field(16) + Field(17));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // it has ended meanwhile
        }
    }
}
