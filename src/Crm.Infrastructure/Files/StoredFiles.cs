using Crm.Application.Operations.Files;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Files;

/// <summary>Files in the database, so that every instance serves them and a backup has them. Each chunk is written and read by a statement of its own: a file of any size needs the memory of a few chunks.</summary>
internal sealed class StoredFiles(NpgsqlDataSource source, CrmDb db, TimeProvider clock) : IStoredFiles
{
    public const int ChunkSize = 1024 * 1024;

    /// <summary>So long something may be written before it counts as left behind.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(1);

    public async Task<IFileWriter> Create(Id<User> owner, string name, string mediaType, DateTimeOffset expiresAt, Id<Job>? job, CancellationToken ct)
    {
        // What an attempt before this one has left behind, is of no use to anybody.
        if (job is not null) await db.StoredFiles.Where(f => f.JobId == job).ExecuteDeleteAsync(ct);
        var file = StoredFile.Of(owner, name, mediaType, ChunkSize, clock.GetUtcNow(), expiresAt, job);
        await using var insert = source.CreateCommand("INSERT INTO stored_files (id, owner_id, name, media_type, size, chunk_size, created_at, expires_at, job_id) VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8)");
        foreach (var value in new object[] { file.Id.Value, owner.Value, name, mediaType, ChunkSize, file.CreatedAt.ToUniversalTime(), expiresAt.ToUniversalTime(), (object?)job?.Value ?? DBNull.Value }) insert.Parameters.Add(new() { Value = value });
        await insert.ExecuteNonQueryAsync(ct);
        return new FileWriter(source, clock, file.Id, ChunkSize);
    }

    public OpenFile Open(StoredFile file) =>
        new(new FileReader(source, file.Id, file.Size, file.ChunkSize), file.Name, file.MediaType, file.Id.ToString(), file.Size, file.CompletedAt ?? throw new InvalidOperationException($"The file {file.Id} is not whole."));

    // The jobs first, as where an export is completed: what is completed meanwhile is found by the second statement. Whoever still writes loses the file with the job.
    public async Task EraseExports(CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE jobs SET state = 'queued', lease_id = NULL, leased_until = NULL, attempts = attempts - 1 WHERE kind = 'export' AND state = 'running'", ct);
        await db.Database.ExecuteSqlAsync($"DELETE FROM stored_files f USING jobs j WHERE f.job_id = j.id AND j.kind = 'export'", ct);
    }

    /// <summary>Erases files whose time is over, and what was never completed; says how many.</summary>
    internal Task<int> Sweep(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var since = now - Unfinished;
        return db.StoredFiles.Where(f => f.ExpiresAt < now || f.CompletedAt == null && f.CreatedAt < since).ExecuteDeleteAsync(ct);
    }
}
