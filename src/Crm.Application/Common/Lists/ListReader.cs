using System.Linq.Expressions;
using System.Text.Json;
using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common.Lists;

/// <summary>Answers a list request: filter, search, sort and page by key, one query a page; one more with count, and up to two more when a search has to go further than to whole words.</summary>
public sealed class ListReader(ICrmDb db, FilterScopes scopes, ICurrentUser caller, IConfigurationProvider maps, ICursorSigner signer, CommonWords common)
{
    /// <summary>Counting stops here, because an exact count of everything costs a scan.</summary>
    public const int CountCap = 100_000;

    /// <summary>What is looked for at most.</summary>
    public const int QueryMax = 200;

    /// <summary>A page whose rows are mapped by name.</summary>
    public Task<ListPage<TRow>> Page<T, TRow>(IQueryable<T> source, ListSpec<T> spec, ListRequest request, CancellationToken ct) where T : class
    {
        var select = (MethodCallExpression)source.ProjectTo<TRow>(maps).Expression;
        return Page(source, spec, request, (Expression<Func<T, TRow>>)((UnaryExpression)select.Arguments[1]).Operand, ct);
    }

    /// <summary>A page whose rows are made by <paramref name="row"/>.</summary>
    public async Task<ListPage<TRow>> Page<T, TRow>(IQueryable<T> source, ListSpec<T> spec, ListRequest request, Expression<Func<T, TRow>> row, CancellationToken ct) where T : class
    {
        var filtered = await Filtered(source, spec, request, ct);
        var sort = spec.Sorting(request);
        if (request.Query is null) return (await Read(filtered, t => t, row, [.. sort.Select(s => new SortStep(s.Key, s.Descending, t => t))], request, spec, ct)).Page;

        if (!spec.IsSearchable) throw request.Invalid("q", InputErrors.ParameterUnknown, "This list cannot be searched by words; it has filters only.");
        var words = Words(request);
        SortStep[] order = request.Sort is null
            ? [new(Relevance<T>.Key, true, f => f), new(spec.Newest.Key, spec.Newest.Descending, Row)]
            : [.. sort.Select(s => new SortStep(s.Key, s.Descending, Row))];
        var enough = 2 * (request.Limit + 1);
        var haveKeys = words.TrueForAll(w => w.OwnKey is not null);
        if (request is { Sort: null, Count: false } && spec.AlsoSearched.Count == 0 && !IsBeyondWholeWords())
        {
            // What the filters and the cursor leave of those that are found, may be too few for the page.
            var isWhole = request is { Filters.Count: 0, Tree: null, Ids: null, Cursor: null } && (Areas.OfOwned(typeof(T)) is not { } area || caller.Access.Of(area, Act.Read).IsEverything);
            if (isWhole && common.Has(typeof(T), words, enough))
            {
                if (await Hits(SearchReach.Newest) is { Page.Page.HasMore: true } newest) return newest.Page;
                common.NoteFailure(typeof(T), words, enough);
            }
            if (haveKeys && await Hits(SearchReach.WholeWords) is var whole && (whole.Page.Page.HasMore || whole.First?.Whole < enough)) return whole.Page;
        }
        return (await Hits(SearchReach.All)).Page;

        bool IsBeyondWholeWords() => request.Cursor is { } cursor && Open(cursor, Scope(request, spec), order, request)[0] is int score && score < SearchForm.WholeWord * words.Count;

        async Task<(ListPage<TRow> Page, Keyed<TRow>? First)> Hits(SearchReach reach)
        {
            Expression<Func<SearchHit<T>, Id<T>>> id = h => h.Id;
            var hits = filtered.Join(db.Search<T>(words, spec.AlsoSearched, reach, enough), spec.IdColumn, id, (r, h) => new Found<T> { Row = r, Score = h.Score, Whole = h.Whole });
            var read = await Read(hits, Row, row, order, request, spec, ct, found => Expression.Property(found, nameof(Found<>.Whole)));
            // Of words with keys it is known how many have them as they are asked for, and that is what the newest need.
            if (read.First?.Whole is { } whole && haveKeys == (reach == SearchReach.WholeWords)) common.Note(typeof(T), words, whole);
            return read;
        }

        static Expression Row(Expression found) => Expression.Property(found, nameof(Found<>.Row));
    }

    /// <summary>The rows that the request's filters leave, neither sorted nor cut into pages.</summary>
    public async Task<IQueryable<T>> Filtered<T>(IQueryable<T> source, ListSpec<T> spec, ListRequest request, CancellationToken ct) where T : class
    {
        spec.EnsureSortShown(request, caller.Access);
        var scope = await scopes.Of(spec, request.Filters, request.Tree, ct);
        var query = source.AsNoTracking();
        if (request.Ids is { } ids) query = query.Where(spec.WhereId(ids));
        // Who says nothing of the archive sees what is not in it; who does, says which rows.
        if (request.Terms.Any(t => ListSpec<T>.IsAboutArchive(t) && (request.Tree is not null || t.Written != "false"))) query = query.WithArchived();
        foreach (var term in request.Filters) query = query.Where(spec.Where(scope, term));
        return request.Tree is { } tree ? query.Where(spec.Where(scope, tree)) : query;
    }

    private static List<SearchWord> Words(ListRequest request)
    {
        var text = request.Query!;
        if (Text.Length(text) > QueryMax) throw request.Invalid("q", InputErrors.TextTooLong, $"q takes at most {QueryMax} characters.");
        var words = Text.IsPrintable(text) ? SearchForm.Words(text).DistinctBy(w => w.Encoded).Take(SearchForm.MaxWords).ToList() : [];
        return words.Count > 0 ? words : throw request.Invalid("q", InputErrors.FilterInvalidValue, "q takes words: at least one letter or digit, no control characters.");
    }

    /// <param name="rowOf">From what is queried to the row of the list, which is the same or a part of it.</param>
    /// <param name="whole">From what is queried to <see cref="SearchHit{T}.Whole"/>.</param>
    /// <returns>The page, and its first row if there is any.</returns>
    private async Task<(ListPage<TRow> Page, Keyed<TRow>? First)> Read<TSource, T, TRow>(IQueryable<TSource> filtered, Func<Expression, Expression> rowOf, Expression<Func<T, TRow>> row,
        IReadOnlyList<SortStep> order, ListRequest request, ListSpec<T> spec, CancellationToken ct, Func<Expression, Expression>? whole = null) where T : class
    {
        var scope = Scope(request, spec);
        var source = Expression.Parameter(typeof(TSource), "source");
        var query = request.Cursor is { } cursor ? filtered.Where(Expression.Lambda<Func<TSource, bool>>(After(source, order, Open(cursor, scope, order, request)), source)) : filtered;
        for (var i = 0; i < order.Count; i++)
        {
            var (key, descending, of) = order[i];
            var value = Expression.Lambda(key.Get(of(source)), source);
            var method = (i == 0 ? "OrderBy" : "ThenBy") + (descending ? "Descending" : "");
            query = query.Provider.CreateQuery<TSource>(Expression.Call(typeof(Queryable), method, [typeof(TSource), value.ReturnType], query.Expression, Expression.Quote(value)));
        }
        var values = Expression.NewArrayInit(typeof(object), order.Select(o => Expression.Convert(o.Key.Get(o.Of(source)), typeof(object))));
        var select = Expression.Lambda<Func<TSource, Keyed<TRow>>>(
            Expression.New(typeof(Keyed<TRow>).GetConstructors()[0], Replace.Parameter(row, rowOf(source)), values, whole?.Invoke(source) ?? Expression.Constant(null, typeof(int?))), source);

        var rows = await query.Take(request.Limit + 1).Select(select).ToListAsync(ct);
        var hasMore = rows.Count > request.Limit;
        if (hasMore) rows.RemoveAt(request.Limit);
        var page = new PageInfo(request.Limit, hasMore, hasMore ? Seal(rows[^1].Keys, scope, order) : null, request.Count ? await Total(filtered, ct) : null);
        return (new([.. rows.Select(r => r.Row)], page), rows.FirstOrDefault());
    }

    private static async Task<int?> Total<T>(IQueryable<T> filtered, CancellationToken ct)
    {
        var total = await filtered.Take(CountCap + 1).CountAsync(ct);
        return total > CountCap ? null : total;
    }

    // (a, b, id) > (x, y, z), spelled out because directions and nulls differ by key: a > x or (a = x and (b > y or (b = y and id > z))).
    private static Expression After(ParameterExpression source, IReadOnlyList<SortStep> order, IReadOnlyList<object?> values)
    {
        Expression? after = null;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var (key, descending, of) = order[i];
            var beyond = key.After(of(source), values[i], descending);
            after = after is null ? beyond : Expression.OrElse(beyond, Expression.AndAlso(key.Same(of(source), values[i]), after));
        }
        // Implied by the rest, but it is what lets PostgreSQL start reading the index at the cursor.
        var first = order[0];
        return order.Count > 1 ? Expression.AndAlso(first.Key.From(first.Of(source), values[0], first.Descending), after!) : after!;
    }

    // A cursor holds only for the filters, the words and the order it was made with.
    private static string Scope<T>(ListRequest request, ListSpec<T> spec) where T : class => string.Join('\n',
        [typeof(T).Name, request.Sort ?? (request.Query is null ? spec.DefaultSort : "relevance"), request.Query ?? "", request.Tree?.Canonical ?? "",
            .. request.Filters.Select(f => f.Canonical).Order(StringComparer.Ordinal)]);

    private string Seal(object?[] values, string scope, IReadOnlyList<SortStep> order) =>
        signer.Sign(JsonSerializer.SerializeToUtf8Bytes(order.Select((o, i) => o.Key.Write(values[i]))), scope);

    private object?[] Open(string cursor, string scope, IReadOnlyList<SortStep> order, ListRequest request)
    {
        var content = signer.Open(cursor, scope)
            ?? throw request.Invalid("cursor", InputErrors.CursorInvalid, "The cursor does not belong to these filters and this sort; start again without a cursor.");
        var texts = JsonSerializer.Deserialize<string?[]>(content)!;
        return [.. order.Select((o, i) => o.Key.Read(texts[i]))];
    }

    private sealed record Keyed<TRow>(TRow Row, object?[] Keys, int? Whole);

    /// <param name="Of">From what is queried to what the key reads.</param>
    private sealed record SortStep(ISortKey Key, bool Descending, Func<Expression, Expression> Of);

    private sealed class Found<T>
    {
        public required T Row { get; init; }
        public int Score { get; init; }
        public int? Whole { get; init; }
    }

    private static class Relevance<T>
    {
        public static readonly ISortKey Key = new ColumnField<Found<T>, int>("relevance", f => f.Score, ValueType.For<int>());
    }
}

/// <summary>Seals cursors, so that they come back as they were given out and only to the list they were made for.</summary>
public interface ICursorSigner
{
    string Sign(byte[] content, string scope);

    /// <summary>The content, or null when it was not sealed here for this scope.</summary>
    byte[]? Open(string cursor, string scope);
}
