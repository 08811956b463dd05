using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Find;
using Crm.Application.Common.Lists;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>What can be typed into the search box.</summary>
internal sealed class FindRules : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<FindMetadata>().Any()) return;
        var kinds = Enum.GetValues<FindingKind>();
        operation.Parameters =
        [
            Query("q", "What was typed so far. All words must be found, each as a whole, as the beginning or a part of a word, or with a typing error.",
                new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListReader.QueryMax, Pattern = FilterSchemas.WordPattern }, required: true),
            Query("kinds", "What is looked for; everything that you may read when not given.", new()
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                MaxItems = kinds.Length,
                UniqueItems = true,
                Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. kinds.Select(k => (JsonNode)JsonValue.Create(CrmJson.Name(k)))] },
            }),
            Query("limit", $"How many are answered at most, 1 to {FindAnything.MaxLimit}.",
                new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = $"{FindAnything.MaxLimit}", Default = JsonValue.Create(FindAnything.DefaultLimit) }),
        ];
        var answer = (OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(typeof(FindingsDetails))];
        ((OpenApiSchema)answer.Properties!["data"]).MaxItems = FindAnything.MaxLimit;
        ((OpenApiSchema)answer.Properties["kinds"]).MaxItems = kinds.Length;
    }

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema, bool required = false) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema, Required = required, Explode = schema.Type != JsonSchemaType.Array };
}
