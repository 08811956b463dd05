using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Operations.Exports;
using Crm.Domain.Operations;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>The body of a search, exactly: which field takes which operators and which type of value, and as many levels as are allowed.</summary>
internal static class FilterSchemas
{
    /// <summary>What has something to look for in it.</summary>
    public const string WordPattern = @"[\p{L}\p{N}]";

    public static IOpenApiSchema Body(IListSpec spec, Type record, OperationFilterContext context) => ReadingRules.Named($"{spec.Record.Name}Search", context, () =>
    {
        var properties = Asked(spec, record, context);
        properties["limit"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = "1",
            Maximum = $"{ListRequest.MaxLimit}",
            Default = JsonValue.Create(ListRequest.DefaultLimit),
            Description = "Rows a page.",
        };
        properties["cursor"] = Text("page.nextCursor of the page before, with the same filter, words and sort.", null, orNull: true);
        properties["count"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(false), Description = $"Whether page.total is counted, up to {ListReader.CountCap} rows." };
        properties["fields"] = Names(Shape.Members(record), $"The members that are wanted; the answer is then {Shape.SparseMediaType}.");
        if (Shape.Paths(spec, record) is { Count: > 0 } paths) properties["expand"] = Names(paths, "The related records that are wanted beside their ids.");
        return Closed(properties, "A list, asked for by a body.");
    });

    /// <summary>What an export of the list takes.</summary>
    public static IOpenApiSchema Export(ExportResource resource, OperationFilterContext context) => ReadingRules.Named($"{resource}Export", context, () =>
    {
        var list = ExportLists.Of(resource);
        var properties = Asked(list.Spec, list.Row, context);
        properties["resource"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(CrmJson.Name(resource))], Description = "The list." };
        if (list.Record is { } record)
            properties["recordId"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid", Description = $"The {Domain.Common.Text.Words(record.Name)} whose list it is." };
        properties["format"] = context.SchemaGenerator.GenerateSchema(typeof(ExportFormat), context.SchemaRepository);
        properties["fields"] = Names([.. list.Members], "The members of a row that are wanted; all when not given.");
        properties["separator"] = context.SchemaGenerator.GenerateSchema(typeof(ExportSeparator), context.SchemaRepository);
        properties["byteOrderMark"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(true), Description = "Whether a CSV file begins with a mark by which spreadsheets know that it is UTF-8." };
        var schema = Closed(properties, "A list that is to be written into a file.");
        schema.Required = new HashSet<string>(list.Record is null ? ["resource", "format"] : ["resource", "recordId", "format"]);
        return schema;
    });

    // Which rows, in which order.
    private static Dictionary<string, IOpenApiSchema> Asked(IListSpec spec, Type record, OperationFilterContext context)
    {
        var properties = new Dictionary<string, IOpenApiSchema>
        {
            ["filter"] = new OpenApiSchema { AnyOf = [Level(spec, 1, context), new OpenApiSchema { Type = JsonSchemaType.Null }], Description = $"At most {SearchBody.MaxDepth} levels, the conditions included, and {SearchBody.MaxNodes} nodes." },
            ["sort"] = Text($"Fields separated by commas, a minus sign before a field for descending; {spec.DefaultSort} when not given{(spec.IsSearchable ? ", or the best match first with q" : "")}.",
                $"^-?({Fields(spec)})(,-?({Fields(spec)}))*$", orNull: true),
        };
        if (spec.IsSearchable)
        {
            var words = Text("Words, all of which must be found.", WordPattern, orNull: true);
            (words.MinLength, words.MaxLength) = (1, ListReader.QueryMax);
            properties["q"] = words;
        }
        return properties;
    }

    public static JsonNode Example(IListSpec spec)
    {
        if (spec.Many is [{ Name: var many, Spec: var related }, ..])
            return new JsonObject { ["filter"] = new JsonObject { ["and"] = new JsonArray(Choice(spec), new JsonObject { ["any"] = many, ["filter"] = Choice(related) }) }, ["sort"] = spec.DefaultSort, ["limit"] = 10 };
        return spec.Filters.FirstOrDefault(f => f.AllowedValues is not null) is not { } choice
            ? new JsonObject { ["limit"] = 10, ["sort"] = spec.DefaultSort }
            : new JsonObject { ["filter"] = new JsonObject { ["not"] = new JsonObject { ["field"] = choice.Name, ["op"] = "eq", ["value"] = choice.AllowedValues![0] } }, ["sort"] = spec.DefaultSort, ["limit"] = 10 };
    }

    private static JsonObject Choice(IListSpec spec) =>
        spec.Filters.First(f => f.AllowedValues is not null) is var choice ? new() { ["field"] = choice.Name, ["op"] = "eq", ["value"] = choice.AllowedValues![0] } : [];

    /// <summary>To this level related records are described, and of the filter within one condition, though more of both is taken: programs that read the document write out all that it
    /// refers to, each level four times within the one above it, until their memory is full.</summary>
    private const int DeepestWithRelated = 2;

    private static IOpenApiSchema Level(IListSpec spec, int level, OperationFilterContext context) => level == SearchBody.MaxDepth
        ? ReadingRules.Named($"{spec.Record.Name}Condition", context, () => new()
        {
            AnyOf = [.. Conditions(spec)],
            Description = "A field, an operator and a value of the field's type.",
        })
        : ReadingRules.Named($"{spec.Record.Name}Filter{(level == 1 ? "" : level)}", context, () =>
        {
            var below = Level(spec, level + 1, context);
            var related = level <= DeepestWithRelated ? spec.Many : [];
            return new()
            {
                Description = related.Count == 0 ? "A condition, or several under and, or, not." : "A condition, or several under and, or, not, or what must be said of a related record that there is, or is not.",
                AnyOf =
                [
                    Level(spec, SearchBody.MaxDepth, context),
                    .. related.SelectMany(many => OfRelated(many.Name, Level(many.Spec, SearchBody.MaxDepth, context))),
                    Closed(new() { ["and"] = Several(below) }, "All of these hold."),
                    Closed(new() { ["or"] = Several(below) }, "Any of these holds."),
                    Closed(new() { ["not"] = below }, "This does not hold."),
                ],
            };
        });

    private static IEnumerable<IOpenApiSchema> Conditions(IListSpec spec)
    {
        foreach (var alike in spec.Filters.GroupBy(f => (f.Type, Operators: string.Join(',', f.Operators), Values: string.Join(',', f.AllowedValues ?? []), f.Pattern)))
        {
            var operators = alike.First().Operators;
            FilterOperator[] anyOf = [.. operators.Where(o => o is FilterOperator.Eq or FilterOperator.Ne)];
            FilterOperator[] compared = [.. operators.Except(anyOf).Where(o => o != FilterOperator.IsNull)];
            // A comma is part of a value here.
            var value = ListParameters.One(alike.First() with { Pattern = alike.First().Pattern?.Replace(",]", "]", StringComparison.Ordinal) });
            var names = alike.Select(f => f.Name).ToList();
            if (anyOf is [FilterOperator.Eq]) yield return Condition(names, anyOf, value, "Equal to the value.");
            else if (anyOf.Length > 0) yield return Condition(names, anyOf, OneOrMore(value), "Any of the values, or none of them.");
            if (compared.Length > 0) yield return Condition(names, compared, value, "Compared with the value.");
            if (operators.Contains(FilterOperator.IsNull)) yield return Condition(names, [FilterOperator.IsNull], new OpenApiSchema { Type = JsonSchemaType.Boolean }, "Rows without a value (true) or with one (false).");
        }
        if (spec.HasCustomFields)
        {
            var text = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListRequest.MaxValueLength, Pattern = Rules.PrintableLine };
            var value = new OpenApiSchema { AnyOf = [text, new OpenApiSchema { Type = JsonSchemaType.Number }, new OpenApiSchema { Type = JsonSchemaType.Boolean }] };
            yield return OfCustomField(Condition([], [FilterOperator.Eq, FilterOperator.Ne], OneOrMore(value), "A custom field that is declared, with any of the values, or with none of them."));
            yield return OfCustomField(Condition([], [FilterOperator.IsNull], new OpenApiSchema { Type = JsonSchemaType.Boolean }, "Rows without a value of the custom field (true) or with one (false)."));
        }
    }

    /// <summary>What holds of one and the same related record, or of none; the filter inside is that of the related list.</summary>
    private static IEnumerable<OpenApiSchema> OfRelated(string name, IOpenApiSchema filter)
    {
        foreach (var (word, description) in new[] { ("any", $"Some of the {name} meets the whole filter."), ("none", $"None of the {name} meets the filter.") })
        {
            var schema = Closed(new() { [word] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(name)] }, ["filter"] = filter }, description);
            schema.Required = new HashSet<string> { word, "filter" };
            yield return schema;
        }
    }

    private static OpenApiSchema OfCustomField(OpenApiSchema condition)
    {
        condition.Properties!["field"] = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = ListRequest.MaxValueLength, Pattern = @"^customFields\..+$" };
        return condition;
    }

    private static OpenApiSchema OneOrMore(IOpenApiSchema value) =>
        new() { AnyOf = [value, new OpenApiSchema { Type = JsonSchemaType.Array, Items = value, MinItems = 1, MaxItems = FilterTerm.MaxValues }] };

    private static OpenApiSchema Condition(IReadOnlyList<string> fields, IReadOnlyList<FilterOperator> operators, IOpenApiSchema value, string description)
    {
        var schema = Closed(
            new()
            {
                ["field"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. fields.Select(f => (JsonNode)JsonValue.Create(f))] },
                ["op"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. operators.Select(o => (JsonNode)JsonValue.Create(CrmJson.Name(o)))] },
                ["value"] = value,
            },
            description);
        schema.Required = new HashSet<string> { "field", "op", "value" };
        return schema;
    }

    private static OpenApiSchema Several(IOpenApiSchema part) => new() { Type = JsonSchemaType.Array, Items = part, MinItems = 1, MaxItems = SearchBody.MaxNodes - 1 };

    private static OpenApiSchema Closed(Dictionary<string, IOpenApiSchema> properties, string description) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = properties,
        AdditionalPropertiesAllowed = false,
        Required = properties.Count == 1 ? properties.Keys.ToHashSet() : null,
    };

    private static OpenApiSchema Names(IReadOnlyList<string> names, string description)
    {
        var schema = ReadingRules.Names(names);
        schema.Description = description;
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema Text(string description, string? pattern, bool orNull) =>
        new() { Type = orNull ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Description = description, Pattern = pattern };

    private static string Fields(IListSpec spec) => string.Join('|', spec.SortFields);
}
