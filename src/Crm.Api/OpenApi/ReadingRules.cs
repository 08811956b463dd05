using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>What can be asked of lists, searches and single records: words, members, relations, filters as JSON; and the forms in which they answer.</summary>
internal sealed class ReadingRules : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IShapes>().FirstOrDefault() is not { Spec: var spec }) return;
        var record = Shaping.RecordOf(metadata)!;
        ShowRelations(spec, record, context);
        AnswerSparsely(operation, record, context);
        if (metadata.OfType<OnlyReads>().Any())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "What is looked for.",
                Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = FilterSchemas.Body(spec, record, context), Example = FilterSchemas.Example(spec) } },
            };
            return;
        }
        var parameters = operation.Parameters ??= [];
        if (metadata.OfType<ListMetadata>().Any() && spec.IsSearchable)
            parameters.Add(Query("q", "Words, all of which must be found, each as a whole, as a part of a word or with a typing error. Without sort, the best match comes first.",
                new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ListReader.QueryMax, Pattern = FilterSchemas.WordPattern }));
        parameters.Add(Query("fields", $"The members that are wanted; the answer is then {Shape.SparseMediaType}.", Names(Shape.Members(record))));
        if (Shape.Paths(spec, record) is { Count: > 0 } paths)
            parameters.Add(Query("expand", "The related records that are wanted beside their ids.", Names(paths)));
    }

    public static OpenApiSchema Names(IReadOnlyList<string> names) => new()
    {
        Type = JsonSchemaType.Array,
        MinItems = 1,
        MaxItems = names.Count,
        UniqueItems = true,
        Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. names.Select(n => (JsonNode)JsonValue.Create(n))] },
    };

    /// <summary>The related record beside its id: there only when it was asked for, and null when the id is, or when the record is archived.</summary>
    private static void ShowRelations(IListSpec spec, Type record, OperationFilterContext context)
    {
        var schema = (OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(record)];
        foreach (var relation in Shape.Relations(spec, record))
            schema.Properties!.TryAdd(relation.Name, new OpenApiSchema
            {
                AnyOf = [context.SchemaGenerator.GenerateSchema(relation.Row, context.SchemaRepository), new OpenApiSchema { Type = JsonSchemaType.Null }],
                Description = $"The record that {relation.Member} names, when expand={relation.Name} was asked for; null when there is none or it is archived.",
                Extensions = Finish.Optional(),
            });
    }

    private static void AnswerSparsely(OpenApiOperation operation, Type record, OperationFilterContext context)
    {
        var answer = context.ApiDescription.SupportedResponseTypes.First(r => r.StatusCode == StatusCodes.Status200OK).Type!;
        var sparse = Sparse(record, context);
        if (Shaping.IsPage(answer))
        {
            var whole = (OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(answer)];
            sparse = Named($"Sparse{SchemaNames.Of(answer)}", context, () => new()
            {
                Type = JsonSchemaType.Object,
                Description = "A page of rows with the members that were asked for.",
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["data"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Sparse(record, context), MaxItems = ListRequest.MaxLimit },
                    ["page"] = whole.Properties!["page"],
                },
                Required = new HashSet<string> { "data", "page" },
            });
        }
        ((OpenApiResponse)operation.Responses!["200"]).Content![Shape.SparseMediaType] = new OpenApiMediaType { Schema = sparse };
    }

    private static IOpenApiSchema Sparse(Type record, OperationFilterContext context) => Named($"Sparse{SchemaNames.Of(record)}", context, () =>
    {
        var whole = (OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(record)];
        return new() { Type = JsonSchemaType.Object, Description = $"{whole.Description} Only the members that were asked for.".Trim(), Properties = whole.Properties, Extensions = Finish.Optional() };
    });

    public static IOpenApiSchema Named(string name, OperationFilterContext context, Func<OpenApiSchema> make)
    {
        if (!context.SchemaRepository.Schemas.ContainsKey(name)) context.SchemaRepository.AddDefinition(name, make());
        return new OpenApiSchemaReference(name, context.Document);
    }

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema, Explode = schema.Type != JsonSchemaType.Array };
}
