using Crm.Application.Common;
using Crm.Application.Operations.Files;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Files;

/// <summary>Files in the database, so that every instance serves them and a backup has them. Each chunk is written and read by a statement of its own: a file of any size needs the memory of a few chunks.</summary>
public sealed class StoredFiles(NpgsqlDataSource source, CrmDb db, TimeProvider clock) : IStoredFiles
{
    public const int ChunkSize = 1024 * 1024;

    /// <summary>So long something may be written before it counts as left behind.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(1);

    public async Task<IFileWriter> Create(Id<User> owner, string name, string mediaType, DateTimeOffset expiresAt, CancellationToken ct)
    {
        var file = StoredFile.Of(owner, name, mediaType, ChunkSize, clock.GetUtcNow(), expiresAt);
        await using var insert = source.CreateCommand("INSERT INTO stored_files (id, owner_id, name, media_type, size, chunk_size, created_at, expires_at) VALUES ($1, $2, $3, $4, 0, $5, $6, $7)");
        foreach (var value in new object[] { file.Id.Value, owner.Value, name, mediaType, ChunkSize, file.CreatedAt.ToUniversalTime(), expiresAt.ToUniversalTime() }) insert.Parameters.Add(new() { Value = value });
        await insert.ExecuteNonQueryAsync(ct);
        return new FileWriter(source, clock, file.Id, ChunkSize);
    }

    public OpenFile Open(StoredFile file) =>
        new(new FileReader(source, file.Id, file.Size, file.ChunkSize), file.Name, file.MediaType, file.Id.ToString(), file.Size, file.CompletedAt ?? throw new InvalidOperationException($"The file {file.Id} is not whole."));

    // The jobs first, as where an export is completed: what is completed meanwhile is found by the second statement.
    public async Task EraseExports(CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE jobs SET state = 'queued', lease_id = NULL, leased_until = NULL, attempts = attempts - 1 WHERE kind = 'export' AND state = 'running'", ct);
        await db.Database.ExecuteSqlAsync($"DELETE FROM stored_files f USING exports e WHERE e.file_id = f.id", ct);
    }

    /// <summary>Erases files whose time is over, and what was never completed; says how many.</summary>
    internal Task<int> Sweep(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var since = now - Unfinished;
        return db.StoredFiles.Where(f => f.ExpiresAt < now || f.CompletedAt == null && f.CreatedAt < since).ExecuteDeleteAsync(ct);
    }
}
