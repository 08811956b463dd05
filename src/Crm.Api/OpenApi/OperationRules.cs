using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>Security, list parameters, patch media types and entity tags, for every operation alike.</summary>
internal sealed class OperationRules : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (!metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Document.Bearer, context.Document)] = [] }];
        foreach (var id in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path && p.Name!.EndsWith("id", StringComparison.OrdinalIgnoreCase)))
            id.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        if (HttpMethods.IsGet(context.ApiDescription.HttpMethod!) && metadata.OfType<ListMetadata>().FirstOrDefault() is { } list) operation.Parameters = [.. operation.Parameters ?? [], .. ListParameters(list.Spec)];
        if (HttpMethods.IsPatch(context.ApiDescription.HttpMethod!) && operation.RequestBody is OpenApiRequestBody { Content: { } content } && content.TryGetValue("application/json", out var json))
            content[Routes.Patch] = json;
        if (metadata.OfType<Routes.BodyExample>().FirstOrDefault() is { } example)
            foreach (var media in (operation.RequestBody?.Content?.Values ?? []).OfType<OpenApiMediaType>()) media.Example = JsonNode.Parse(example.Json);
        if (operation.RequestBody is not null)
            foreach (var (status, refusal) in new[] { ("413", "Content Too Large"), ("415", "Unsupported Media Type") })
                operation.Responses!.TryAdd(status, new OpenApiResponse { Description = refusal, Content = operation.Responses["400"].Content });
        if (HttpMethods.IsGet(context.ApiDescription.HttpMethod!) && context.ApiDescription.SupportedResponseTypes.Any(r => r.StatusCode == 200 && IsGuarded(r.Type)))
        {
            operation.Responses!.TryAdd("304", new OpenApiResponse { Description = "Not Modified" });
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "If-None-Match",
                In = ParameterLocation.Header,
                Description = "The ETag that was read; while it is the current one, 304 is answered without a body.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
        if (!HttpMethods.IsGet(context.ApiDescription.HttpMethod!) && operation.Responses?.ContainsKey("412") == true)
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Required = metadata.OfType<ETags.IfMatchRequired>().Any(),
                Description = "The ETag that was read; another version is refused with 412.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
    }

    private static bool IsGuarded(Type? resource) => resource is not null && resource.IsAssignableTo(typeof(IVersioned)) && !resource.IsAssignableTo(typeof(IPartlyVersioned));

    private static IEnumerable<IOpenApiParameter> ListParameters(IListSpec spec)
    {
        yield return Query("limit", $"Rows a page, 1 to {ListRequest.MaxLimit}.",
            new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = $"{ListRequest.MaxLimit}", Default = JsonValue.Create(ListRequest.DefaultLimit) });
        yield return Query("cursor", "page.nextCursor of the page before, with the same filters and sort.", new() { Type = JsonSchemaType.String });
        yield return Query("sort", $"Fields separated by commas, a minus sign before a field for descending. Allowed: {string.Join(", ", spec.SortFields)}.",
            new() { Type = JsonSchemaType.String, Default = JsonValue.Create(spec.DefaultSort) });
        yield return Query("count", $"Whether page.total is counted, up to {ListReader.CountCap} rows.", new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(false) });
        foreach (var (name, type, operators, allowed) in spec.Filters)
            foreach (var op in operators)
                yield return op == FilterOperator.Eq
                    ? Query(name, Sentence(type, allowed, "equal to any of the values, separated by commas"), new() { Type = JsonSchemaType.String })
                    : Query($"{name}[{CrmJson.Name(op)}]", op == FilterOperator.IsNull ? "Rows without a value (true) or with one (false)." : Sentence(type, allowed, Words(op)),
                        new() { Type = op == FilterOperator.IsNull ? JsonSchemaType.Boolean : JsonSchemaType.String });
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
