using Npgsql;

namespace Crm.Infrastructure.Persistence;

/// <summary>The servers that a connection string names. Of one, everything is asked. Of several (<c>Host=db1,db2</c>), the one that can be written to is, which Npgsql finds again when another one has been promoted;
/// the others are asked only by reads whose caller takes what is some moments old.</summary>
public sealed class DatabaseHosts : IAsyncDisposable
{
    // For so many seconds Npgsql remembers which of them can be written to. It learns of a change earlier, by the first failure; what it would not learn, is that one is back.
    private const int RecheckSeconds = 1;

    private readonly NpgsqlDataSource _all;
    private readonly NpgsqlMultiHostDataSource? _several;

    public DatabaseHosts(string connectionString, string? name = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            _all = Primary = new NpgsqlDataSourceBuilder(connectionString) { Name = name }.Build();
            return;
        }
        settings.TargetSessionAttributes = null;   // said for each of the two below
        if (!settings.ShouldSerialize("Host Recheck Seconds")) settings.HostRecheckSeconds = RecheckSeconds;
        _all = _several = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.BuildMultiHost();
        Primary = _several.WithTargetSession(TargetSessionAttributes.ReadWrite);
        Standbys = _several.WithTargetSession(TargetSessionAttributes.PreferStandby);
    }

    public NpgsqlDataSource Primary { get; }

    /// <summary>Leads to a standby, or to the primary while there is none; null when there is one server only.</summary>
    public NpgsqlDataSource? Standbys { get; }

    /// <summary>Forgets which of them can be written to and which are out of reach: one ended connection is enough for Npgsql to leave a server alone for a while.</summary>
    public void LookAgain() => _several?.ClearDatabaseStates();

    public ValueTask DisposeAsync() => _all.DisposeAsync();
}
