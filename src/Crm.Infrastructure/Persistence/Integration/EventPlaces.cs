using Crm.Application.Integration.Events;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Infrastructure.Persistence.Integration;

/// <summary>Gives events their places in the feed. Transactions do not end in the order in which they took their ids, so a place is given only to what is committed; the row of the head is locked meanwhile,
/// so that a place never becomes visible before a smaller one. Events of one record get their places in the order of its versions.</summary>
internal sealed class EventPlaces(NpgsqlDataSource database) : IEventPlaces
{
    private const int Batch = 1000;

    private const string Look = "SELECT h.position, EXISTS (SELECT 1 FROM events WHERE position IS NULL) FROM event_heads h";

    private const string TakeHead = "SELECT position FROM event_heads FOR NO KEY UPDATE SKIP LOCKED";

    // Whatever else waits about the same records comes along, so that no later version gets a place before an earlier one.
    private const string Waiting =
        """
        WITH oldest AS (SELECT DISTINCT subject_id FROM (SELECT subject_id FROM events WHERE position IS NULL ORDER BY id LIMIT $1) o)
        SELECT e.id, e.subject_id, e.subject_version FROM events e JOIN oldest USING (subject_id) WHERE e.position IS NULL ORDER BY e.id
        """;

    private const string Give =
        """
        WITH placed AS (UPDATE events e SET position = p.position FROM unnest($1::uuid[], $2::bigint[]) AS p (id, position) WHERE e.id = p.id)
        UPDATE event_heads SET position = $3
        """;

    private const string Oldest =
        """
        WITH head AS (SELECT oldest FROM event_heads FOR NO KEY UPDATE),
        young AS (SELECT min(e.position) AS position FROM events e, head h WHERE e.position >= h.oldest AND e.position < h.oldest + $2 AND e.recorded_at >= $1),
        gone AS (DELETE FROM events e USING head h, young y WHERE e.position >= h.oldest AND e.position < coalesce(y.position, h.oldest + $2) RETURNING e.position)
        UPDATE event_heads SET oldest = coalesce((SELECT max(position) + 1 FROM gone), oldest) RETURNING (SELECT count(*) FROM gone)
        """;

    public async Task<(int Placed, long Head)> Place(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (head, waits) = await Read(connection, ct);
        if (!waits) return (0, head);

        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Scalar(connection, TakeHead, ct) is not long place) return (0, head);   // another instance is at it
        var ids = await InOrder(connection, ct);
        if (ids.Count == 0) return (0, place);
        await using (var give = new NpgsqlCommand(Give, connection))
        {
            give.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
            give.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. Enumerable.Range(1, ids.Count).Select(i => place + i)] });
            give.Parameters.Add(new NpgsqlParameter<long> { TypedValue = place + ids.Count });
            await give.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
        return (ids.Count, place + ids.Count);
    }

    // It ends at the first event that is to be kept, so that no gap is left.
    public async Task<int> Forget(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Oldest);
        command.Parameters.Add(new NpgsqlParameter { Value = before, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Batch });
        return (int)(long)(await command.ExecuteScalarAsync(ct) ?? 0L);
    }

    private static async Task<(long Head, bool Waits)> Read(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var look = new NpgsqlCommand(Look, connection);
        await using var row = await look.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetBoolean(1)) : (0, false);
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    private static async Task<List<Guid>> InOrder(NpgsqlConnection connection, CancellationToken ct)
    {
        List<(Guid Id, Guid Subject, int? Version)> waiting = [];
        await using var command = new NpgsqlCommand(Waiting, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
        await using (var row = await command.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct)) waiting.Add((row.GetGuid(0), row.GetGuid(1), await row.IsDBNullAsync(2, ct) ? null : row.GetInt32(2)));
        // Each record's events share the places that they have among all: those of the order of ids, taken in the order of versions.
        var ordered = waiting.GroupBy(w => w.Subject).ToDictionary(g => g.Key, g => new Queue<Guid>(ByVersion([.. g.Select(w => (w.Id, w.Version))])));
        return waiting.ConvertAll(w => ordered[w.Subject].Dequeue());
    }

    // What has no version stays where its id puts it: behind what was written before it.
    private static IEnumerable<Guid> ByVersion(IReadOnlyList<(Guid Id, int? Version)> events)
    {
        var reached = 0;
        return events.Select(e => (e.Id, Version: e.Version is { } version ? Math.Max(version, 0) : reached, Reached: reached = Math.Max(reached, e.Version ?? 0))).OrderBy(e => e.Version).Select(e => e.Id).ToList();
    }
}
