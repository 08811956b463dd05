using System.Linq.Expressions;
using System.Text.Json;
using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common.Lists;

/// <summary>Answers a list request: filter, sort and page by key, one query a page (two with count).</summary>
public sealed class ListReader(ICrmDb db, CustomFieldCheck customFields, IConfigurationProvider maps, ICursorSigner signer)
{
    /// <summary>Counting stops here, because an exact count of everything costs a scan.</summary>
    public const int CountCap = 100_000;

    /// <summary>A page whose rows are mapped by name.</summary>
    public Task<ListPage<TRow>> Page<T, TRow>(IQueryable<T> source, ListSpec<T> spec, ListRequest request, CancellationToken ct) where T : class
    {
        var select = (MethodCallExpression)source.ProjectTo<TRow>(maps).Expression;
        return Page(source, spec, request, (Expression<Func<T, TRow>>)((UnaryExpression)select.Arguments[1]).Operand, ct);
    }

    /// <summary>A page whose rows are made by <paramref name="row"/>.</summary>
    public async Task<ListPage<TRow>> Page<T, TRow>(IQueryable<T> source, ListSpec<T> spec, ListRequest request, Expression<Func<T, TRow>> row, CancellationToken ct) where T : class
    {
        var query = source.AsNoTracking();
        if (spec.CustomFields is { } own && request.Filters.Select(CustomFieldFilter<T>.Key).OfType<string>().ToList() is { Count: > 0 } wanted)
            await customFields.EnsureDeclared(own.Target, wanted, ct);
        if (request.Filters.FirstOrDefault(ListSpec<T>.IsAboutArchive) is { } archive && ListRequest.Flag(archive.Parameter, archive.Value))
            query = query.IgnoreQueryFilters().Where(r => EF.Property<DateTimeOffset?>(r, nameof(ArchivableAggregate.ArchivedAt)) != null);
        foreach (var term in request.Filters.Where(t => !ListSpec<T>.IsAboutArchive(t))) query = query.Where(spec.Where(db, term));
        var filtered = query;

        var keys = spec.Sorting(request.Sort);
        var scope = Scope<T>(request, spec);
        if (request.Cursor is { } cursor) query = query.Where(After(keys, Read(cursor, scope, keys)));
        for (var i = 0; i < keys.Count; i++) query = keys[i].Key.Order(query, first: i == 0, keys[i].Descending);

        var rows = await query.Take(request.Limit + 1).Select(WithKeys(row, keys)).ToListAsync(ct);
        var hasMore = rows.Count > request.Limit;
        if (hasMore) rows.RemoveAt(request.Limit);
        return new(
            [.. rows.Select(r => r.Row)],
            new(request.Limit, hasMore, hasMore ? Write(rows[^1].Keys, scope, keys) : null, request.Count ? await Total(filtered, ct) : null));
    }

    private static async Task<int?> Total<T>(IQueryable<T> filtered, CancellationToken ct)
    {
        var total = await filtered.Take(CountCap + 1).CountAsync(ct);
        return total > CountCap ? null : total;
    }

    private sealed record Keyed<TRow>(TRow Row, object?[] Keys);

    private static Expression<Func<T, Keyed<TRow>>> WithKeys<T, TRow>(Expression<Func<T, TRow>> row, IReadOnlyList<(ISortKey<T> Key, bool)> keys)
    {
        var t = row.Parameters[0];
        var values = Expression.NewArrayInit(typeof(object), keys.Select(k => k.Key.Get(t)));
        return Expression.Lambda<Func<T, Keyed<TRow>>>(Expression.New(typeof(Keyed<TRow>).GetConstructors()[0], row.Body, values), t);
    }

    // (a, b, id) > (x, y, z), spelled out because directions and nulls differ by key: a > x or (a = x and (b > y or (b = y and id > z))).
    private static Expression<Func<T, bool>> After<T>(IReadOnlyList<(ISortKey<T> Key, bool Descending)> keys, IReadOnlyList<object?> values)
    {
        var row = Expression.Parameter(typeof(T), "row");
        Expression? after = null;
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            var (key, descending) = keys[i];
            var beyond = key.After(row, values[i], descending);
            after = after is null ? beyond : Expression.OrElse(beyond, Expression.AndAlso(key.Same(row, values[i]), after));
        }
        // Implied by the rest, but it is what lets PostgreSQL start reading the index at the cursor.
        var (first, firstDescending) = keys[0];
        if (keys.Count > 1) after = Expression.AndAlso(first.From(row, values[0], firstDescending), after!);
        return Expression.Lambda<Func<T, bool>>(after!, row);
    }

    // A cursor holds only for the filters and the order it was made with.
    private static string Scope<T>(ListRequest request, ListSpec<T> spec) where T : class => string.Join('\n',
        [typeof(T).Name, string.IsNullOrWhiteSpace(request.Sort) ? spec.DefaultSort : request.Sort,
            .. request.Filters.OrderBy(f => f.Parameter, StringComparer.Ordinal).Select(f => $"{f.Parameter}={f.Value}")]);

    private string Write<T>(object?[] values, string scope, IReadOnlyList<(ISortKey<T> Key, bool)> keys) =>
        signer.Sign(JsonSerializer.SerializeToUtf8Bytes(keys.Select((k, i) => k.Key.Write(values[i]))), scope);

    private object?[] Read<T>(string cursor, string scope, IReadOnlyList<(ISortKey<T> Key, bool)> keys)
    {
        var content = signer.Open(cursor, scope)
            ?? throw InvalidInput.Parameter("cursor", InputErrors.CursorInvalid, "The cursor does not belong to these filters and this sort; start again without a cursor.");
        var texts = JsonSerializer.Deserialize<string?[]>(content)!;
        return [.. keys.Select((k, i) => k.Key.Read(texts[i]))];
    }
}

/// <summary>Seals cursors, so that they come back as they were given out and only to the list they were made for.</summary>
public interface ICursorSigner
{
    string Sign(byte[] content, string scope);

    /// <summary>The content, or null when it was not sealed here for this scope.</summary>
    byte[]? Open(string cursor, string scope);
}
