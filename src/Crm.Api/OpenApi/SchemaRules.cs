using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
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

/// <summary>Money's form and the closed shape of inputs.</summary>
internal sealed class SchemaRules : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema s) return;
        if (context.Type == typeof(Money) || context.Type == typeof(UnitPrice))
        {
            s.Properties!["amount"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d+)?$", Description = "A decimal number in quotes.", Examples = [JsonValue.Create("12.50")] };
            s.Properties["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Z]{3}$", Description = "A code of ISO 4217.", Examples = [JsonValue.Create("EUR")] };
            s.Required = new HashSet<string> { "amount", "currency" };
        }
        if (context.Type.IsGenericType && context.Type.GetGenericTypeDefinition() == typeof(MergePatch<>))
        {
            var input = context.Type.GetGenericArguments()[0];
            context.SchemaGenerator.GenerateSchema(input, context.SchemaRepository);
            var full = (OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(input)];
            s.Type = JsonSchemaType.Object;
            s.Description = "A JSON Merge Patch (RFC 7396): an absent member stays, null clears, an array replaces the whole array.";
            s.Properties = full.Properties;
            s.Required = null;
            s.AdditionalPropertiesAllowed = false;
        }
    }
}

/// <summary>What the generator leaves behind but nothing refers to.</summary>
internal sealed class DocumentRules : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var unused in new[] { "JsonObject", "JsonNode", "JsonNodeOptions" }) swaggerDoc.Components?.Schemas?.Remove(unused);
    }
}
