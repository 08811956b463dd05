namespace Crm.Infrastructure.Postgres;

/// <summary>The embedded PostgreSQL cannot be used. The message is meant for the person at the terminal and says what to do.</summary>
public class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>PostgreSQL's programs are not on this machine and could not be installed.</summary>
public sealed class PostgresNotFoundException(string message) : EmbeddedPostgresException(message);

/// <summary>Another live process uses the same folder.</summary>
public sealed class FolderInUseException(string message, Exception inner) : EmbeddedPostgresException(message, inner);

/// <summary>The folder holds data of another major version than the programs that were found.</summary>
public sealed class WrongPostgresVersionException(string message) : EmbeddedPostgresException(message);
