using System.Collections.Concurrent;
using System.Reflection;
using System.Globalization;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Infrastructure.Persistence.Search;

/// <summary>Keeps the search tables: with each change in the same save, and for what was there before them once, when the app starts.</summary>
internal static class SearchUpkeep
{
    private const int Batch = 500;

    private static readonly ConcurrentDictionary<Type, Action<CrmDb, EntityEntry>> Followers = new();

    /// <summary>Writes anew what the changed records are searched by, where a text of theirs has changed.</summary>
    public static void Follow(CrmDb db, IReadOnlyList<EntityEntry> changed, IReadOnlyList<EntityEntry> all)
    {
        var withParts = all.Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && e.Entity is Channel or ExternalId).Any();
        foreach (var record in changed.Where(e => e.Entity is ISearchable))
        {
            if (record.State == EntityState.Deleted || !(record.State == EntityState.Added || withParts || record.Properties.Any(p => p.IsModified && p.Metadata.ClrType == typeof(string)))) continue;
            Followers.GetOrAdd(record.Metadata.ClrType, static type => typeof(SearchUpkeep).GetMethod(nameof(FollowOne), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Action<CrmDb, EntityEntry>>())(db, record);
        }
    }

    private static void FollowOne<T>(CrmDb db, EntityEntry record) where T : class, ISearchable
    {
        var (id, texts) = ((Id<T>)record.Property("Id").CurrentValue!, SearchEntries.Texts((ISearchable)record.Entity));
        if (record.State == EntityState.Added)
        {
            db.AddRow(SearchEntry<T>.Of(id, texts));
            return;
        }
        // Names come from the model.
        var table = db.Model.FindEntityType(typeof(SearchEntry<T>))!.GetTableName();
        var (text, keys) = SearchForm.Of(texts);
        db.WriteBeside(
            $"INSERT INTO {table} (id, text, keys) VALUES ({{0}}, {{1}}, {{2}}) ON CONFLICT (id) DO UPDATE SET text = excluded.text, keys = excluded.keys WHERE {table}.text <> excluded.text OR {table}.keys <> excluded.keys",
            id.Value, text, keys);
    }

    /// <summary>Fills in the records that are in no search table: all of them after the migration that made the tables, or emptied them for a new form.</summary>
    public static async Task Fill(CrmDb db, CancellationToken ct)
    {
        foreach (var type in db.Model.GetEntityTypes().Select(e => e.ClrType).Where(t => t.IsAssignableTo(typeof(ISearchable))).ToList())
            await (Task)typeof(SearchUpkeep).GetMethod(nameof(FillFor))!.MakeGenericMethod(type).Invoke(null, [db, ct])!;
    }

    public static async Task FillFor<T>(CrmDb db, CancellationToken ct) where T : class, ISearchable
    {
        var entity = db.Model.FindEntityType(SearchEntries.TypeFor(typeof(T)))!;
        var last = default(Id<T>);
        while (true)
        {
            // From id to id, so that no batch looks again at what the ones before it have filled in.
            var missing = db.Set<T>().Whole().AsNoTracking().OrderBy(r => EF.Property<Id<T>>(r, "Id")).Where(r => EF.Property<Id<T>>(r, "Id") > last)
                .Where(r => !db.Set<SearchEntry<T>>().Any(s => s.Id == EF.Property<Id<T>>(r, "Id"))).Take(Batch);
            if (!await missing.AnyAsync(ct)) return;
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.TakeTurnAsync(Turn.Filling, ct);   // two instances that start at once fill one after the other
            var entries = await missing.Select(r => new { Id = EF.Property<Id<T>>(r, "Id"), Record = r }).ToListAsync(ct);
            var values = entries.SelectMany(e =>
            {
                var entry = SearchEntry<T>.Of(e.Id, SearchEntries.Texts(e.Record));
                return new object[] { e.Id.Value, entry.Text, entry.Keys };
            });
            var rows = string.Join(", ", entries.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"({{{3 * i}}}, {{{3 * i + 1}}}, {{{3 * i + 2}}})")));
            // Who changed a record meanwhile has written its entry already.
            var sql = $"INSERT INTO {entity.GetTableName()} (id, text, keys) VALUES {rows} ON CONFLICT DO NOTHING";
            if (entries.Count == 0) return;   // another instance was faster
            last = entries[^1].Id;
            await db.Database.ExecuteSqlRawAsync(sql, values, ct);
            await transaction.CommitAsync(ct);
        }
    }
}
