namespace Crm.Application.Common.Lists;

public enum FilterOperator { Eq, Ne, Gt, Gte, Lt, Lte, Contains, StartsWith, IsNull }

/// <summary>A value of a JSON filter, with the type it came in.</summary>
public enum LiteralKind { Text, Number, Flag }

public sealed record Literal(LiteralKind Kind, string Text);

/// <summary>One condition: <c>createdAt[gte]=2026-01-01T00:00:00Z</c> in an address, or an object of field, op and value in a search. It knows where it
/// stands, so that whoever does not understand it can say so.</summary>
public sealed record FilterTerm(string Field, FilterOperator Operator)
{
    public const int MaxValues = 100;

    /// <summary>The query parameter; null in a search.</summary>
    public string? Parameter { get; init; }

    /// <summary>The value as it stands in the address.</summary>
    public string Written { get; init; } = "";

    /// <summary>The JSON pointer to the condition in the body of a search.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>The member of the condition's object that names the field.</summary>
    public string At { get; init; } = "field";

    /// <summary>The values of a search; null in an address, whose values have no types.</summary>
    public IReadOnlyList<Literal>? Literals { get; init; }

    /// <summary>The condition as a text, the same for the same condition.</summary>
    public string Canonical => $"{Field}[{CrmJson.Name(Operator)}]={(Literals is null ? Written : string.Join('\n', Literals.Select(l => $"{l.Kind}:{l.Text}")))}";

    public static FilterTerm Equal(string field, string value) => new(field, FilterOperator.Eq) { Parameter = field, Written = value };

    /// <summary>The one value of a comparison.</summary>
    public string One() => Literals is null ? Written : Literals.Count == 1 ? Literals[0].Text : throw Invalid(InputErrors.FilterInvalidValue, $"{Field} takes one value with this operator, not a list.");

    /// <summary>The values of an "any of" condition; in an address they are separated by commas, and a comma inside a value is written \, .</summary>
    public IReadOnlyList<string> Any()
    {
        var values = Literals is null ? Split(Written) : [.. Literals.Select(l => l.Text)];
        if (values.Any(v => Domain.Common.Text.Clean(v) is null)) throw NoValue();
        return values.Count is > 0 and <= MaxValues ? values : throw Invalid(InputErrors.FilterTooManyValues, $"{Field} takes 1 to {MaxValues} values.");
    }

    /// <summary>The value of isNull and of other switches.</summary>
    public bool Flag() => One() switch
    {
        "true" => true,
        "false" => false,
        _ => throw Invalid(InputErrors.ParameterInvalid, $"{Parameter ?? Field} takes true or false."),
    };

    /// <summary>An empty value is a mistake in the caller's program more often than a wish, and would find everything or nothing.</summary>
    public InvalidInput NoValue() =>
        Invalid(InputErrors.FilterInvalidValue, $"{Field} has an empty value; to find rows without a value use {(Parameter is null ? "the operator isNull" : $"{Field}[isNull]=true")} where that is allowed.");

    /// <summary>What is wrong with the condition, at its parameter or at one of the three members of its object.</summary>
    public InvalidInput Invalid(string code, string message, string member = "value") =>
        Parameter is null ? InvalidInput.At($"{Pointer}/{(member == "field" ? At : member)}", code, message) : InvalidInput.Parameter(Parameter, code, message);

    private static List<string> Split(string written)
    {
        List<string> values = [];
        var current = new System.Text.StringBuilder();
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            if (c == '\\' && i + 1 < written.Length && written[i + 1] is ',' or '\\') current.Append(written[++i]);
            else if (c == ',') { values.Add(current.ToString()); current.Clear(); }
            else current.Append(c);
        }
        values.Add(current.ToString());
        return values;
    }
}

/// <summary>The filter of a search: conditions under and, or and not.</summary>
public abstract record FilterNode
{
    public abstract IEnumerable<FilterTerm> Terms { get; }

    /// <summary>What it says of related records.</summary>
    public abstract IEnumerable<FilterRelated> Related { get; }

    /// <summary>How many conditions there are in it.</summary>
    public int Size => Terms.Count() + Related.Sum(r => 1 + r.Filter.Size);

    /// <summary>The filter as a text, the same for the same filter: a cursor belongs to it.</summary>
    public abstract string Canonical { get; }
}

public sealed record FilterLeaf(FilterTerm Term) : FilterNode
{
    public override IEnumerable<FilterTerm> Terms => [Term];
    public override IEnumerable<FilterRelated> Related => [];
    public override string Canonical => Term.Canonical;
}

public sealed record FilterGroup(bool IsAnd, IReadOnlyList<FilterNode> Parts) : FilterNode
{
    public override IEnumerable<FilterTerm> Terms => Parts.SelectMany(p => p.Terms);
    public override IEnumerable<FilterRelated> Related => Parts.SelectMany(p => p.Related);
    public override string Canonical => $"{(IsAnd ? "and" : "or")}({string.Join(';', Parts.Select(p => p.Canonical))})";
}

public sealed record FilterNot(FilterNode Part) : FilterNode
{
    public override IEnumerable<FilterTerm> Terms => Part.Terms;
    public override IEnumerable<FilterRelated> Related => Part.Related;
    public override string Canonical => $"not({Part.Canonical})";
}

/// <summary>There is a related record that meets the filter, which speaks of that record's own fields; or there is none.</summary>
public sealed record FilterRelated(bool IsAny, string Name, FilterNode Filter) : FilterNode
{
    /// <summary>The JSON pointer to the condition in the body of a search.</summary>
    public string Pointer { get; init; } = "";

    public string Word => IsAny ? "any" : "none";

    /// <summary>None of the row's own: what stands inside is about the related record.</summary>
    public override IEnumerable<FilterTerm> Terms => [];
    public override IEnumerable<FilterRelated> Related => [this];
    public override string Canonical => $"{Word}({Name};{Filter.Canonical})";
}
