using System.Linq.Expressions;
using Crm.Application.Customers.Merging;

namespace Crm.Application.Common.Lists;

/// <summary>What a list allows for one field: the operators, how a value is read, and the SQL-translatable condition. Everything else is refused.</summary>
public abstract class ListField<T>(string name, string type, IReadOnlyList<FilterOperator> operators, IReadOnlyList<string>? allowedValues = null)
{
    public string Name { get; } = name;

    /// <summary>For the document: what one value matches, when not any text does.</summary>
    public string? Pattern { get; init; }

    /// <summary>For the document: string, integer, number, boolean, date, date-time or uuid.</summary>
    public string Type { get; } = type;
    public IReadOnlyList<FilterOperator> Operators { get; } = operators;

    /// <summary>What a value may be, when that is a short list.</summary>
    public IReadOnlyList<string>? AllowedValues { get; } = allowedValues;

    public Expression<Func<T, bool>> Where(FilterScope scope, FilterTerm term)
    {
        if (!Operators.Contains(term.Operator))
            throw term.Invalid(InputErrors.FilterUnknownOperator, $"{Name} does not take this operator; allowed are {string.Join(", ", Operators.Select(o => CrmJson.Name(o)))}.", "op");
        EnsureTyped(term);
        return Condition(scope, term);
    }

    protected abstract Expression<Func<T, bool>> Condition(FilterScope scope, FilterTerm term);

    // What is written in an address has no types; a search must bring the field's own.
    private void EnsureTyped(FilterTerm term)
    {
        var (kind, what) = term.Operator == FilterOperator.IsNull ? (LiteralKind.Flag, "true or false") : Type switch
        {
            "integer" or "number" => (LiteralKind.Number, "a number"),
            "boolean" => (LiteralKind.Flag, "true or false"),
            _ => (LiteralKind.Text, "a text in quotes"),
        };
        if (term.Literals?.Any(l => l.Kind != kind) == true) throw term.Invalid(InputErrors.FilterInvalidValue, $"{term.Field} takes {what}.");
    }
}

/// <summary>A field by which a list can also be sorted.</summary>
internal interface ISortKey
{
    string Name { get; }

    /// <summary>The value of the row.</summary>
    Expression Get(Expression row);

    string? Write(object? value);

    object? Read(string? text);

    /// <summary>Rows that come strictly after the value in the given direction.</summary>
    Expression After(Expression row, object? value, bool descending);

    Expression Same(Expression row, object? value);

    /// <summary>Rows at the value or after it, in the form in which an index can be entered there.</summary>
    Expression From(Expression row, object? value, bool descending);
}

/// <summary>A column, or an expression over the row, with values of <typeparamref name="TValue"/>.</summary>
internal sealed class ColumnField<T, TValue>(string name, Expression<Func<T, TValue>> get, ValueType<TValue> values)
    : ListField<T>(name, values.Name, values.OperatorsFor(nullable: ValueType.AllowsNull(get)), values.Allowed), ISortKey
{
    private readonly bool _nullable = ValueType.AllowsNull(get);

    protected override Expression<Func<T, bool>> Condition(FilterScope scope, FilterTerm term)
    {
        var row = get.Parameters[0];
        var body = term.Operator switch
        {
            FilterOperator.IsNull => NullTest(term.Flag()),
            FilterOperator.Eq => AnyOf(scope, term),
            FilterOperator.Ne => _nullable ? Expression.OrElse(NullTest(true), Expression.Not(AnyOf(scope, term))) : Expression.Not(AnyOf(scope, term)),
            FilterOperator.Contains or FilterOperator.StartsWith => Like(term),
            _ => values.Compare(term.Operator, get.Body, Parameter.Of(values.Parse(term, term.One()))),
        };
        return Expression.Lambda<Func<T, bool>>(body, row);
    }

    /// <summary>The column itself.</summary>
    public Expression<Func<T, TValue>> Column => get;

    /// <summary>The same column as a nullable value, to compare with a relation's key that may be null.</summary>
    public Expression<Func<T, TNullable>> As<TNullable>() => Expression.Lambda<Func<T, TNullable>>(Expression.Convert(get.Body, typeof(TNullable)), get.Parameters);

    public Expression Get(Expression row) => Body(row);

    public string? Write(object? value) => value is null ? null : values.Write((TValue)value);

    public object? Read(string? text) => text is null ? null : values.Read(text);

    // PostgreSQL puts nulls last when ascending and first when descending; the conditions follow that.
    public Expression After(Expression row, object? value, bool descending)
    {
        var body = Body(row);
        if (value is null) return descending ? Expression.Not(IsNull(body)) : Expression.Constant(false);
        var compared = values.Compare(descending ? FilterOperator.Lt : FilterOperator.Gt, body, Parameter.Of((TValue)value));
        return _nullable && !descending ? Expression.OrElse(compared, IsNull(body)) : compared;
    }

    public Expression Same(Expression row, object? value) =>
        value is null ? IsNull(Body(row)) : Expression.Equal(Body(row), Parameter.Of((TValue)value));

    public Expression From(Expression row, object? value, bool descending)
    {
        var body = Body(row);
        if (value is null) return descending ? Expression.Constant(true) : IsNull(body);
        var compared = values.Compare(descending ? FilterOperator.Lte : FilterOperator.Gte, body, Parameter.Of((TValue)value));
        return _nullable && !descending ? Expression.OrElse(compared, IsNull(body)) : compared;
    }

    private Expression AnyOf(FilterScope scope, FilterTerm term)
    {
        var wanted = term.Any().Select(v => values.Parse(term, v)).ToArray();
        if (Survivors.Concern(typeof(TValue)))
            return wanted.Select(id => Expression.Equal(get.Body, Survivors.Of(scope.Db, Parameter.Of(id)))).Aggregate(Expression.OrElse);
        return wanted.Length == 1
            ? Expression.Equal(get.Body, Parameter.Of(wanted[0]))
            : Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(TValue)], Parameter.Of<IEnumerable<TValue>>(wanted), get.Body);
    }

    private MethodCallExpression Like(FilterTerm term)
    {
        var wanted = values.Parse(term, term.One())!.ToString()!.ToLowerInvariant();
        if (wanted.Length == 0) throw term.NoValue();
        var lower = Expression.Call(get.Body, typeof(string).GetMethod(nameof(string.ToLower), [])!);
        var test = term.Operator == FilterOperator.Contains ? nameof(string.Contains) : nameof(string.StartsWith);
        return Expression.Call(lower, typeof(string).GetMethod(test, [typeof(string)])!, Parameter.Of(wanted));
    }

    private Expression NullTest(bool wanted) => wanted ? IsNull(get.Body) : Expression.Not(IsNull(get.Body));

    private static Expression IsNull(Expression body) => Expression.Equal(body, Expression.Constant(null, body.Type));

    private Expression Body(Expression row) => Replace.Parameter(get, row);
}

/// <summary>A condition of the list's own making, for what no single column holds.</summary>
internal sealed class ConditionField<T>(string name, string type, IReadOnlyList<string>? allowed, Func<FilterScope, FilterTerm, IReadOnlyList<string>, Expression<Func<T, bool>>> anyOf)
    : ListField<T>(name, type, [FilterOperator.Eq, FilterOperator.Ne], allowed)
{
    protected override Expression<Func<T, bool>> Condition(FilterScope scope, FilterTerm term)
    {
        var values = term.Any();
        if (!values.All(v => Domain.Common.Text.IsPrintable(v))) throw term.Invalid(InputErrors.FilterInvalidValue, $"{term.Field} takes a text without control characters.");
        var any = anyOf(scope, term, values);
        return term.Operator == FilterOperator.Eq ? any : Expression.Lambda<Func<T, bool>>(Expression.Not(any.Body), any.Parameters);
    }
}

/// <summary>Puts values into expressions as parameters, so that PostgreSQL and EF Core can keep the plan.</summary>
internal static class Parameter
{
    private sealed record Box<TValue>(TValue Value);

    public static Expression Of<TValue>(TValue value) => Expression.Property(Expression.Constant(new Box<TValue>(value)), nameof(Box<>.Value));
}

internal sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
{
    public static Expression Parameter(LambdaExpression lambda, Expression to) => new Replace(lambda.Parameters[0], to).Visit(lambda.Body);

    protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
}
