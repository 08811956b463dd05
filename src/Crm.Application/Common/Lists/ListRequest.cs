using System.Text;

namespace Crm.Application.Common.Lists;

/// <summary>What a caller asks of a list: the same words for every list, in an address or in the body of a search.</summary>
/// <param name="Filters">Conditions that must all hold.</param>
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

    /// <summary>What every list takes besides filters; q where the list can be searched, expand where it has relations.</summary>
    public static readonly IReadOnlyList<string> OwnParameters = ["limit", "cursor", "sort", "count", "q", "fields", "expand"];

    public static ListRequest All { get; } = new([], null, DefaultLimit, null, false);

    /// <summary>Words to look for; null for no search.</summary>
    public string? Query { get; init; }

    /// <summary>The filter of a search; null when there is none.</summary>
    public FilterNode? Tree { get; init; }

    /// <summary>The only records that are asked for, by their ids: how an expanded relation is read. No caller can say it.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Whether it came as a body, in which mistakes are pointed to.</summary>
    public bool IsBody { get; init; }

    internal IEnumerable<FilterTerm> Terms => Tree is null ? Filters : Filters.Concat(Tree.Terms);

    /// <summary>The records with these ids, all on one page.</summary>
    public static ListRequest Of(IReadOnlyList<Guid> ids) => All with { Ids = ids, Limit = ids.Count };

    /// <summary>The same with one more condition, which no caller can lift: of a list below another record.</summary>
    public ListRequest Where(string field, object value) => this with { Filters = [.. Filters, FilterTerm.Equal(field, value.ToString()!)] };

    /// <exception cref="InvalidInput">A parameter is malformed or stands there twice.</exception>
    public static ListRequest Parse(IEnumerable<KeyValuePair<string, string?>> query)
    {
        var request = All;
        List<FilterTerm> filters = [];
        HashSet<string> seen = [];
        foreach (var (name, value) in query)
        {
            if (Domain.Common.Text.Length(value) > MaxValueLength) throw InvalidInput.Parameter(name, InputErrors.ParameterInvalid, $"A value has at most {MaxValueLength} characters.");
            if (!seen.Add(name)) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once, several values separated by commas.");
            request = name switch
            {
                "limit" => request with { Limit = Limited(value) },
                "cursor" => request with { Cursor = value },
                "sort" => request with { Sort = value },
                "count" => request with { Count = Flag(name, value) },
                "q" => request with { Query = value ?? "" },
                _ => request,
            };
            if (!OwnParameters.Contains(name)) filters.Add(Term(name, value ?? ""));
        }
        return filters.Count > MaxFilters
            ? throw InvalidInput.Parameter(filters[MaxFilters].Parameter!, InputErrors.FilterTooMany, $"At most {MaxFilters} filters are allowed.")
            : request with { Filters = filters };
    }

    /// <summary>What is wrong with one of the words that every list knows.</summary>
    public InvalidInput Invalid(string name, string code, string message) => IsBody ? InvalidInput.At($"/{name}", code, message) : InvalidInput.Parameter(name, code, message);

    /// <summary>What a caller wrote, as it fits into a sentence: shortened, and without what cannot be printed.</summary>
    public static string Shown(string s) => string.Concat(s.EnumerateRunes().Take(60).Select(r => Rune.IsControl(r) || r.Value == 0xFFFE ? "\uFFFD" : r.ToString()));

    private static bool Flag(string name, string? value) => value switch
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
        if (bracket < 0) return FilterTerm.Equal(parameter, value);
        var name = parameter.EndsWith(']') ? parameter[(bracket + 1)..^1] : "";
        foreach (var op in Enum.GetValues<FilterOperator>())
            if (CrmJson.Name(op) == name) return new(parameter[..bracket], op) { Parameter = parameter, Written = value };
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
