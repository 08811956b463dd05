using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Batches;

// The way from a query to both its command and its rows has no public name.
#pragma warning disable EF1001

/// <summary>Sends the commands of several queries as one batch, then has EF run each query, whose command is answered with the batch's next result instead of being sent
/// (<see cref="BatchInterceptor"/>). So what makes objects of rows stays EF's.</summary>
internal sealed class ReadTogether(CrmDb db) : ITogether
{
    private readonly List<Part> _parts = [];
    private readonly List<Func<CancellationToken, Task>> _changed = [];   // what was known, but is not as it was

    public Reading<T> Add<T>(IQueryable<T> query) => Add(Found(query));

    public Reading<TRow> Add<TKey, TRow>(FixedQuery<TKey, TRow> query, TKey key) => Add(db.Run(query, key));

    public Reading<TDto> Add<T, TDto>(FixedRecord<T, TDto> record, Id<T> id) where T : class where TDto : class
    {
        var reading = new Reading<TDto>();
        if (db.Known(record, id) is not { } known)
        {
            Add(db.Run(record, id), found =>
            {
                db.NoteRead(record, id, found.SingleOrDefault());
                reading.Found([.. found.Select(r => r.Record)]);
            });
            return reading;
        }
        Add(db.RunMark(record, id), marks =>
        {
            reading.Found(marks is [var mark] && mark == known.Mark ? [known.Record] : []);
            if (marks is []) db.NoteMissing(id);
            if (marks is [var other] && other != known.Mark) _changed.Add(async ct => reading.Found(await db.ReadAsync(record, id, ct) is { } read ? [read.Record] : []));
        });
        return reading;
    }

    public void Lock<T>(IReadOnlyCollection<Id<T>> ids) where T : Aggregate => Add(db.LockOf(ids));

    public void LockStock(IReadOnlyCollection<Id<Product>> products, bool onlyGoods) => Add(db.StockOf(products, onlyGoods));

    public void LockStock(Id<Order> order)
    {
        HashSet<Id<Product>> before = [.. db.StockLevels.Local.Select(l => l.ProductId)];
        Add(Found(db.StockOf(order)), levels => db.HoldStock(levels.Select(l => l.ProductId).Except(before)));
    }

    public void RelyOn<T>(IReadOnlyCollection<Id<T>> ids) where T : Aggregate => Add(db.RelianceOn(ids));

    /// <summary>Adds a query whose expression was looked up.</summary>
    internal Reading<T> Add<T>(IAsyncEnumerable<T> found, Action<IReadOnlyList<T>>? then = null)
    {
        var reading = new Reading<T>();
        _parts.Add(new(((IRelationalQueryingEnumerable)found).CreateDbCommand, async ct =>
        {
            reading.Found(await found.ToListAsync(ct));
            then?.Invoke(reading.Rows);
        }));
        return reading;
    }

    public async Task SendAsync(CancellationToken ct)
    {
        if (_parts.Count == 0) return;
        if (db.Answers is not null) throw new InvalidOperationException("Queries are being read together already.");
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = Batch();
            List<string> sent = [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(c => c.CommandText)];
            await using var reader = await db.ReadAsync(batch, ct);
            var answers = db.Answers = new(reader);
            for (var i = 0; i < _parts.Count; i++)
            {
                answers.Expect(sent[i]);
                await _parts[i].Read(ct);
                await answers.Next(ct);
            }
        }
        finally
        {
            db.Answers = null;
            _parts.Clear();
            await db.Database.CloseConnectionAsync();
        }
        foreach (var read in _changed) await read(ct);
        _changed.Clear();
    }

    // Asked once for its command and its rows: to find a query among those that are compiled costs more than to run it.
    private static IAsyncEnumerable<T> Found<T>(IQueryable<T> query) => ((IAsyncQueryProvider)query.Provider).ExecuteAsync<IAsyncEnumerable<T>>(query.Expression);

    private NpgsqlBatch Batch()
    {
        var batch = db.NewBatch();
        foreach (var part in _parts)
        {
            using var command = (NpgsqlCommand)part.Command();
            var sent = new NpgsqlBatchCommand(command.CommandText);
            foreach (NpgsqlParameter parameter in command.Parameters) sent.Parameters.Add(parameter.Clone());
            batch.BatchCommands.Add(sent);
        }
        return batch;
    }

    private sealed record Part(Func<System.Data.Common.DbCommand> Command, Func<CancellationToken, Task> Read);
}
#pragma warning restore EF1001
