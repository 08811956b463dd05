using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;

namespace Crm.Application.Common;

/// <summary>Several queries that are sent to the database together and answered in one round trip, for what is put together of many parts. Each stays a query of its own, with its projection and with
/// the filters that every query has. They are statements of their own, too: between two of them another transaction may commit, unless a transaction is open that sees to it.</summary>
/// <example><code>
/// var together = db.Together();
/// var contacts = together.Add(db.Contacts.Where(c => c.CustomerId == id).OrderBy(c => c.Name).Take(50));
/// var orders = together.Add(db.Orders.Where(o => o.CustomerId == id).GroupBy(o => 1).Select(g => g.Count()));
/// await together.SendAsync(ct);
/// return (contacts.Rows, orders.Rows.SingleOrDefault());
/// </code></example>
public interface ITogether
{
    /// <summary>Adds a query, written so that it is one statement: a count is a group's, a single row is taken of the rows. Nothing is sent yet.</summary>
    Reading<T> Add<T>(IQueryable<T> query);

    /// <summary>Adds a query that is compiled once.</summary>
    Reading<TRow> Add<TKey, TRow>(FixedQuery<TKey, TRow> query, TKey key);

    /// <summary>Adds one record: its one row, or none when there is no such record that the caller sees. When it was read before and has changed since, it is asked for once more after the others.</summary>
    Reading<TDto> Add<T, TDto>(FixedRecord<T, TDto> record, Id<T> id) where T : class where TDto : class;

    /// <summary>Locks the rows as <see cref="ICrmDb.LockAsync"/> does: what is added after it, finds them as they are under the lock.</summary>
    void Lock<T>(IReadOnlyCollection<Id<T>> ids) where T : Aggregate;

    /// <summary>Locks and loads stock levels as <see cref="ICrmDb.LockStockAsync"/> does; on demand only of what is a good at present.</summary>
    void LockStock(IReadOnlyCollection<Id<Product>> products, bool onlyGoods);

    /// <summary>Locks and loads the stock levels of the goods in the order's lines, as they are while the order is locked.</summary>
    void LockStock(Id<Order> order);

    /// <summary>Keeps the rows as <see cref="ICrmDb.RelyOnAsync"/> does; what is added after it, finds them so.</summary>
    void RelyOn<T>(IReadOnlyCollection<Id<T>> ids) where T : Aggregate;

    /// <summary>Sends all that was added, and reads the answers. Nothing else may use the context meanwhile.</summary>
    Task SendAsync(CancellationToken ct);
}

/// <summary>What one of several queries finds.</summary>
public sealed class Reading<T>
{
    private IReadOnlyList<T>? _rows;

    /// <summary>The rows; there once all was sent.</summary>
    public IReadOnlyList<T> Rows => _rows ?? throw new InvalidOperationException("The query was not sent yet.");

    /// <summary>To be said by whoever sends.</summary>
    public void Found(IReadOnlyList<T> rows) => _rows = rows;
}
