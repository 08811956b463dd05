using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using Crm.Infrastructure.Persistence.Batches;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private const string ForRelying = "KEY SHARE";
    private const string ForErasing = "UPDATE";

    // Lets rows that merely refer to these be inserted meanwhile.
    private const string ForChanging = "NO KEY UPDATE";

    private const string StockFrom = "SELECT s.* FROM stock_levels s JOIN products p ON p.id = s.product_id WHERE";
    private const string StockOfTypes = $"AND p.type = ANY ({{1}}) ORDER BY s.product_id FOR {ForChanging} OF s";

    public Task LockAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate => Lock(ids, ForChanging, ct);

    public Task HoldAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate => Lock(ids, "SHARE", ct);

    public Task<IReadOnlyList<Id<T>>> ClaimAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate => Lock(ids, $"{ForChanging} SKIP LOCKED", ct);

    public Task LockWholeAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate => Lock(ids, ForErasing, ct);

    public Task RelyOnAsync<T>(IReadOnlyCollection<Id<T>> ids, CancellationToken ct) where T : Aggregate => Lock(ids, ForRelying, ct);

    public async Task<T?> FindLockedAsync<T>(Id<T> id, CancellationToken ct, Action<ITogether>? also = null) where T : Aggregate
    {
        var known = Set<T>().Local.FindEntry(id) is not null;
        var together = new ReadTogether(this);
        together.Lock([id]);
        var found = known ? null : together.Add(RunCompiled((typeof(T), ForChanging), id, Tracked<T>));
        also?.Invoke(together);
        await together.SendAsync(ct);
        return found is null ? await Set<T>().FindAsync([id], ct) : found.Rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<StockLevel>> LockStockAsync(IReadOnlyCollection<Id<Product>> products, CancellationToken ct) => await StockOf(products).ToListAsync(ct);

    // The lock is what loads them, so that none is held that was read before it. Of a service, such as the carriage that stands in every order, nothing is ever reserved: who asks for goods only, does not wait for all others with it.
    internal IQueryable<StockLevel> StockOf(IReadOnlyCollection<Id<Product>> products, bool onlyGoods = false)
    {
        EnsureInTransaction();
        ProductType[] types = onlyGoods ? [ProductType.Good] : Enum.GetValues<ProductType>();
        HoldStock(products.Where(p => StockLevels.Local.FindEntry(p) is null));
        return StockLevels.FromSqlRaw($"{StockFrom} s.product_id = ANY ({{0}}) {StockOfTypes}", products.Select(p => p.Value).ToArray(), Names(types));
    }

    /// <summary>As <see cref="StockOf(IReadOnlyCollection{Id{Product}}, bool)"/>, of the goods of an order that is locked; whoever reads it says which these were (<see cref="HoldStock"/>).</summary>
    internal IQueryable<StockLevel> StockOf(Id<Order> order)
    {
        EnsureInTransaction();
        return StockLevels.FromSqlRaw($"{StockFrom} s.product_id IN (SELECT l.product_id FROM order_lines l WHERE l.order_id = {{0}}) {StockOfTypes}", order.Value, Names(ProductType.Good));
    }

    /// <summary>Notes stock that was locked before it was loaded.</summary>
    internal void HoldStock(IEnumerable<Id<Product>> products) => Hold(typeof(StockLevel), products.Cast<object>());

    private static string[] Names(params ProductType[] types) => [.. types.Select(t => CrmJson.Name(t))];

    /// <summary>The query that locks the rows, in the order of their ids, and gives the ids of those that are there.</summary>
    internal IQueryable<Guid> LockOf<T>(IReadOnlyCollection<Id<T>> ids, string strength) where T : Aggregate
    {
        EnsureInTransaction();
        var entity = Model.FindEntityType(typeof(T))!;
        var key = entity.FindPrimaryKey()!.Properties[0].GetColumnName();
        // Names come from the model.
        var sql = $"SELECT {key} AS \"Value\" FROM {entity.GetTableName()} WHERE {key} = ANY ({{0}}) ORDER BY {key} FOR {strength}";
        if (strength is ForChanging or ForErasing) Hold(typeof(T), ids.Where(id => Set<T>().Local.FindEntry(id) is null).Cast<object>());
        return Database.SqlQueryRaw<Guid>(sql, [ids.Select(i => i.Value).ToArray()]);
    }

    internal IQueryable<Guid> LockOf<T>(IReadOnlyCollection<Id<T>> ids) where T : Aggregate => LockOf(ids, ForChanging);

    internal IQueryable<Guid> RelianceOn<T>(IReadOnlyCollection<Id<T>> ids) where T : Aggregate => LockOf(ids, ForRelying);

    private async Task<IReadOnlyList<Id<T>>> Lock<T>(IReadOnlyCollection<Id<T>> ids, string strength, CancellationToken ct) where T : Aggregate =>
        [.. (await LockOf(ids, strength).ToListAsync(ct)).Select(id => new Id<T>(id))];

    private Func<CrmDb, Id<T>, IAsyncEnumerable<T>> Tracked<T>() where T : Aggregate => SeesEverything
        ? EF.CompileAsyncQuery((CrmDb db, Id<T> id) => db.Set<T>().Unrestricted().Where(r => EF.Property<Id<T>>(r, "Id") == id))
        : EF.CompileAsyncQuery((CrmDb db, Id<T> id) => db.Set<T>().Where(r => EF.Property<Id<T>>(r, "Id") == id));

    private void EnsureInTransaction()
    {
        if (!IsInTransaction) throw new InvalidOperationException("A row lock needs a transaction.");
    }
}
