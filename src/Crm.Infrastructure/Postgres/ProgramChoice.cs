using Microsoft.Extensions.Logging;

namespace Crm.Infrastructure.Postgres;

/// <summary>Which of the installed PostgreSQL versions serves a folder; installs one where that is possible.</summary>
internal static class ProgramChoice
{
    private const string Setting = "Postgres:BinFolder (environment: Postgres__BinFolder)";

    /// <param name="binFolder">The setting, or null to search.</param>
    /// <param name="cluster">The folder to serve: one with data takes only programs of the version that made them.</param>
    /// <param name="log">Told before anything is installed.</param>
    /// <param name="ct">Ends a running installation too.</param>
    public static async Task<PostgresPrograms> ForAsync(string? binFolder, ClusterFolder cluster, ILogger log, CancellationToken ct)
    {
        binFolder = string.IsNullOrWhiteSpace(binFolder) ? null : binFolder;
        var found = await CandidatesAsync(binFolder, ct);
        if (binFolder is null && !found.Any(Recent) && await PostgresInstaller.TryInstallAsync(log, ct))
            found = await CandidatesAsync(binFolder, ct);
        if (!found.Any(Recent))
            throw new PostgresNotFoundException(
                $"""
                PostgreSQL {PostgresPrograms.MinimumMajor} or later is needed, and its programs (initdb, postgres, pg_ctl) were not found{Listed(found)}
                Install it with
                    {PostgresInstaller.LineToType()}
                or name the folder of its programs by the setting {Setting}.
                """);
        return cluster.Major is not { } major
            ? found.First(Recent)
            : found.FirstOrDefault(programs => programs.Major == major && Recent(programs))
                ?? throw WrongVersion(cluster, found);
    }

    private static bool Recent(PostgresPrograms programs) => programs.Major >= PostgresPrograms.MinimumMajor;

    private static async Task<IReadOnlyList<PostgresPrograms>> CandidatesAsync(string? binFolder, CancellationToken ct)
    {
        if (binFolder is null)
            return await PostgresPrograms.FindAllAsync(ct);
        return await PostgresPrograms.InAsync(binFolder, ct) is { } programs
            ? [programs]
            : throw new PostgresNotFoundException(
                $"The setting {Setting} is '{binFolder}', but initdb, postgres and pg_ctl are not all in that folder.");
    }

    private static WrongPostgresVersionException WrongVersion(ClusterFolder cluster, IReadOnlyList<PostgresPrograms> found) => new(
        $"""
        The folder {cluster.Data} holds data of PostgreSQL {cluster.VersionText}, which only programs of that version can open{Listed(found)}
        Do one of these:
        - point the setting {Setting} at the programs of version {cluster.VersionText}{(cluster.Major < PostgresPrograms.MinimumMajor ? $" to dump the data (this app needs {PostgresPrograms.MinimumMajor} or later)" : "")};
        - dump the data with the old version's pg_dump, move the folder away, start again and restore;
        - move the folder {cluster.Data} away, to start with an empty database.
        """);

    private static string Listed(IReadOnlyList<PostgresPrograms> found) => found.Count == 0
        ? "."
        : "; found: " + string.Join(", ", found.Select(programs => $"{programs.Major} in {programs.BinFolder}")) + ".";
}
