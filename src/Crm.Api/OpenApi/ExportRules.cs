using Crm.Api.Operations;
using Crm.Application.Operations.Exports;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>What an export takes, list by list, and files: those that are answered, whole or in parts, and those that are taken.</summary>
internal sealed class ExportRules : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<TakesExport>().Any())
            foreach (var media in operation.RequestBody!.Content!.Values.OfType<OpenApiMediaType>())
                media.Schema = new OpenApiSchema { AnyOf = [.. ExportLists.All.Select(resource => FilterSchemas.Export(resource, context))] };
        if (metadata.OfType<SendsFile>().Any()) Send(operation);
        if (metadata.OfType<WritesFile>().Any())
            foreach (var media in operation.Responses!["200"].Content!.Values.OfType<OpenApiMediaType>()) media.Schema = Whole();
        if (metadata.OfType<TakesFile>().Any())
            foreach (var media in operation.RequestBody!.Content!.Values.OfType<OpenApiMediaType>()) media.Schema = Whole();
    }

    private static void Send(OpenApiOperation operation)
    {
        var parameters = operation.Parameters ??= [];
        parameters.Add(Header("Range", "The bytes that are wanted, such as bytes=1048576-; of several ranges none is taken, and the whole file is answered.", "^bytes=([0-9]{1,15}-([0-9]{1,15})?|-[0-9]{1,15})$"));
        parameters.Add(Header("If-Range", "The ETag that was read with the first part; with another file at the address now, it is answered whole.", "^\"[0-9a-f-]{36}\"$"));
        var responses = operation.Responses!;
        var whole = (OpenApiResponse)responses["200"];
        whole.Description = "The file.";
        foreach (var media in whole.Content!.Values.OfType<OpenApiMediaType>()) media.Schema = Whole();
        foreach (var (name, description, pattern) in new[]
        {
            ("ETag", "Names these bytes and no others.", "^\"[0-9a-f-]{36}\"$"),
            ("Accept-Ranges", "Parts can be asked for.", "^bytes$"),
            ("Content-Disposition", "What the file is called.", "^attachment; .+$"),
        }) whole.Headers!.TryAdd(name, new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern, MaxLength = 300 }, Required = true });
        var part = new OpenApiResponse { Description = "The part of the file that was asked for.", Content = whole.Content, Headers = new Dictionary<string, IOpenApiHeader>(whole.Headers!) };
        part.Headers.Add("Content-Range", new OpenApiHeader { Description = "Which bytes of how many.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^bytes [0-9]+-[0-9]+/[0-9]+$", MaxLength = 60 }, Required = true });
        responses["206"] = part;
    }

    private static OpenApiSchema Whole() => new() { Type = JsonSchemaType.String, Format = "binary", Description = "The file as it is." };

    private static OpenApiParameter Header(string name, string description, string pattern) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern, MaxLength = 100 } };
}
