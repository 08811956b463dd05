namespace Crm.Infrastructure.Postgres;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>The cluster's own folder: data, password, settings and log are kept below it. Made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Where initdb, postgres and pg_ctl are (setting <c>Postgres:BinFolder</c>); null searches for them.</summary>
    public string? BinFolder { get; init; }

    /// <summary>For tests: durability is off, and the folder is deleted at the end.</summary>
    public bool Throwaway { get; init; }

    /// <summary>Server settings that override the defaults, for example <c>shared_buffers</c> = <c>512MB</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start may take. Generous, because recovery after a crash replays the write-ahead log first.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
