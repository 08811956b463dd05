using System.Linq.Expressions;
using Crm.Domain.Common;

namespace Crm.Application.Common.Lists;

/// <summary>Filters by a value that may stand in one of several columns.</summary>
public sealed partial class ListSpec<T> where T : class
{
    /// <summary>The rows that have any of the ids in any of the columns.</summary>
    public ListSpec<T> FilterEither<TOf>(string name, params Expression<Func<T, Id<TOf>>>[] columns) where TOf : class
    {
        var values = ValueType.For<Id<TOf>>();
        ColumnField<T, Id<TOf>>[] fields = [.. columns.Select(c => new ColumnField<T, Id<TOf>>(name, c, values))];
        return Add(new ConditionField<T>(name, values.Name, null, (scope, term, _) =>
        {
            var row = Expression.Parameter(typeof(T), "row");
            return Expression.Lambda<Func<T, bool>>(fields.Select(f => Replace.Parameter(f.Where(scope, term with { Operator = FilterOperator.Eq }), row)).Aggregate(Expression.OrElse), row);
        }));
    }
}
