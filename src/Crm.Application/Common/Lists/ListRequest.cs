namespace Crm.Application.Common.Lists;

public enum FilterOperator { Eq, Ne, Gt, Gte, Lt, Lte, Contains, StartsWith, IsNull }

/// <summary>One condition as the caller wrote it: <c>createdAt[gte]=2026-01-01T00:00:00Z</c>.</summary>
public sealed record FilterTerm(string Parameter, string Field, FilterOperator Operator, string Value);

/// <summary>What a caller asks of a list: the same words for every list.</summary>
/// <param name="Sort">Fields separated by commas, each with a minus sign before it for descending; null for the list's own order.</param>
/// <param name="Limit">Rows a page, 1 to 200.</param>
/// <param name="Cursor">The page.nextCursor of the page before; null for the first page.</param>
/// <param name="Count">Whether the total is counted too.</param>
public sealed record ListRequest(IReadOnlyList<FilterTerm> Filters, string? Sort, int Limit, string? Cursor, bool Count)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const int MaxFilters = 30;

    /// <summary>The longest value of a parameter; an address has room for a few such.</summary>
    public const int MaxValueLength = 4000;

    public static readonly IReadOnlyList<string> OwnParameters = ["limit", "cursor", "sort", "count"];

    public static ListRequest All { get; } = new([], null, DefaultLimit, null, false);

    /// <exception cref="InvalidInput">A parameter is malformed or stands there twice.</exception>
    public static ListRequest Parse(IEnumerable<KeyValuePair<string, string?>> query)
    {
        var request = All;
        List<FilterTerm> filters = [];
        HashSet<string> seen = [];
        foreach (var (name, value) in query)
        {
            if (value?.Length > MaxValueLength) throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"A value has at most {MaxValueLength} characters.");
            if (!seen.Add(name)) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once, several values separated by commas.");
            request = name switch
            {
                "limit" => request with { Limit = Limited(value) },
                "cursor" => request with { Cursor = value },
                "sort" => request with { Sort = value },
                "count" => request with { Count = Flag(name, value) },
                _ => request,
            };
            if (!OwnParameters.Contains(name)) filters.Add(Term(name, value ?? ""));
        }
        return filters.Count > MaxFilters
            ? throw InvalidInput.Parameter(filters[MaxFilters].Parameter, InputErrors.FilterTooMany, $"At most {MaxFilters} filters are allowed.")
            : request with { Filters = filters };
    }

    internal static bool Flag(string name, string? value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"{name} takes true or false."),
    };

    private static int Limited(string? value) =>
        int.TryParse(value, System.Globalization.NumberStyles.None, null, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw InvalidInput.Parameter("limit", InputErrors.ParameterInvalid, $"limit takes a whole number from 1 to {MaxLimit}.");

    private static FilterTerm Term(string parameter, string value)
    {
        var bracket = parameter.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0) return new(parameter, parameter, FilterOperator.Eq, value);
        var name = parameter.EndsWith(']') ? parameter[(bracket + 1)..^1] : "";
        foreach (var op in Enum.GetValues<FilterOperator>())
            if (CrmJson.Name(op) == name) return new(parameter, parameter[..bracket], op, value);
        throw InvalidInput.Parameter(parameter, InputErrors.FilterUnknownOperator,
            $"Unknown operator; allowed are {string.Join(", ", Enum.GetValues<FilterOperator>().Select(o => CrmJson.Name(o)))}.");
    }
}

/// <summary>One page of a list.</summary>
public sealed record ListPage<T>(IReadOnlyList<T> Data, PageInfo Page);

/// <param name="Limit">The most rows that a page has.</param>
/// <param name="HasMore">Whether there is a further page.</param>
/// <param name="NextCursor">What to send as cursor for the next page, with the same filters and sort; null on the last page.</param>
/// <param name="Total">The number of rows over all pages; null unless count=true was asked, or when there are more than 100,000.</param>
public sealed record PageInfo(int Limit, bool HasMore, string? NextCursor, int? Total);
