using System.Globalization;
using System.Text.RegularExpressions;

namespace Crm.Infrastructure.Postgres;

/// <summary>An installed PostgreSQL: the folder of its programs and its major version.</summary>
internal sealed partial record PostgresPrograms(string BinFolder, int Major)
{
    public const int MinimumMajor = 15;

    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    public string Initdb => Path.Combine(BinFolder, "initdb" + Suffix);

    public string PgCtl => Path.Combine(BinFolder, "pg_ctl" + Suffix);

    /// <summary>Everything installed: those on PATH first, in its order, then the usual places from the newest version down.</summary>
    public static async Task<IReadOnlyList<PostgresPrograms>> FindAllAsync(CancellationToken ct)
    {
        var found = new List<PostgresPrograms>();
        foreach (var folder in FoldersOnPath())
            if (await InAsync(folder, ct) is { } programs)
                found.Add(programs);
        var usual = new List<PostgresPrograms>();
        foreach (var folder in UsualFolders())
            if (await InAsync(folder, ct) is { } programs)
                usual.Add(programs);
        return [.. found.Concat(usual.OrderByDescending(programs => programs.Major)).DistinctBy(programs => programs.BinFolder)];
    }

    /// <summary>The programs in a folder, or null when they are not all there.</summary>
    public static async Task<PostgresPrograms?> InAsync(string folder, CancellationToken ct)
    {
        // The share files (time zones, the bootstrap catalogue) are found relative to the real place of the programs.
        var linked = Path.GetDirectoryName(RealPath.Of(Path.Combine(folder, "postgres" + Suffix)))!;
        var bin = new[] { linked, Path.GetFullPath(folder) }.FirstOrDefault(HoldsPrograms);
        if (bin is null)
            return null;
        var version = await Command.RunAsync(Path.Combine(bin, "postgres" + Suffix), ["--version"], null, ct);
        var major = VersionPattern().Match(version.Output);
        return version.Succeeded && major.Success
            ? new PostgresPrograms(bin, int.Parse(major.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    private static bool HoldsPrograms(string folder) =>
        new[] { "initdb", "postgres", "pg_ctl" }.All(name => File.Exists(Path.Combine(folder, name + Suffix)));

    private static IEnumerable<string> FoldersOnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(folder => File.Exists(Path.Combine(folder, "postgres" + Suffix)));

    private static IEnumerable<string> UsualFolders()
    {
        if (OperatingSystem.IsWindows())
            return Below(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin");
        if (OperatingSystem.IsMacOS())
            return
            [
                .. Below("/opt/homebrew/opt", "postgresql*", "bin"),
                .. Below("/usr/local/opt", "postgresql*", "bin"),
                "/opt/homebrew/bin",
                .. Below("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            ];
        return
        [
            .. Below("/usr/lib/postgresql", "*", "bin"),
            .. Below("/usr", "pgsql-*", "bin"),
            .. Below("/usr/libexec", "postgresql*", ""),
            "/usr/local/pgsql/bin",
        ];
    }

    private static IEnumerable<string> Below(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).Select(folder => Path.Combine(folder, child))
            : [];

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();
}
