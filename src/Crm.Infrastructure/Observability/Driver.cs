using Npgsql;

namespace Crm.Infrastructure.Observability;

/// <summary>The driver of the database, as those who watch see it.</summary>
public static class Driver
{
    /// <summary>Of its spans and of its measurements.</summary>
    public const string TelemetryName = "Npgsql";

    /// <summary>Whether this is a connection string that names a server.</summary>
    public static bool Takes(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return false;
        }
    }
}

/// <summary>The pool of connections of this instance.</summary>
/// <param name="Size">Connections that it opens at most.</param>
public sealed record ConnectionPool(int Size);
