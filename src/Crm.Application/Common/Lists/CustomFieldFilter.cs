using System.Globalization;
using System.Linq.Expressions;
using Crm.Domain.Common;

namespace Crm.Application.Common.Lists;

/// <summary>Filters by custom fields. A value is compared as what it looks like in an address, where <c>5</c> finds the number 5 and
/// the text "5", and as what it is in a search.</summary>
internal sealed class CustomFieldFilter<T>(CustomFieldTarget target, Expression<Func<T, CustomFields>> get)
{
    private const string Prefix = "customFields.";

    public CustomFieldTarget Target { get; } = target;

    /// <summary>The custom field that the term names; null when it names something else.</summary>
    public static string? Key(FilterTerm term) => term.Field.StartsWith(Prefix, StringComparison.Ordinal) ? term.Field[Prefix.Length..] : null;

    public Expression<Func<T, bool>> Where(ICrmDb db, FilterTerm term, string key)
    {
        var body = term.Operator switch
        {
            FilterOperator.Eq => AnyOf(db, term, key),
            FilterOperator.Ne => Expression.Not(AnyOf(db, term, key)),
            FilterOperator.IsNull when Flag(term) => Expression.Not(On(db.HasCustomField(key))),
            FilterOperator.IsNull => On(db.HasCustomField(key)),
            _ => throw term.Invalid(InputErrors.FilterUnknownOperator, "A custom field does not take this operator; allowed are eq, ne, isNull.", "op"),
        };
        return Expression.Lambda<Func<T, bool>>(body, get.Parameters);
    }

    private Expression AnyOf(ICrmDb db, FilterTerm term, string key) =>
        Values(term).Select(value => On(db.HasCustomField(key, value))).Aggregate(Expression.OrElse);

    private static IEnumerable<object> Values(FilterTerm term)
    {
        var texts = term.Any();
        if (!texts.All(t => Text.IsPrintable(t))) throw term.Invalid(InputErrors.FilterInvalidValue, $"{term.Field} takes a text without control characters.");
        return term.Literals is null ? texts.SelectMany(Meanings) : term.Literals.Select(Meaning);
    }

    private static bool Flag(FilterTerm term) => term.Literals?.Any(l => l.Kind != LiteralKind.Flag) == true ? throw term.Invalid(InputErrors.FilterInvalidValue, $"{term.Field} takes true or false.") : term.Flag();

    private static object Meaning(Literal value) => value.Kind switch
    {
        LiteralKind.Number => decimal.Parse(value.Text, CultureInfo.InvariantCulture),
        LiteralKind.Flag => value.Text == "true",
        _ => Text.Clean(value.Text)!,
    };

    private static IEnumerable<object> Meanings(string text)
    {
        yield return Text.Clean(text)!;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) yield return number;
        if (text is "true" or "false") yield return text == "true";
    }

    private Expression On(Expression<Func<CustomFields, bool>> condition) => Replace.Parameter(condition, get.Body);
}
