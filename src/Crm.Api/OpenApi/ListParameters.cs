using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Microsoft.OpenApi;

namespace Crm.Api.OpenApi;

/// <summary>The query parameters of a list, each with the form that its values have.</summary>
internal static class ListParameters
{
    private const string AnyText = $"[^{Rules.Unprintable},]*[^{Rules.Unprintable}{Rules.Invisible},][^{Rules.Unprintable},]*";

    public static IEnumerable<IOpenApiParameter> Of(IListSpec spec)
    {
        var sortable = string.Join('|', spec.SortFields.Select(Regex.Escape));
        yield return Query("limit", $"Rows a page, 1 to {ListRequest.MaxLimit}.",
            new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = $"{ListRequest.MaxLimit}", Default = JsonValue.Create(ListRequest.DefaultLimit) });
        yield return Query("cursor", "page.nextCursor of the page before, with the same filters and sort.",
            new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListRequest.MaxValueLength, Pattern = "^[A-Za-z0-9_-]+$" });
        yield return Query("sort", $"Fields separated by commas, a minus sign before a field for descending. Allowed: {string.Join(", ", spec.SortFields)}.",
            new() { Type = JsonSchemaType.String, MaxLength = ListRequest.MaxValueLength, Pattern = $"^-?({sortable})(,-?({sortable}))*$", Default = JsonValue.Create(spec.DefaultSort) });
        yield return Query("count", $"Whether page.total is counted, up to {ListReader.CountCap} rows.", new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(false) });
        foreach (var field in spec.Filters)
            foreach (var op in field.Operators)
                yield return op == FilterOperator.Eq
                    ? Query(field.Name, Sentence(field, "equal to any of the values, separated by commas"), field.Type == "boolean" ? One(field) : Any(field))
                    : Query($"{field.Name}[{CrmJson.Name(op)}]", op == FilterOperator.IsNull ? "Rows without a value (true) or with one (false)." : Sentence(field, Words(op)), op switch
                    {
                        FilterOperator.IsNull => new() { Type = JsonSchemaType.Boolean },
                        FilterOperator.Ne => Any(field),
                        _ => One(field),
                    });
    }

    /// <summary>One value of the field.</summary>
    public static OpenApiSchema One(FilterField field) => field.Type switch
    {
        "integer" => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        "number" => new() { Type = JsonSchemaType.Number },
        "boolean" => new() { Type = JsonSchemaType.Boolean },
        "date" or "date-time" or "uuid" => new() { Type = JsonSchemaType.String, Format = field.Type },
        _ when field.AllowedValues is { } allowed => new() { Type = JsonSchemaType.String, Enum = [.. allowed.Select(a => (JsonNode)JsonValue.Create(a))] },
        _ when field.Pattern is { } pattern => Text(pattern),
        _ => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListRequest.MaxValueLength, Pattern = Rules.PrintableLine, Description = "A text with something to see in it." }.Named("FilterText"),
    };

    // Several values stand in one parameter, separated by commas. Of texts only the caller knows which comma separates.
    private static OpenApiSchema Any(FilterField field)
    {
        if (field.Type == "string" && field.AllowedValues is null) return field.Pattern is { } one ? Text(one, several: true) : Text(AnyText, several: true).Named("FilterTexts");
        var list = new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = FilterTerm.MaxValues, Items = One(field) };
        return field.AllowedValues is null ? list.Named($"Filter{string.Concat(field.Type.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}s") : list;
    }

    private static OpenApiSchema Text(string pattern, bool several = false) =>
        new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListRequest.MaxValueLength, Pattern = several ? $"^({pattern})(,({pattern}))*$" : $"^({pattern})$" };

    private static string Sentence(FilterField field, string condition) =>
        $"Rows whose {(field.Type == "string" ? "value" : field.Type)} is {condition}." + (field.AllowedValues is null ? "" : $" Values: {string.Join(", ", field.AllowedValues)}.");

    private static string Words(FilterOperator op) => op switch
    {
        FilterOperator.Ne => "none of the values, separated by commas",
        FilterOperator.Gt => "greater",
        FilterOperator.Gte => "greater or equal",
        FilterOperator.Lt => "less",
        FilterOperator.Lte => "less or equal",
        FilterOperator.Contains => "a text that contains this, upper and lower case alike",
        _ => "a text that starts with this, upper and lower case alike",
    };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema, Explode = schema.Type != JsonSchemaType.Array };
}
