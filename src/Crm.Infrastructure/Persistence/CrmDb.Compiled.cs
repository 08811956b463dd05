using System.Collections.Concurrent;
using System.Linq.Expressions;
using Crm.Application.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    // By what they are the query of, and each twice: with the filter of what the caller sees, and without it for those who see everything.
    private static readonly ConcurrentDictionary<(object Of, bool SeesEverything), object> Compilations = new();

    internal IAsyncEnumerable<TRow> Run<TKey, TRow>(FixedQuery<TKey, TRow> query, TKey key) => RunCompiled(query, key, () => Compiled(query));

    private IAsyncEnumerable<TRow> RunCompiled<TKey, TRow>(object of, TKey key, Func<Func<CrmDb, TKey, IAsyncEnumerable<TRow>>> compile) =>
        ((Compilation<TKey, TRow>)Compilations.GetOrAdd((of, SeesEverything), static _ => new Compilation<TKey, TRow>())).Run(this, key, compile);

    private Func<CrmDb, TKey, IAsyncEnumerable<TRow>> Compiled<TKey, TRow>(FixedQuery<TKey, TRow> query) => Compiled<TKey, TRow>(query.Of(this, _scoped.Maps).Expression);

    private Func<CrmDb, TKey, IAsyncEnumerable<TRow>> Compiled<TKey, TRow>(Expression query)
    {
        var (db, key) = (Expression.Parameter(typeof(CrmDb), "db"), Expression.Parameter(typeof(TKey), "key"));
        var body = new Asking<TKey>(key).Visit(query);
        return EF.CompileAsyncQuery(Expression.Lambda<Func<CrmDb, TKey, IQueryable<TRow>>>(SeesEverything ? UnlimitedSight.Unfiltered(body) : body, db, key));
    }

    /// <summary>Puts the parameter where what is asked about was named, and lets go of the context with which the query was put together.</summary>
    private sealed class Asking<TKey>(ParameterExpression key) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node) => node.Member.DeclaringType == typeof(Asked<TKey>) ? key : base.VisitMember(node);

        protected override Expression VisitExtension(Expression node) => node is EntityQueryRootExpression { QueryProvider: not null } root ? root.DetachQueryProvider() : base.VisitExtension(node);
    }
}
