using System.Linq.Expressions;
using Crm.Domain.Common;

namespace Crm.Application.Common.Lists;

/// <summary>A value that is worked out from related records, compared like a column.</summary>
internal sealed class ComputedField<T, TValue>(string name, Func<ICrmDb, Expression<Func<T, TValue>>> get, ValueType<TValue> values)
    : ListField<T>(name, values.Name, values.OperatorsFor(nullable: Nullable.GetUnderlyingType(typeof(TValue)) is not null), values.Allowed)
{
    protected override Expression<Func<T, bool>> Condition(FilterScope scope, FilterTerm term) => new ColumnField<T, TValue>(Name, get(scope.Db), values).Where(scope, term);
}

/// <summary>An amount of one currency, which the value names: <c>1000 EUR</c>.</summary>
internal sealed class AmountField<T> : ListField<T>
{
    private static readonly ValueType<decimal> Amounts = ValueType.For<decimal>();

    private readonly Func<ICrmDb, string, Expression<Func<T, decimal>>> _get;

    public AmountField(string name, Func<ICrmDb, string, Expression<Func<T, decimal>>> get) : base(name, "string", [FilterOperator.Gt, FilterOperator.Gte, FilterOperator.Lt, FilterOperator.Lte])
    {
        _get = get;
        Pattern = @$"-?[0-9]{{1,15}}(\.[0-9]{{1,4}})? ({string.Join('|', Currency.Codes)})";
    }

    protected override Expression<Func<T, bool>> Condition(FilterScope scope, FilterTerm term)
    {
        var written = term.One().Split(' ');
        if (written is not [var amount, var currency] || !Currency.IsKnown(currency) || amount.Length is 0 or > 21 || amount.StartsWith('+'))
            throw term.Invalid(InputErrors.FilterInvalidValue, $"{term.Field} takes an amount and its currency, such as 1000 EUR or 99.50 USD.");
        var total = _get(scope.Db, currency);
        return Expression.Lambda<Func<T, bool>>(Amounts.Compare(term.Operator, total.Body, Parameter.Of(Amounts.Parse(term, amount))), total.Parameters);
    }
}
