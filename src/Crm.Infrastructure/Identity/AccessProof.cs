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
    private const int ParametersOfSession = 2;

    private readonly Id<User> _user;
    private readonly Id<Session>? _session;
    private readonly long _epoch;

    internal AccessProof(Id<User> user, Id<Session>? session, long epoch) => (_user, _session, _epoch) = (user, session, epoch);

    public bool IsGiven { get; private set; }

    /// <summary>The statement whose result is to be checked.</summary>
    internal NpgsqlBatchCommand Statement()
    {
        var statement = new NpgsqlBatchCommand(_session is null ? OfAll : OfSession);
        AddParameters(statement);
        return statement;
    }

    /// <summary>The proof and a small query in one statement: the proof's row with what the query finds beside it, or with nulls.</summary>
    internal NpgsqlBatchCommand Statement(OneWithProof query)
    {
        var statement = new NpgsqlBatchCommand(_session is null ? query.WithEpoch : query.WithSession);
        AddParameters(statement);
        return statement;
    }

    private void AddParameters(NpgsqlBatchCommand statement)
    {
        if (_session is not { } session) return;
        statement.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        statement.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _user.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
    }

    /// <exception cref="AccessChanged">It does not hold.</exception>
    internal async Task Check(DbDataReader row, CancellationToken ct)
    {
        if (!await row.ReadAsync(ct) || row.GetInt64(0) != _epoch) throw new AccessChanged();
        IsGiven = true;
    }

    /// <summary>A query with one parameter, by itself and beside the proof, whose parameters come first.</summary>
    internal sealed class OneWithProof(Func<int, string> query)
    {
        public string Alone { get; } = query(1);
        public string WithEpoch { get; } = Beside(OfAll, query(1));
        public string WithSession { get; } = Beside(OfSession, query(ParametersOfSession + 1));

        private static string Beside(string proof, string query) => $"SELECT p.*, q.* FROM ({proof}) AS p LEFT JOIN LATERAL ({query}) AS q ON TRUE";
    }
}
