using System.Security.Cryptography;
using Crm.Application.Common;
using Crm.Application.Operations;
using Crm.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Idempotency;

/// <summary>Whose key it is, and for what: the same key on another route or of another user is another key.</summary>
public sealed record RequestKey(Guid Principal, string Route, string Key);

/// <summary>An answer as it went out.</summary>
public sealed record Answer(int Status, string? ContentType, string? Location, string? EntityTag, byte[] Body);

/// <summary>The same key is being worked on at this moment (409).</summary>
public sealed class KeyInFlight() : Exception("A request with this Idempotency-Key is being worked on; repeat it in a moment to get its answer.");

/// <summary>The key was used for another request (422).</summary>
public sealed class KeyReused() : Exception("This Idempotency-Key was used for a request with another address or body; take a new key for a new request.");

/// <summary>Requests that may be repeated: key, effect and answer are saved in one transaction, so a repetition finds all three or none.</summary>
public sealed class IdempotencyKeys(CrmDb db, Secrets secrets, RealTime clock) : IKeptAnswers
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    // So long a request waits for another one with its key; most are done by then, and their answer can be given.
    private const string Patience = "1s";

    private readonly byte[] _hashKey = secrets.KeyFor("idempotency-key");

    public IncrementalHash NewHash() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _hashKey);

    /// <summary>Begins the transaction in which key, effect and answer are saved; the use case joins it.</summary>
    public Task<ITransaction> Begin(CancellationToken ct) => db.BeginAsync(ct);

    /// <summary>Claims the key for the open transaction: null when it is new, else the answer that was given.</summary>
    /// <exception cref="KeyInFlight">Another request holds it.</exception>
    /// <exception cref="KeyReused">It belongs to another request.</exception>
    public async Task<Answer?> Claim(RequestKey key, byte[] request, CancellationToken ct)
    {
        while (true)
        {
            if (await Insert(key, request, ct)) return null;
            var kept = await db.Set<KeptAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Principal == key.Principal && a.Route == key.Route && a.Key == key.Key, ct);
            if (kept is null) continue;   // swept away between the two statements
            if (!CryptographicOperations.FixedTimeEquals(kept.Request, request)) throw new KeyReused();
            return new(kept.Status!.Value, kept.ContentType, kept.Location, kept.EntityTag, kept.Body!);
        }
    }

    /// <summary>Keeps the answer with the claimed key, and commits it with what was done, in one round trip; the transaction that was begun has nothing more to send.</summary>
    public async Task KeepAndCommit(RequestKey key, Answer answer, CancellationToken ct)
    {
        await using var batch = db.NewBatch();
        var keep = new NpgsqlBatchCommand("UPDATE idempotency_keys SET status = $1, content_type = $2, location = $3, entity_tag = $4, body = $5 WHERE principal = $6 AND route = $7 AND key = $8");
        foreach (var value in (object?[])[answer.Status, answer.ContentType, answer.Location, answer.EntityTag, answer.Body, key.Principal, key.Route, key.Key]) keep.Parameters.Add(new() { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(keep);
        batch.BatchCommands.Add(new("COMMIT"));
        db.MayHaveCommitted = true;
        await batch.ExecuteNonQueryAsync(ct);
        db.NoteEnd();
    }

    /// <summary>Forgets answers that were kept for long enough; says how many.</summary>
    public Task<int> Sweep(CancellationToken ct)
    {
        var until = clock.GetUtcNow() - Kept;
        return db.Set<KeptAnswer>().Where(a => a.CreatedAt < until).ExecuteDeleteAsync(ct);
    }

    // An answer tells of a person only together with the id of one of its records, in its body or its address.
    public Task Forget(IReadOnlyCollection<Guid> records, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
         DELETE FROM idempotency_keys WHERE EXISTS (
           SELECT 1 FROM unnest({records.ToArray()}) AS r (id)
           WHERE position(convert_to(r.id::text, 'UTF8') IN body) > 0 OR position(r.id::text IN location) > 0)
         """, ct);

    private async Task<bool> Insert(RequestKey key, byte[] request, CancellationToken ct)
    {
        if (!db.IsInTransaction) throw new InvalidOperationException("A key is claimed in a transaction.");
        await using var batch = db.NewBatch();
        batch.BatchCommands.Add(new($"SET LOCAL lock_timeout = '{Patience}'"));
        var insert = new NpgsqlBatchCommand(
            "INSERT INTO idempotency_keys (principal, route, key, request, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
        insert.Parameters.Add(new() { Value = key.Principal });
        insert.Parameters.Add(new() { Value = key.Route });
        insert.Parameters.Add(new() { Value = key.Key });
        insert.Parameters.Add(new() { Value = request });
        insert.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(new("SET LOCAL lock_timeout TO DEFAULT"));
        batch.BatchCommands.Add(new($"SAVEPOINT {db.PrepareSavepoint()}"));   // for what is done under the key
        try
        {
            await using (var reader = await db.ReadAsync(batch, ct))
                while (await reader.NextResultAsync(ct)) { }
            return insert.RecordsAffected == 1;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new KeyInFlight();
        }
    }
}
