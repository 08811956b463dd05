using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Crm.Domain.Common;

namespace Crm.Application.Common.Lists;

/// <summary>How the values of one type are read from a query string, written to a cursor and compared in SQL.</summary>
internal sealed class ValueType<TValue>(
    string name, bool ordered, Func<string, (bool Ok, TValue Value)> read, Func<TValue, string> write, string hint, IReadOnlyList<string>? allowed = null)
{
    public string Name => name;
    public IReadOnlyList<string>? Allowed => allowed;

    public IReadOnlyList<FilterOperator> OperatorsFor(bool nullable)
    {
        List<FilterOperator> operators = [FilterOperator.Eq, FilterOperator.Ne];
        if (typeof(TValue) == typeof(string)) operators.AddRange([FilterOperator.Contains, FilterOperator.StartsWith]);
        else if (ordered) operators.AddRange([FilterOperator.Gt, FilterOperator.Gte, FilterOperator.Lt, FilterOperator.Lte]);
        if (nullable) operators.Add(FilterOperator.IsNull);
        return operators;
    }

    public TValue Parse(FilterTerm term, string text) =>
        Text.IsPrintable(text) && read(text) is (true, var value) ? value : throw term.Invalid(InputErrors.FilterInvalidValue, $"{term.Field} takes {hint}.");

    /// <exception cref="FormatException">The text was not written by <see cref="Write"/>.</exception>
    public TValue Read(string text) => read(text) is (true, var value) ? value : throw new FormatException();

    public string Write(TValue value) => write(value);

    public Expression Compare(FilterOperator op, Expression left, Expression right)
    {
        if (typeof(TValue) == typeof(string))
        {
            left = Expression.Call(typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!, left, right);
            right = Expression.Constant(0);
        }
        else if (left.Type.IsEnum)
        {
            (left, right) = (Expression.Convert(left, typeof(int)), Expression.Convert(right, typeof(int)));
        }
        return op switch
        {
            FilterOperator.Gt => Expression.GreaterThan(left, right),
            FilterOperator.Gte => Expression.GreaterThanOrEqual(left, right),
            FilterOperator.Lt => Expression.LessThan(left, right),
            _ => Expression.LessThanOrEqual(left, right),
        };
    }
}

internal static class ValueType
{
    /// <exception cref="NotSupportedException">A list names a field of a type that lists do not know: a mistake in the program.</exception>
    public static ValueType<TValue> For<TValue>()
    {
        var type = Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue);
        object made = type switch
        {
            _ when type == typeof(string) => new ValueType<string>("string", true, s => (true, Text.Clean(s) ?? ""), s => s, "a text without control characters"),
            _ when type == typeof(bool) => Nullables<TValue, bool>("boolean", false, s => s switch { "true" => true, "false" => false, _ => null }, b => b ? "true" : "false", "true or false"),
            _ when type == typeof(int) => Nullables<TValue, int>("integer", true, s => int.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null, n => n.ToString(CultureInfo.InvariantCulture), "a whole number"),
            _ when type == typeof(decimal) => Nullables<TValue, decimal>("number", true, ReadDecimal, n => n.ToString(CultureInfo.InvariantCulture), "a number such as 12.5"),
            _ when type == typeof(DateOnly) => Nullables<TValue, DateOnly>("date", true, s => DateOnly.TryParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d) ? d : null, d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "a date as YYYY-MM-DD"),
            _ when type == typeof(DateTimeOffset) => Nullables<TValue, DateTimeOffset>("date-time", true, s => Instant.TryParse(s, out var i) ? i : null, Instant.Format, "a time as in RFC 3339 with its offset, such as 2026-03-01T12:00:00Z (a plus sign is written %2B)"),
            _ when type == typeof(Guid) => Nullables<TValue, Guid>("uuid", false, s => Guid.TryParseExact(s, "D", out var id) ? id : null, id => id.ToString("D"), "an id (a UUID)"),
            _ when type.IsEnum => Call(nameof(Enums), typeof(TValue), type),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>) => Call(nameof(Ids), typeof(TValue), type.GetGenericArguments()[0]),
            _ => throw new NotSupportedException($"Lists know no values of the type {type}."),
        };
        return (ValueType<TValue>)made;
    }

    /// <summary>A nullable value type, or a string property declared with a question mark.</summary>
    public static bool AllowsNull(LambdaExpression get) =>
        Nullable.GetUnderlyingType(get.ReturnType) is not null
        || (get.Body is MemberExpression { Member: PropertyInfo property } && !get.ReturnType.IsValueType
            && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);

    private static decimal? ReadDecimal(string s) =>
        decimal.TryParse(s, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : null;

    private static object Call(string method, params Type[] types) =>
        typeof(ValueType).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(types).Invoke(null, null)!;

    // Opaque: which of two ids is greater says nothing, so nobody filters by it.
    private static object Ids<TValue, TOf>() where TOf : class =>
        Nullables<TValue, Id<TOf>>("uuid", false, s => Id<TOf>.TryParse(s, null, out var id) ? id : null, id => id.ToString(), "an id (a UUID)");

    private static object Enums<TValue, TEnum>() where TEnum : struct, Enum
    {
        var byName = Enum.GetValues<TEnum>().ToDictionary(v => CrmJson.Name(v), v => v, StringComparer.Ordinal);
        return Nullables<TValue, TEnum>("string", false, s => byName.TryGetValue(s, out var v) ? v : null, v => CrmJson.Name(v),
            $"one of {string.Join(", ", byName.Keys)}", [.. byName.Keys]);
    }

    // The column may be T or T?; the values that are read and written are the same.
    private static ValueType<TValue> Nullables<TValue, T>(string name, bool ordered, Func<string, T?> read, Func<T, string> write, string hint, IReadOnlyList<string>? allowed = null)
        where T : struct =>
        new(name, ordered, s => read(s) is { } v ? (true, (TValue)(object)v) : (false, default!), v => write((T)(object)v!), hint, allowed);
}
