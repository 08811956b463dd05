using Crm.Application.Integration;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Infrastructure.Integration;

/// <summary>A delivery that this instance has in hand.</summary>
/// <param name="OwnerId">In whose name it goes out, and <paramref name="KeyId"/> by what narrowed.</param>
public sealed record ClaimedDelivery(Id<WebhookDelivery> Id, Id<Webhook> WebhookId, Id<OutboxEvent> EventId, int Attempts, Id<User> OwnerId, Id<ApiKey>? KeyId);

/// <summary>Who has which delivery in hand, and what became of it: the statements that several instances run beside one another.</summary>
public sealed class WebhookLedger(NpgsqlDataSource database, WebhookSettings settings, RealTime clock)
{
    /// <summary>After so many failures in a row one delivery is tried at a time, and in between there are pauses that grow.</summary>
    private const int FailuresToSlowDown = 5;

    private const double LongestPauseSeconds = 60;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private const string ClaimSql =
        """
        WITH known AS (SELECT * FROM unnest($2::uuid[], $3::int[], $6::int[]) AS k (webhook_id, held, share)),
        room AS (
          SELECT w.id, w.in_order, w.owner_id, w.key_id, greatest(0, least(CASE WHEN w.failures_in_row >= $5 THEN 1 END, coalesce(k.share, $8)) - coalesce(k.held, 0)) AS free
          FROM webhooks w LEFT JOIN known k ON k.webhook_id = w.id
          WHERE w.status = 'active' AND w.archived_at IS NULL AND (w.paused_until IS NULL OR w.paused_until <= $1)),
        due AS (
          SELECT c.id, r.owner_id, r.key_id FROM room r CROSS JOIN LATERAL (
            SELECT d.id, d.next_attempt_at FROM webhook_deliveries d
            WHERE d.webhook_id = r.id AND d.status = 'pending' AND d.next_attempt_at <= $1 AND (d.leased_until IS NULL OR d.leased_until <= $1)
              AND NOT (r.in_order AND EXISTS (
                SELECT 1 FROM webhook_deliveries b WHERE b.webhook_id = d.webhook_id AND b.subject_id = d.subject_id AND b.status = 'pending' AND b.position < d.position))
            ORDER BY d.next_attempt_at, d.position
            LIMIT r.free FOR NO KEY UPDATE OF d SKIP LOCKED) c
          ORDER BY c.next_attempt_at
          LIMIT $4)
        UPDATE webhook_deliveries d SET leased_until = $7 FROM due WHERE d.id = due.id
        RETURNING d.id, d.webhook_id, d.event_id, d.attempts, due.owner_id, due.key_id
        """;

    private const string NoteSql = "INSERT INTO webhook_attempts (id, delivery_id, at, milliseconds, answer_status, answer, error) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    private const string DeliveredSql = "UPDATE webhook_deliveries SET status = 'delivered', attempts = attempts + 1, next_attempt_at = NULL, leased_until = NULL, finished_at = $2 WHERE id = $1 AND status = 'pending'";

    // Written only when it says something new: of many deliveries that arrive at once, one touches the row.
    private const string WellSql =
        """
        UPDATE webhooks SET failures_in_row = 0, failing_since = NULL, paused_until = NULL, last_delivered_at = $2
        WHERE id = $1 AND (failures_in_row > 0 OR failing_since IS NOT NULL OR last_delivered_at IS NULL OR last_delivered_at < $2 - interval '5 seconds')
        """;

    private const string FailedSql =
        """
        UPDATE webhook_deliveries SET attempts = attempts + 1, leased_until = NULL, next_attempt_at = $2, status = CASE WHEN $2 IS NULL THEN 'failed' ELSE 'pending' END,
            finished_at = CASE WHEN $2 IS NULL THEN $3 END
        WHERE id = $1 AND status = 'pending'
        """;

    private const string UnwellSql =
        """
        UPDATE webhooks SET failures_in_row = failures_in_row + 1, failing_since = coalesce(failing_since, $2),
            paused_until = CASE WHEN failures_in_row + 1 >= $3 THEN $4 + least(power(2, least(failures_in_row + 1 - $3, 10)), $5) * interval '1 second' END
        WHERE id = $1
        """;

    private const string WithheldSql = "UPDATE webhook_deliveries SET status = 'withheld', next_attempt_at = NULL, leased_until = NULL, finished_at = $2 WHERE id = ANY ($1) AND status = 'pending'";

    private const string ReleaseSql = "UPDATE webhook_deliveries SET leased_until = NULL WHERE id = ANY ($1) AND status = 'pending'";

    private const string HopelessSql =
        "SELECT w.failing_since <= (SELECT min(a.at) FROM webhook_attempts a WHERE a.delivery_id = d.id) FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id WHERE d.id = $1";

    private const string ForgetSql =
        "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE finished_at < $1 ORDER BY finished_at LIMIT 1000)";

    /// <summary>Takes deliveries that are due, for as long as a try can last.</summary>
    /// <param name="known">How many to each receiver this instance has in hand already, and how many it may have.</param>
    public async Task<IReadOnlyList<ClaimedDelivery>> Claim(IReadOnlyList<(Id<Webhook> Id, int Held, int Share)> known, int most, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(ClaimSql);
        command.Parameters.AddRange(new NpgsqlParameter[] { Time(now), new() { Value = known.Select(k => k.Id.Value).ToArray() }, new() { Value = known.Select(k => k.Held).ToArray() }, new() { Value = most },
            new() { Value = FailuresToSlowDown }, new() { Value = known.Select(k => k.Share).ToArray() }, Time(now + TimeSpan.FromSeconds((2 * settings.TimeoutSeconds) + 15)), new() { Value = WebhookShares.First } });
        List<ClaimedDelivery> claimed = [];
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) claimed.Add(new(new(row.GetGuid(0)), new(row.GetGuid(1)), new(row.GetGuid(2)), row.GetInt32(3), new(row.GetGuid(4)), await row.IsDBNullAsync(5, ct) ? null : new(row.GetGuid(5))));
        return claimed;
    }

    /// <summary>Keeps what came of a try, and says when the next one is, if any.</summary>
    /// <returns>Whether this was the last try, and nothing at all has arrived since the first one.</returns>
    public async Task<bool> Tried(ClaimedDelivery delivery, WebhookAnswer answer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Noted(delivery.Id, answer) } };
        DateTimeOffset? next = answer.IsGone || delivery.Attempts >= settings.Delays.Count ? null : now + Delay(delivery.Attempts, answer);
        if (answer.IsSuccess)
        {
            batch.BatchCommands.Add(new(DeliveredSql) { Parameters = { Id(delivery.Id.Value), Time(now) } });
            batch.BatchCommands.Add(new(WellSql) { Parameters = { Id(delivery.WebhookId.Value), Time(now) } });
        }
        else
        {
            batch.BatchCommands.Add(new(FailedSql) { Parameters = { Id(delivery.Id.Value), Time(next), Time(now) } });
            batch.BatchCommands.Add(new(UnwellSql) { Parameters = { Id(delivery.WebhookId.Value), Time(answer.At), new() { Value = FailuresToSlowDown }, Time(now), new() { Value = LongestPauseSeconds } } });
        }
        await batch.ExecuteNonQueryAsync(ct);
        if (answer.IsSuccess || next is not null) return false;
        await using var hopeless = new NpgsqlCommand(HopelessSql, connection) { Parameters = { Id(delivery.Id.Value) } };
        return await hopeless.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Keeps what came of a try that was no part of the series.</summary>
    public async Task Note(Id<WebhookDelivery> delivery, WebhookAnswer answer, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Noted(delivery, answer));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends deliveries of what the owner may not see any more.</summary>
    public Task Withhold(IReadOnlyCollection<Id<WebhookDelivery>> deliveries, CancellationToken ct) => Run(WithheldSql, ct, new() { Value = deliveries.Select(d => d.Value).ToArray() }, Time(clock.GetUtcNow()));

    /// <summary>Lets go of deliveries that were not tried.</summary>
    public Task Release(IReadOnlyCollection<Id<WebhookDelivery>> deliveries, CancellationToken ct) => Run(ReleaseSql, ct, new NpgsqlParameter { Value = deliveries.Select(d => d.Value).ToArray() });

    /// <summary>Deletes deliveries that have been over for long.</summary>
    public Task<int> Forget(CancellationToken ct) => Run(ForgetSql, ct, Time(clock.GetUtcNow() - TimeSpan.FromDays(settings.KeepDays)));

    // Up to a tenth longer or shorter, so that what failed together does not come back together.
    private TimeSpan Delay(int attempts, WebhookAnswer answer)
    {
        var delay = TimeSpan.FromSeconds(settings.Delays[attempts] * (0.9 + Random.Shared.NextDouble() / 5));
        return answer.RetryAfter is not { } asked || asked <= delay ? delay : asked < LongestRetryAfter ? asked : LongestRetryAfter;
    }

    private async Task<int> Run(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Noted(Id<WebhookDelivery> delivery, WebhookAnswer answer) => new(NoteSql)
    {
        Parameters =
        {
            Id(Id<WebhookAttempt>.New().Value), Id(delivery.Value), Time(answer.At), new() { Value = answer.Milliseconds },
            new() { Value = (object?)answer.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
            new() { Value = (object?)answer.Answer ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = (object?)answer.Error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    private static NpgsqlParameter Id(Guid id) => new() { Value = id };

    private static NpgsqlParameter Time(DateTimeOffset? at) => new() { Value = (object?)at ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
