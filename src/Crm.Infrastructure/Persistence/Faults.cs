using System.Net.Sockets;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

/// <summary>Says what the database's refusals mean in the words of the application. This is the only place that knows SQLSTATEs.</summary>
public static class Faults
{
    internal const string CodeAnnotation = "Crm:Code";
    internal const string MessageAnnotation = "Crm:Message";

    private const string IdleInTransaction = "25P03";   // idle_in_transaction_session_timeout, which the driver has no name for

    private const string ConnectionClass = "08";
    private const string NoHost = "No suitable host was found.";   // the driver's, while none of several servers can be written to

    /// <summary>The exception to throw instead, or null when the fault is not one that a caller can cause or wait out.</summary>
    public static Exception? Translate(Exception error, DbContext? db = null) => error switch
    {
        DbUpdateConcurrencyException => new ChangedMeanwhile(),
        DbUpdateException { InnerException: { } inner } => Translate(inner, db),
        PostgresException e => Translate(e, db),
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } e => new Unavailable(e),
        NpgsqlException e when e.IsTransient || IsOutage(e) => new Unavailable(e),
        InvalidOperationException { InnerException: (NpgsqlException or DbUpdateException) and var e } => Translate(e, db),   // what EF Core makes of a fault that may pass
        _ => null,
    };

    /// <summary>Whether it is the database's way out of two transactions that waited for each other.</summary>
    internal static bool IsCollision(Exception? error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } || (error is not null && IsCollision(error.InnerException));

    /// <summary>Whether the database went away, or was not there: restarted, failed over, out of reach. What was not committed by then has not happened. A statement that took too long is none.</summary>
    internal static bool IsOutage(Exception? error) => error switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction
            || e.SqlState.StartsWith(ConnectionClass, StringComparison.Ordinal),
        NpgsqlException { InnerException: SocketException or IOException or AggregateException } => true,
        NpgsqlException { InnerException: null, Message: NoHost } => true,
        { InnerException: { } inner } => IsOutage(inner),
        _ => false,
    };

    private static Exception? Translate(PostgresException e, DbContext? db) => e.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => Duplicate(e, db),
        PostgresErrorCodes.ForeignKeyViolation => UnknownReference(e, db),
        PostgresErrorCodes.CheckViolation => new RuleBroken("conflict.constraint", $"The change would break the rule {e.ConstraintName}."),
        PostgresErrorCodes.StringDataRightTruncation or PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.UntranslatableCharacter
            or PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.DatetimeFieldOverflow =>
            InvalidInput.At("", InputErrors.ValueOutOfRange, "A value is too long, too large or has a character that cannot be kept."),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => new ChangedMeanwhile(),
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction or IdleInTransaction => new Unavailable(e),
        _ => null,
    };

    private static RuleBroken Duplicate(PostgresException e, DbContext? db) =>
        db is not null && Guard.In(db.Model).FirstOrDefault(g => g.Name == e.ConstraintName) is { } guard
            ? new(guard.Code, guard.Message)
            : new("conflict.duplicate", "Another record has the same value where it must be unique.");

    private static Exception UnknownReference(PostgresException e, DbContext? db)
    {
        var key = db?.Model.GetEntityTypes().SelectMany(t => t.GetForeignKeys()).FirstOrDefault(f => f.GetConstraintName() == e.ConstraintName);
        return key is null
            ? new RuleBroken("conflict.reference", "Another record refers to this one, or one that it refers to is gone.")
            : InvalidInput.UnknownReference($"/{JsonNamingPolicy.CamelCase.ConvertName(key.Properties[0].Name)}", key.PrincipalEntityType.ClrType.Name);
    }
}
