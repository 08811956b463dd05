using System.Globalization;
using System.Text.Json;

namespace Crm.Application.Common.Lists;

/// <summary>A list as the body of a search: the same words as in the query string, with a filter of and, or and not.</summary>
public sealed record SearchBody
{
    public const int MaxDepth = 4;
    public const int MaxNodes = 50;

    /// <summary>A condition {field, op, value}, {any: …, filter} or {none: …, filter} about related records, or {and: […]}, {or: […]}, {not: …} of such; at most 4 levels and 50 nodes.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>Words to look for.</summary>
    public string? Q { get; init; }

    /// <summary>Fields separated by commas, a minus sign before a field for descending.</summary>
    public string? Sort { get; init; }

    /// <summary>Rows a page.</summary>
    public int Limit { get; init; } = ListRequest.DefaultLimit;

    /// <summary>page.nextCursor of the page before, with the same filter and sort.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether page.total is counted.</summary>
    public bool Count { get; init; }

    /// <summary>The members of a row that are wanted.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>The relations that are wanted with each row.</summary>
    public IReadOnlyList<string>? Expand { get; init; }

    /// <exception cref="InvalidInput">A member does not say what it should, with a JSON pointer to it.</exception>
    public ListRequest ToRequest()
    {
        if (Limit is < 1 or > ListRequest.MaxLimit) throw InvalidInput.At("/limit", InputErrors.ParameterInvalid, $"limit takes a whole number from 1 to {ListRequest.MaxLimit}.");
        return new([], Sort, Limit, Cursor, Count)
        {
            Query = Q,
            Tree = Filter is { ValueKind: not JsonValueKind.Null } filter ? ReadFilter(filter, "/filter") : null,
            IsBody = true,
        };
    }

    /// <exception cref="InvalidInput">It is no filter, with a JSON pointer to what is wrong.</exception>
    public static FilterNode ReadFilter(JsonElement filter, string at)
    {
        var nodes = 0;
        try
        {
            return Node(filter, at, 1, ref nodes);
        }
        catch (InvalidOperationException)   // half of a surrogate pair, which is found only when the text is asked for
        {
            throw InvalidInput.At(at, InputErrors.ValueInvalid, "A text of the filter is not Unicode.");
        }
    }

    private static FilterNode Node(JsonElement node, string at, int depth, ref int nodes)
    {
        if (++nodes > MaxNodes) throw InvalidInput.At(at, InputErrors.FilterTooMany, $"A filter has at most {MaxNodes} nodes.");
        if (depth > MaxDepth) throw InvalidInput.At(at, InputErrors.FilterTooDeep, $"A filter has at most {MaxDepth} levels, the conditions included.");
        if (node.ValueKind != JsonValueKind.Object) throw InvalidInput.At(at, InputErrors.ValueInvalid, "A filter is an object: a condition of field, op and value, any or none with a filter, or one of and, or, not.");
        var members = node.EnumerateObject().ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        var allowed = members.ContainsKey("and") ? ["and"] : members.ContainsKey("or") ? ["or"] : members.ContainsKey("not") ? ["not"]
            : members.ContainsKey("any") ? ["any", "filter"] : members.ContainsKey("none") ? ["none", "filter"] : new[] { "field", "op", "value" };
        if (members.Keys.FirstOrDefault(m => !allowed.Contains(m)) is { } unknown)
            throw InvalidInput.At($"{at}/{unknown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", InputErrors.MemberUnknown,
                "There is no member of this name here; a filter has either field, op and value, or any or none with a filter, or one of and, or, not.");
        return allowed[0] switch
        {
            "not" => new FilterNot(Node(members["not"], $"{at}/not", depth + 1, ref nodes)),
            "any" or "none" => OfRelated(allowed[0], members, at, ref nodes),
            "and" or "or" => Group(allowed[0], members[allowed[0]], $"{at}/{allowed[0]}", depth, ref nodes),
            _ => new FilterLeaf(Condition(members, at)),
        };
    }

    // Inside, the levels are counted anew: it is a filter of another list.
    private static FilterRelated OfRelated(string word, Dictionary<string, JsonElement> members, string at, ref int nodes)
    {
        var name = Name(members, word, at);
        if (!members.TryGetValue("filter", out var filter)) throw InvalidInput.At($"{at}/filter", InputErrors.Required, "A filter is needed.");
        return new(word == "any", name, Node(filter, $"{at}/filter", 1, ref nodes)) { Pointer = at };
    }

    private static FilterGroup Group(string word, JsonElement parts, string at, int depth, ref int nodes)
    {
        if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() == 0) throw InvalidInput.At(at, InputErrors.ValueInvalid, $"{word} takes an array of at least one filter.");
        List<FilterNode> read = [];
        foreach (var part in parts.EnumerateArray()) read.Add(Node(part, string.Create(CultureInfo.InvariantCulture, $"{at}/{read.Count}"), depth + 1, ref nodes));
        return new(word == "and", read);
    }

    private static FilterTerm Condition(Dictionary<string, JsonElement> members, string at)
    {
        var field = Name(members, "field", at);
        var word = Name(members, "op", at);
        if (!members.TryGetValue("value", out var value)) throw InvalidInput.At($"{at}/value", InputErrors.Required, "A value is needed.");
        FilterOperator? op = null;
        foreach (var known in Enum.GetValues<FilterOperator>())
            if (CrmJson.Name(known) == word) op = known;
        if (op is null)
            throw InvalidInput.At($"{at}/op", InputErrors.FilterUnknownOperator, $"Unknown operator; allowed are {string.Join(", ", Enum.GetValues<FilterOperator>().Select(o => CrmJson.Name(o)))}.");
        var many = value.ValueKind == JsonValueKind.Array;
        if (many && op is not (FilterOperator.Eq or FilterOperator.Ne))
            throw InvalidInput.At($"{at}/value", InputErrors.FilterInvalidValue, "Only eq and ne take an array, which means any of the values.");
        return new(field, op.Value)
        {
            Pointer = at,
            Literals = [.. (many ? value.EnumerateArray().AsEnumerable() : [value]).Select((v, i) => Value(v, many ? string.Create(CultureInfo.InvariantCulture, $"{at}/value/{i}") : $"{at}/value"))],
        };
    }

    private static string Name(Dictionary<string, JsonElement> members, string member, string at) =>
        !members.TryGetValue(member, out var name) ? throw InvalidInput.At($"{at}/{member}", InputErrors.Required, "A value is needed.")
        : name.ValueKind == JsonValueKind.String ? name.GetString()!
        : throw InvalidInput.At($"{at}/{member}", InputErrors.ValueInvalid, $"{member} is a text.");

    private static Literal Value(JsonElement value, string at) => value.ValueKind switch
    {
        JsonValueKind.String when Domain.Common.Text.Length(value.GetString()) > ListRequest.MaxValueLength => throw InvalidInput.At(at, InputErrors.FilterInvalidValue, $"A value has at most {ListRequest.MaxValueLength} characters."),
        JsonValueKind.String => new(LiteralKind.Text, value.GetString()!),
        JsonValueKind.True or JsonValueKind.False => new(LiteralKind.Flag, value.GetBoolean() ? "true" : "false"),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => new(LiteralKind.Number, number.ToString("0.############################", CultureInfo.InvariantCulture)),
        JsonValueKind.Number => throw InvalidInput.At(at, InputErrors.ValueOutOfRange, "The number is too large."),
        _ => throw InvalidInput.At(at, InputErrors.ValueInvalid, "A value is a text, a number or a boolean; rows without a value are found by the operator isNull."),
    };
}
