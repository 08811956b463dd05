using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Api.Errors;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Operations.Exports;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

internal static class SchemaNames
{
    public static string Of(Type t)
    {
        if (!t.IsGenericType) return t.Name;
        var arguments = string.Concat(t.GetGenericArguments().Select(Of));
        var open = t.GetGenericTypeDefinition();
        return open == typeof(ListPage<>) ? $"{arguments}Page" : open == typeof(MergePatch<>) ? $"{arguments}Patch" : $"{open.Name.Split('`')[0]}Of{arguments}";
    }
}

internal static class Scalars
{
    /// <summary>Types whose JSON form the generator cannot see, because a converter writes it.</summary>
    public static void MapScalars(this SwaggerGenOptions o)
    {
        foreach (var type in typeof(Aggregate).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            var id = typeof(Id<>).MakeGenericType(type);
            o.MapType(id, () => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
            o.MapType(typeof(Nullable<>).MakeGenericType(id), () => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Format = "uuid" });
        }
        o.MapType<CustomFields>(() => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Values of declared custom fields, by key.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean | JsonSchemaType.Null },
        });
        o.MapType<decimal>(() => new OpenApiSchema { Type = JsonSchemaType.Number });
        o.MapType<decimal?>(() => new OpenApiSchema { Type = JsonSchemaType.Number | JsonSchemaType.Null });
    }
}

/// <summary>Money's form, patches, problems, closed inputs and complete answers.</summary>
internal sealed class SchemaRules(MemberBounds bounds, Notes notes) : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Enum.Count: > 0 } values && context.MemberInfo is null) notes.Apply(context.Type, values);
        // A schema that only wraps a reference is a use of the type, not its definition.
        if (schema is not OpenApiSchema { Properties: { } properties, AllOf: null or { Count: 0 } } s || context.MemberInfo is not null) return;
        var type = context.Type;
        if (type == typeof(Money) || type == typeof(UnitPrice)) Money(s, properties);
        else if (type == typeof(ProblemDetails)) Problem(s, properties, context);
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(MergePatch<>)) Patch(s, type.GetGenericArguments()[0], context);
        else if (IsAnswer(type))
        {
            s.Required = properties.Keys.ToHashSet();   // every field is written out, null as well
            if (type.IsGenericType && properties["data"] is OpenApiSchema rows) rows.MaxItems = ListRequest.MaxLimit;
        }
        else if (type.Assembly == typeof(Money).Assembly || type.Assembly == typeof(CrmJson).Assembly)
        {
            s.AdditionalPropertiesAllowed = false;
            s.Required = RequiredOf(type);
        }
        if (type.Assembly == typeof(Money).Assembly || type.Assembly == typeof(CrmJson).Assembly)
        {
            bounds.Apply(type, s);
            notes.Apply(type, s);
        }
        if (properties.ContainsKey("filter") && type.GetProperty("Filter")?.PropertyType == typeof(JsonElement?)) SegmentFilter(properties, isWritten: !IsAnswer(type));
        if (type == typeof(ExportDetails)) ((OpenApiSchema)properties["filter"]).Description = "The filter of the rows, as a search of the list takes it; null for all of them.";
        if (type == typeof(ChannelInput)) Channel(s);
        // They name what was sent, whatever it was.
        if (type == typeof(InputError)) foreach (var name in new[] { "pointer", "parameter" }) ((OpenApiSchema)properties[name]).Pattern = @"^[\s\S]*$";
    }

    // What an input must have: required members, and constructor parameters without a default.
    private static HashSet<string> RequiredOf(Type type) =>
        [.. type.GetProperties().Where(p => p.IsDefined(typeof(RequiredMemberAttribute), inherit: true)).Select(p => p.Name)
            .Concat(type.GetConstructors().SelectMany(c => c.GetParameters()).Where(p => !p.HasDefaultValue).Select(p => p.Name!))
            .Select(n => JsonNamingPolicy.CamelCase.ConvertName(n))];

    private static bool IsAnswer(Type type) =>
        typeof(IVersioned).IsAssignableFrom(type) || type.Name.EndsWith("Details", StringComparison.Ordinal) || type.Name.EndsWith("Row", StringComparison.Ordinal)
        || type == typeof(PageInfo) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListPage<>));

    private static void Money(OpenApiSchema s, IDictionary<string, IOpenApiSchema> properties)
    {
        properties["amount"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?[0-9]{1,15}(\.[0-9]{1,4})?$", MaxLength = 21, Description = "A decimal number in quotes.", Examples = [JsonValue.Create("12.50")] };
        properties["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Currency.Codes.Select(c => (JsonNode)JsonValue.Create(c))], Description = "A code of ISO 4217." };
        s.Required = new HashSet<string> { "amount", "currency" };
        s.AdditionalPropertiesAllowed = false;
    }

    // What is written is described as the filter of a search is; what is read, which is described in many answers, has as many levels as were written.
    private static void SegmentFilter(IDictionary<string, IOpenApiSchema> properties, bool isWritten)
    {
        const string description = "Of a dynamic segment, who is in it: a filter as a search of customers takes it, all of its levels included; null for a static one.";
        properties["filter"] = isWritten
            ? new OpenApiSchema { AnyOf = [new OpenApiSchemaReference($"{nameof(Customer)}Filter"), new OpenApiSchema { Type = JsonSchemaType.Null }], Description = description }
            : new OpenApiSchema { Type = JsonSchemaType.Object | JsonSchemaType.Null, AdditionalProperties = new OpenApiSchema { Description = "A part of the filter." }, MaxProperties = 3, Description = description };
    }

    // What the value looks like, depends on the type.
    private static void Channel(OpenApiSchema s)
    {
        s.Extensions = Finish.Conditional(new()
        {
            ["if"] = TypeIs(Enum.GetValues<ChannelType>().Where(Domain.Customers.Channel.IsNumber)),
            ["then"] = ValueIs(new() { ["pattern"] = Rules.PhoneDigits, ["maxLength"] = PhoneNumber.Max }),
            ["else"] = new JsonObject { ["if"] = TypeIs([ChannelType.Email]), ["then"] = ValueIs(new() { ["format"] = "email" }) },
        });

        static JsonObject TypeIs(IEnumerable<ChannelType> types) => new()
        {
            ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = new JsonArray([.. types.Select(t => (JsonNode)CrmJson.Name(t))]) } },
            ["required"] = new JsonArray("type"),
            ["additionalProperties"] = true,
        };

        static JsonObject ValueIs(JsonObject what) => new() { ["properties"] = new JsonObject { ["value"] = what }, ["additionalProperties"] = true };
    }

    private static void Patch(OpenApiSchema s, Type input, SchemaFilterContext context)
    {
        context.SchemaGenerator.GenerateSchema(input, context.SchemaRepository);
        s.Type = JsonSchemaType.Object;
        s.Description = "A JSON Merge Patch (RFC 7396): an absent member stays, null clears, an array replaces the whole array.";
        s.Properties = ((OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(input)]).Properties;
        s.Required = null;
        s.AdditionalPropertiesAllowed = false;
    }

    private static void Problem(OpenApiSchema s, IDictionary<string, IOpenApiSchema> properties, SchemaFilterContext context)
    {
        s.Description = "A failure (RFC 9457).";
        properties.Clear();
        properties["type"] = Text("Where the code is explained: a reference that resolves against the address of the API.", 200, format: "uri-reference");
        properties["title"] = Text("The status in words.", 100);
        properties["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "400", Maximum = "599", Description = "The status of the answer." };
        properties["detail"] = Text("What is the matter, for people.", 4000);
        properties["instance"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, MaxLength = 8192, Description = "The path of the request; null when it could not be read." };
        properties["code"] = Text("Stable; what a program decides by.", 100, "^[a-z_.]+$");
        properties["requestId"] = Text("Under this id the operator finds the request.", 64, "^[A-Za-z0-9:-]+$");
        properties["details"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema(), Description = "Facts about the refusal, such as the quantity that is available." };
        properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "What is wrong with the input, each with a JSON pointer into the body or the name of the parameter; the first hundred of them.",
            MaxItems = Problems.MostErrors,
            Items = context.SchemaGenerator.GenerateSchema(typeof(InputError), context.SchemaRepository),
        };
        s.Required = new HashSet<string> { "type", "title", "status", "detail", "instance", "code", "requestId" };
    }

    private static OpenApiSchema Text(string description, int max, string? pattern = null, string? format = null) =>
        new() { Type = JsonSchemaType.String, Description = description, MaxLength = max, Pattern = pattern, Format = format };
}

/// <summary>A nullable reference is written as "this or null"; the generator's form would allow neither. References that stand alone lose their wrapper.</summary>
internal sealed class DocumentRules(ErrorCatalogue catalogue) : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository);
        var schemas = swaggerDoc.Components!.Schemas!;
        foreach (var unused in new[] { "JsonObject", "JsonNode", "JsonNodeOptions", "SearchBody", "StartExport" }) schemas.Remove(unused);
        swaggerDoc.Components.Examples = AnswerRules.Examples(catalogue);
        swaggerDoc.Tags = new SortedSet<OpenApiTag>(
            swaggerDoc.Paths.SelectMany(p => p.Value.Operations!.Values).SelectMany(o => o.Tags!).Select(t => t.Name!).Distinct().Select(name => new OpenApiTag { Name = name, Description = Tags.Describe(name) }),
            Comparer<OpenApiTag>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
        foreach (var schema in schemas.Values.OfType<OpenApiSchema>())
            foreach (var property in (schema.Properties?.Values ?? []).OfType<OpenApiSchema>())
                if (property is { Type: JsonSchemaType.Null, AllOf: [OpenApiSchemaReference reference] })
                {
                    property.Type = null;
                    property.AllOf = null;
                    property.AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }];
                }
    }
}
