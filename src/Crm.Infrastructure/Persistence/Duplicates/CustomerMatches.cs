using Crm.Application.Common.Access;
using Crm.Application.Customers.Duplicates;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Duplicates;

/// <summary>Finds customers by their match keys, and keeps the pairs that are worked out from them.</summary>
internal sealed class CustomerMatches(CrmDb db) : ICustomerMatches
{
    /// <summary>Of a key that more customers have, such as the number of a call centre, only the newest are looked at.</summary>
    public const int MostOfKey = 100;

    /// <summary>So many customers are read beforehand for a bulk.</summary>
    private const int MostRead = 2000;

    /// <summary>So many customers are dealt with at a time.</summary>
    private const int Batch = 200;

    public async Task PrepareAsync(IReadOnlyCollection<long> keys, IReadOnlyCollection<long> held, CancellationToken ct)
    {
        if (db.IsGathering) await db.OnceAsync(typeof(AllHits), async () => new AllHits(await Hits(keys, held, ct)));
        else if (held.Count > 0) await Hits([], held, ct);
    }

    public async Task<IReadOnlyList<Id<Customer>>> FindAsync(IReadOnlyCollection<long> keys, IReadOnlyCollection<long> held, CancellationToken ct)
    {
        var prepared = await Prepared();
        var hits = prepared is null ? (await Hits(keys, held, ct)).Select(h => h.Customer) : keys.SelectMany(k => prepared.ByKey[k]);
        return [.. hits.Distinct()];
    }

    public async Task<IReadOnlyCollection<Id<Customer>>?> PreparedAsync() => await Prepared() is { All: { Count: <= MostRead } all } ? all : null;

    private Task<AllHits?> Prepared() => db.IsGathering ? db.OnceAsync<AllHits?>(typeof(AllHits), static () => Task.FromResult<AllHits?>(null)) : Task.FromResult<AllHits?>(null);

    private async Task<IReadOnlyList<(long Key, Id<Customer> Customer)>> Hits(IReadOnlyCollection<long> keys, IReadOnlyCollection<long> held, CancellationToken ct)
    {
        if (!db.IsInTransaction) throw new InvalidOperationException("A lock needs a transaction.");
        await using var batch = db.NewBatch();
        foreach (var command in Locks(held)) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(Command(
            """
            SELECT w.key, k.customer_id FROM unnest($1) AS w (key)
            CROSS JOIN LATERAL (SELECT m.customer_id FROM customer_match_keys m WHERE m.key = w.key ORDER BY m.customer_id DESC LIMIT $2) k
            """, keys.ToArray(), MostOfKey));
        await using var rows = await db.ReadAsync(batch, ct);
        List<(long, Id<Customer>)> found = [];
        while (await rows.ReadAsync(ct)) found.Add((rows.GetInt64(0), new(rows.GetGuid(1))));
        return found;
    }

    // The unique index is the lock; what is inserted, is deleted again at once. In the order of the keys, so that two never wait for each other.
    private static IEnumerable<NpgsqlBatchCommand> Locks(IReadOnlyCollection<long> keys)
    {
        if (keys.Count == 0) yield break;
        var ordered = keys.Distinct().Order().ToArray();
        yield return Command("INSERT INTO match_locks (key) SELECT k FROM unnest($1) AS k ORDER BY k", ordered);
        yield return Command("DELETE FROM match_locks WHERE key = ANY ($1)", ordered);
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    public async Task<int> RefreshAsync(CancellationToken ct)
    {
        if (!await db.Set<MatchState>().AnyAsync(m => m.IsDue, ct)) return 0;
        await using var transaction = await db.BeginAsync(ct);
        await db.TakeTurnAsync(Turn.Pairs, ct);   // two that wrote the same pairs would wait for each other
        // Who is being changed at this moment is due again afterwards, and who is being erased must not wait for what waits for it.
        var due = await db.Database.SqlQuery<Guid>(
            $"""
             SELECT m.id AS "Value" FROM customer_match_states m JOIN customers c ON c.id = m.id WHERE m.is_due ORDER BY m.id LIMIT {Batch}
             FOR NO KEY UPDATE OF m SKIP LOCKED FOR KEY SHARE OF c SKIP LOCKED
             """).ToArrayAsync(ct);
        if (due.Length > 0) await Refresh(due, ct);
        await transaction.CommitAsync(ct);
        return due.Length;
    }

    private async Task Refresh(Guid[] due, CancellationToken ct)
    {
        var neighbours = await Neighbours(due, ct);
        var ids = neighbours.SelectMany(n => new[] { n.One, n.Other }).Distinct().Select(id => new Id<Customer>(id)).ToList();
        var facts = (await db.Customers.Unrestricted().MatchFacts(ids, ct)).ToDictionary(f => f.Id.Value, f => f.Facts);
        var pairs = neighbours.Where(n => facts.ContainsKey(n.One) && facts.ContainsKey(n.Other))
            .Select(n => new DuplicatePair(new(n.One), new(n.Other), DuplicateRule.Weigh(facts[n.One], facts[n.Other]))).Where(p => p.Score >= DuplicateRule.Least)
            .OrderBy(p => p.FirstId).ThenBy(p => p.SecondId).ToList();
        await db.Database.ExecuteSqlAsync($"DELETE FROM customer_duplicate_pairs WHERE first_id = ANY ({due}) OR second_id = ANY ({due})", ct);
        db.AddRange(pairs);
        await db.SaveChangesAsync(ct);
        foreach (var pair in pairs) db.Entry(pair).State = EntityState.Detached;
        await db.Database.ExecuteSqlAsync($"UPDATE customer_match_states SET is_due = false WHERE id = ANY ({due})", ct);
    }

    /// <summary>Whom the customers share a key with, each pair once.</summary>
    private Task<List<Neighbour>> Neighbours(Guid[] due, CancellationToken ct) => db.Database.SqlQuery<Neighbour>(
        $"""
         SELECT DISTINCT least(o.customer_id, k.customer_id) AS "One", greatest(o.customer_id, k.customer_id) AS "Other" FROM customer_match_keys o
         CROSS JOIN LATERAL (SELECT m.customer_id FROM customer_match_keys m WHERE m.key = o.key ORDER BY m.customer_id DESC LIMIT {MostOfKey}) k
         WHERE o.customer_id = ANY ({due}) AND k.customer_id <> o.customer_id
         """).ToListAsync(ct);

    private sealed record Neighbour(Guid One, Guid Other);

    private sealed class AllHits(IReadOnlyList<(long Key, Id<Customer> Customer)> hits)
    {
        public ILookup<long, Id<Customer>> ByKey { get; } = hits.ToLookup(h => h.Key, h => h.Customer);

        public HashSet<Id<Customer>> All { get; } = [.. hits.Select(h => h.Customer)];
    }
}
