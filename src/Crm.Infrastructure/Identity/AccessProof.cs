using System.Data.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Infrastructure.Identity;

/// <summary>What is remembered of a caller does not hold any more: the session is over, or somebody's roles or teams have changed.</summary>
public sealed class AccessChanged() : Exception("What the caller may do may have changed.");

/// <summary>Owed for what is remembered of a caller: that it still holds. It is given with the first query of the request, in the same round trip, and before anything is answered.</summary>
public sealed class AccessProof
{
    // The row is there while the session is live; of users without one, their being active is part of the epoch.
    private const string OfAll = "SELECT number FROM access_epochs";
    private const string OfSession = OfAll + " WHERE EXISTS (SELECT 1 FROM sessions s WHERE s.id = $1 AND s.user_id = $2 AND s.ended_at IS NULL)";

    private readonly Id<User> _user;
    private readonly Id<Session>? _session;
    private readonly long _epoch;

    internal AccessProof(Id<User> user, Id<Session>? session, long epoch) => (_user, _session, _epoch) = (user, session, epoch);

    public bool IsGiven { get; private set; }

    /// <summary>The statement whose result is to be checked.</summary>
    internal NpgsqlBatchCommand Statement()
    {
        if (_session is not { } session) return new(OfAll);
        var statement = new NpgsqlBatchCommand(OfSession);
        statement.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        statement.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _user.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return statement;
    }

    /// <exception cref="AccessChanged">It does not hold.</exception>
    internal async Task Check(DbDataReader row, CancellationToken ct)
    {
        if (!await row.ReadAsync(ct) || row.GetInt64(0) != _epoch) throw new AccessChanged();
        IsGiven = true;
    }
}
