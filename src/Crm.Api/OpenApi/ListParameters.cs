using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Microsoft.OpenApi;

namespace Crm.Api.OpenApi;

/// <summary>The query parameters of a list, each with the form that its values have.</summary>
internal static class ListParameters
{
    private const string Uuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
    private const string Integer = "-?[0-9]{1,9}";
    private const string Number = "-?[0-9]{1,15}(\\.[0-9]{1,4})?";
    private const string Date = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private const string Time = Date + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,7})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])";

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
        foreach (var (name, type, operators, allowed) in spec.Filters)
            foreach (var op in operators)
                yield return op == FilterOperator.Eq
                    ? Query(name, Sentence(type, allowed, "equal to any of the values, separated by commas"), type == "boolean" ? new() { Type = JsonSchemaType.Boolean } : Any(type, allowed))
                    : Query($"{name}[{CrmJson.Name(op)}]", op == FilterOperator.IsNull ? "Rows without a value (true) or with one (false)." : Sentence(type, allowed, Words(op)), Value(op, type, allowed));
    }

    private static OpenApiSchema Value(FilterOperator op, string type, IReadOnlyList<string>? allowed) => op switch
    {
        FilterOperator.IsNull => new() { Type = JsonSchemaType.Boolean },
        FilterOperator.Ne => Any(type, allowed),
        _ => type switch
        {
            "integer" => new() { Type = JsonSchemaType.Integer, Format = "int32" },
            "number" => new() { Type = JsonSchemaType.Number },
            "date" or "date-time" or "uuid" => new() { Type = JsonSchemaType.String, Format = type },
            _ => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListRequest.MaxValueLength, Pattern = Rules.PrintableLine },
        },
    };

    // Several values stand in one parameter, separated by commas.
    private static OpenApiSchema Any(string type, IReadOnlyList<string>? allowed)
    {
        var one = allowed is not null ? string.Join('|', allowed.Select(Regex.Escape)) : type switch
        {
            "uuid" => Uuid,
            "integer" => Integer,
            "number" => Number,
            "date" => Date,
            "date-time" => Time,
            "boolean" => "true|false",
            _ => null,
        };
        return new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListRequest.MaxValueLength, Pattern = one is null ? Rules.PrintableLine : $"^({one})(,({one}))*$" };
    }

    private static string Sentence(string type, IReadOnlyList<string>? allowed, string condition) =>
        $"Rows whose {(type == "string" ? "value" : type)} is {condition}." + (allowed is null ? "" : $" Values: {string.Join(", ", allowed)}.");

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
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
