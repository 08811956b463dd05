using System.Collections.Concurrent;
using System.Reflection;
using Crm.Application.Common;
using System.Globalization;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Infrastructure.Persistence.Search;

/// <summary>Keeps the search tables: with each change in the same save, and for what was there before them once, when the app starts.</summary>
internal static class SearchUpkeep
{
    private const int Batch = 500;

    private static readonly ConcurrentDictionary<Type, MethodInfo> Followers = new();

    /// <summary>Writes anew what the changed records are searched by, where a text of theirs has changed.</summary>
    /// <returns>What is to be done once the rest is read.</returns>
    public static Action Follow(CrmDb db, IReadOnlyList<EntityEntry> changed, IReadOnlyList<EntityEntry> all, ITogether read)
    {
        var withParts = all.Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && e.Entity is Channel or ExternalId).Any();
        List<Action> acts = [];
        foreach (var record in changed.Where(e => e.Entity is ISearchable))
        {
            if (record.State == EntityState.Deleted || !(record.State == EntityState.Added || withParts || record.Properties.Any(p => p.IsModified && p.Metadata.ClrType == typeof(string)))) continue;
            acts.Add((Action)Followers.GetOrAdd(record.Metadata.ClrType, static type => typeof(SearchUpkeep).GetMethod(nameof(FollowOne), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type)).Invoke(null, [db, record, read])!);
        }
        return () => acts.ForEach(act => act());
    }

    private static Action FollowOne<T>(CrmDb db, EntityEntry record, ITogether read) where T : class, ISearchable
    {
        var id = (Id<T>)record.Property("Id").CurrentValue!;
        var held = record.State == EntityState.Added ? null : read.Add(db.Set<SearchEntry<T>>().Where(e => e.Id == id));
        return () =>
        {
            var entry = held?.Rows.SingleOrDefault();
            var isNew = entry is null;
            entry ??= SearchEntry<T>.Of(id);
            entry.Say(SearchEntries.Texts((ISearchable)record.Entity));
            if (isNew) db.AddRow(entry);
        };
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
                var entry = SearchEntry<T>.Of(e.Id);
                entry.Say(SearchEntries.Texts(e.Record));
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
