using System.Linq.Expressions;
using System.Reflection;
using Crm.Application.Common.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Internal;

namespace Crm.Infrastructure.Persistence;

/// <summary>Leaves the filter of what a caller sees out of queries for those who see everything: with it, the database plans each of them anew, at the price of a read.</summary>
internal sealed class UnlimitedSight : IQueryExpressionInterceptor
{
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) =>
        eventData.Context is CrmDb { SeesEverything: true } ? Unfiltered(queryExpression) : queryExpression;

    public static Expression Unfiltered(Expression query) => new Unfiltering().Visit(query);

    /// <summary>Said of one source, it holds for the whole query.</summary>
    private sealed class Unfiltering : ExpressionVisitor
    {
        private static readonly MethodInfo Ignore = new Func<IQueryable<object>, IReadOnlyCollection<string>, IQueryable<object>>(EntityFrameworkQueryableExtensions.IgnoreQueryFilters).Method.GetGenericMethodDefinition();
        private static readonly ConstantExpression Visible = Expression.Constant((string[])[Filters.Visible], typeof(IReadOnlyCollection<string>));

        private bool _isDone;

        protected override Expression VisitExtension(Expression node)
        {
            if (_isDone || node is not EntityQueryRootExpression root) return base.VisitExtension(node);
            _isDone = true;
            return Expression.Call(Ignore.MakeGenericMethod(root.ElementType), root, Visible);
        }
    }
}

// What tells queries apart can only be replaced by naming the provider's own.
#pragma warning disable EF1001

/// <summary>Keeps queries of those who see everything apart from those of others, which are filtered.</summary>
internal sealed class ScopedQueryKeys(CompiledQueryCacheKeyGeneratorDependencies dependencies, RelationalCompiledQueryCacheKeyGeneratorDependencies relational)
    : NpgsqlCompiledQueryCacheKeyGenerator(dependencies, relational)
{
    private readonly CrmDb? _db = dependencies.CurrentContext.Context as CrmDb;

    public override object GenerateCacheKey(Expression query, bool async) => new Key(base.GenerateCacheKey(query, async), _db is { SeesEverything: true });

    private sealed record Key(object Query, bool SeesEverything);
}
#pragma warning restore EF1001
