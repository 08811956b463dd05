using Crm.Application.Operations;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Jobs;

/// <summary>A job that a runner holds.</summary>
/// <param name="Lease">Every statement about the job names it: a runner that has lost the job changes nothing of it.</param>
internal sealed record ClaimedJob(Id<Job> Id, JobKind Kind, Guid SubjectId, Id<User> StartedById, Id<ApiKey>? StartedByKeyId, Guid Lease);

/// <summary>The jobs as runners see them. Rows are claimed with SKIP LOCKED and held by a lease that goes by the real time, so that any instance takes up what another one left behind.</summary>
internal sealed class JobQueue(NpgsqlDataSource source, JobSettings settings, RealTime real, TimeProvider clock)
{
    // Whoever has nothing running comes first; of these the job that waits longest.
    private const string ClaimSql = """
        WITH next AS (
          SELECT j.id FROM jobs j
          WHERE (j.state = 'queued' OR j.state = 'running' AND j.leased_until < $1)
          ORDER BY (SELECT count(*) FROM jobs r WHERE r.state = 'running' AND r.leased_until >= $1 AND r.started_by_id = j.started_by_id), j.created_at, j.id
          LIMIT 1 FOR NO KEY UPDATE OF j SKIP LOCKED)
        UPDATE jobs j SET state = 'running', lease_id = $2, leased_until = $3, started_at = coalesce(j.started_at, $4), attempts = j.attempts + 1, done = 0, total = NULL
        FROM next WHERE j.id = next.id
        RETURNING j.id, j.kind, j.subject_id, j.started_by_id, j.started_by_key_id
        """;

    private const string SettleSql = """
        UPDATE jobs SET state = CASE WHEN cancel_requested_at IS NULL THEN 'failed' ELSE 'cancelled' END, finished_at = $2, lease_id = NULL, leased_until = NULL,
          error_code = CASE WHEN cancel_requested_at IS NULL THEN $4 END, error_message = CASE WHEN cancel_requested_at IS NULL THEN $5 END
        WHERE id IN (SELECT id FROM jobs WHERE state = 'running' AND leased_until < $1 AND (attempts >= $3 OR cancel_requested_at IS NOT NULL) FOR NO KEY UPDATE SKIP LOCKED)
        """;

    private TimeSpan Lease => TimeSpan.FromSeconds(settings.LeaseSeconds);

    /// <summary>Takes the next job; null when none waits.</summary>
    public async Task<ClaimedJob?> Claim(CancellationToken ct)
    {
        var (now, lease) = (real.GetUtcNow(), Guid.NewGuid());
        await Execute(SettleSql, ct, now, clock.GetUtcNow(), Job.AttemptsMax, JobErrors.Crashed.Code, JobErrors.Crashed.Message);
        await using var claim = Command(ClaimSql, now, lease, now + Lease, clock.GetUtcNow());
        await using var row = await claim.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new(new(row.GetGuid(0)), Enum.Parse<JobKind>(row.GetString(1), ignoreCase: true), row.GetGuid(2), new(row.GetGuid(3)), row.IsDBNull(4) ? null : new Id<ApiKey>(row.GetGuid(4)), lease)
            : null;
    }

    /// <summary>Says that the job is being worked on and how far it is; answers whether it is to be cancelled, and null when it is not this runner's any more.</summary>
    public async Task<bool?> Beat(ClaimedJob job, long done, long? total, CancellationToken ct)
    {
        await using var update = Command("UPDATE jobs SET done = $3, total = $4, leased_until = $5 WHERE id = $1 AND lease_id = $2 RETURNING cancel_requested_at IS NOT NULL",
            job.Id.Value, job.Lease, done, (object?)total ?? DBNull.Value, real.GetUtcNow() + Lease);
        return (bool?)await update.ExecuteScalarAsync(ct);
    }

    /// <summary>The job is done, together with what the open transaction of its work saves.</summary>
    /// <exception cref="LeaseLost">Another runner has it.</exception>
    public async Task Succeed(CrmDb db, ClaimedJob job, long done, CancellationToken ct)
    {
        var (id, lease, now) = (job.Id.Value, job.Lease, clock.GetUtcNow());
        var rows = await db.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET state = 'succeeded', done = {done}, total = {done}, finished_at = {now}, lease_id = NULL, leased_until = NULL WHERE id = {id} AND lease_id = {lease} AND cancel_requested_at IS NULL", ct);
        if (rows == 0) throw new LeaseLost();
    }

    public Task Fail(ClaimedJob job, string code, string message) =>
        Finish(job, "failed", code, message.Length <= Job.ErrorMessageMax ? message : message[..Job.ErrorMessageMax]);

    public Task Cancel(ClaimedJob job) => Finish(job, "cancelled", null, null);

    /// <summary>Lets go of a job that is to be begun anew, by whoever comes first.</summary>
    /// <param name="isCounted">Whether the attempt counts as one.</param>
    public Task GiveBack(ClaimedJob job, bool isCounted) =>
        Execute("UPDATE jobs SET state = 'queued', lease_id = NULL, leased_until = NULL, attempts = attempts - $3 WHERE id = $1 AND lease_id = $2", CancellationToken.None, job.Id.Value, job.Lease, isCounted ? 0 : 1);

    /// <summary>How often the job was begun.</summary>
    public async Task<int> Attempts(ClaimedJob job)
    {
        await using var select = Command("SELECT attempts FROM jobs WHERE id = $1", job.Id.Value);
        return (int)(await select.ExecuteScalarAsync() ?? 0);
    }

    /// <summary>Forgets jobs that were over long ago; says how many.</summary>
    public Task<int> Sweep(CancellationToken ct) => Execute("DELETE FROM jobs WHERE finished_at < $1", ct, clock.GetUtcNow() - TimeSpan.FromDays(settings.KeptDays));

    private Task Finish(ClaimedJob job, string state, string? code, string? message) =>
        Execute("UPDATE jobs SET state = $3, error_code = $4, error_message = $5, finished_at = $6, lease_id = NULL, leased_until = NULL WHERE id = $1 AND lease_id = $2", CancellationToken.None,
            job.Id.Value, job.Lease, state, (object?)code ?? DBNull.Value, (object?)message ?? DBNull.Value, clock.GetUtcNow());

    private async Task<int> Execute(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value is DateTimeOffset time ? time.ToUniversalTime() : value });
        return command;
    }
}

/// <summary>The job is another runner's by now, or to be cancelled.</summary>
internal sealed class LeaseLost() : Exception("The job is not this runner's any more.");
