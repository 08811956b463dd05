using System.Text.Json;
using Crm.Application.Common;
using Crm.Domain.Operations;
using Crm.Infrastructure.Jobs;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Imports;

/// <summary>Writes down what became of the rows of imports: with the rows themselves, in one transaction, so that no row is done twice and none is left out.</summary>
internal sealed class ImportLedger(CrmDb db)
{
    /// <summary>The phase begins from the first row.</summary>
    public Task Clear(Import import, CancellationToken ct) => db.Set<ImportRow>().Where(r => r.ImportId == import.Id).ExecuteDeleteAsync(ct);

    /// <summary>The import is so far now. The caller holds the job, and nobody else has done these rows meanwhile. What gets on may be begun again as often as it breaks off.</summary>
    /// <exception cref="LeaseLost">Another runner has the job, or it is to be cancelled.</exception>
    public async Task Advance(Import import, ClaimedJob job, long from, long to, ImportCounts counts, CancellationToken ct)
    {
        var (id, jobId, lease, counted) = (import.Id.Value, job.Id.Value, job.Lease, JsonSerializer.Serialize(counts, CrmJson.Options));
        var rows = await db.Database.ExecuteSqlAsync(
            $"""
             WITH held AS (UPDATE jobs SET attempts = 1 WHERE id = {jobId} AND lease_id = {lease} AND cancel_requested_at IS NULL RETURNING id)
             UPDATE imports i SET position = {to}, counts = {counted}::jsonb FROM held WHERE i.id = {id} AND i.position = {from} AND i.job_id = held.id
             """, ct);
        if (rows == 0) throw new LeaseLost();
    }

    public async Task Write(IReadOnlyCollection<ImportRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        await using var copy = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync(
            "COPY import_rows (import_id, number, rows, outcome, record_id, version, errors, before) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(row.ImportId.Value, ct);
            await copy.WriteAsync(row.Number, ct);
            await copy.WriteAsync(row.Rows, ct);
            await copy.WriteAsync(CrmJson.Name(row.Outcome), ct);
            await Nullable(row.RecordId);
            await Nullable(row.Version);
            await Text(row.Errors);
            await Text(row.Before);
        }
        await copy.CompleteAsync(ct);

        Task Nullable<T>(T? value) where T : struct => value is { } there ? copy.WriteAsync(there, ct) : copy.WriteNullAsync(ct);

        Task Text(string? json) => json is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(json, NpgsqlTypes.NpgsqlDbType.Jsonb, ct);
    }

    /// <summary>The last rows before this one that made or changed a record.</summary>
    public Task<List<ImportRow>> Done(Import import, long before, int most, CancellationToken ct) =>
        db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == import.Id && r.Number < before && (r.Outcome == ImportOutcome.Created || r.Outcome == ImportOutcome.Changed)).OrderByDescending(r => r.Number).Take(most).ToListAsync(ct);

    public async Task Replace(Import import, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        long[] numbers = [.. rows.Select(r => r.Number)];
        await db.Set<ImportRow>().Where(r => r.ImportId == import.Id && numbers.Contains(r.Number)).ExecuteDeleteAsync(ct);
        await Write(rows, ct);
    }
}
