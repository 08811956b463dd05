using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Common;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>Idempotency keys and bulk modes, for every operation that takes them.</summary>
internal sealed class WritingRules : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<BulkRoutes.TakesBulkMode>().Any())
        {
            TakeLines((OpenApiRequestBody)operation.RequestBody!, context);
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "mode",
                In = ParameterLocation.Query,
                Description = "atomic: all items or none; partial: each item for itself.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("atomic"), JsonValue.Create("partial")], Default = JsonValue.Create("atomic") },
            });
        }
        if (!Idempotency.Applies(context.ApiDescription.HttpMethod!, metadata)) return;
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = Idempotency.Header,
            In = ParameterLocation.Header,
            Required = metadata.OfType<Idempotency.Required>().Any(),
            Description = "A fresh UUID for each new request. A repetition with the same key and body has no second effect: it gets the first one's answer, with Idempotency-Replayed: true.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Idempotency.KeyMax, Pattern = "^[!-~]+$" },
        });
        foreach (var (status, refusal) in new[] { ("409", "Conflict"), ("422", "Unprocessable Content") })
            operation.Responses!.TryAdd(status, new OpenApiResponse { Description = refusal, Content = operation.Responses["400"].Content });
    }

    // Of NDJSON the schema describes all lines together, which have no {"items":…} around them.
    private static void TakeLines(OpenApiRequestBody body, OperationFilterContext context)
    {
        var items = ((OpenApiSchema)context.SchemaRepository.Schemas[((OpenApiSchemaReference)body.Content![BulkRoutes.Lines].Schema!).Reference.Id!]).Properties!["items"];
        body.Content[BulkRoutes.Lines] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Description = "An item a line.", Items = ((OpenApiSchema)items).Items, MinItems = 1, MaxItems = Bulk.Most } };
    }
}
