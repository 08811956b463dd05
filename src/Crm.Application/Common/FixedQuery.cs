using System.Reflection;
using AutoMapper;

namespace Crm.Application.Common;

/// <summary>A query that is the same each time but for what it asks about. It is put together and compiled once, instead of being looked up by its expression with each call, which costs several times as much as running it.
/// <see cref="ITogether.Add{TKey, TRow}(FixedQuery{TKey, TRow}, TKey)"/> runs it.</summary>
/// <example><code>
/// private static readonly FixedQuery&lt;Id&lt;Customer&gt;, ContactRow&gt; Contacts = new(static (db, maps, asked) => db.Contacts.Where(c => c.CustomerId == asked.Value).ProjectTo&lt;ContactRow&gt;(maps));
/// </code></example>
public sealed class FixedQuery<TKey, TRow>
{
    private readonly Func<ICrmDb, IConfigurationProvider, Asked<TKey>, IQueryable<TRow>> _query;

    /// <param name="query">Puts it together, of nothing but what it is given: it is asked once for all callers.</param>
    /// <exception cref="ArgumentException">It holds on to something of the first caller's.</exception>
    public FixedQuery(Func<ICrmDb, IConfigurationProvider, Asked<TKey>, IQueryable<TRow>> query)
    {
        FixedQuery.EnsureFixed(query);
        _query = query;
    }

    public IQueryable<TRow> Of(ICrmDb db, IConfigurationProvider maps) => _query(db, maps, new());
}

internal static class FixedQuery
{
    /// <exception cref="ArgumentException">It holds on to something.</exception>
    public static void EnsureFixed(Delegate query)
    {
        if (query.Target?.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0)
            throw new ArgumentException("A query that is put together once for all callers must not capture anything; make it a static lambda.", nameof(query));
    }
}

/// <summary>Stands for what is asked about while a query is put together.</summary>
public sealed class Asked<T>
{
    internal Asked()
    {
    }

    /// <summary>To be named in the conditions of the query only.</summary>
    public T Value => throw new InvalidOperationException("What is asked about is known when the query is run.");
}
