using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Domain.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>Security, parameters and bodies, for every operation alike.</summary>
internal sealed class OperationRules : IOperationFilter
{
    private const string ETagPattern = "^\"[0-9]{1,10}\"$";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var method = context.ApiDescription.HttpMethod!;
        operation.Security = metadata.OfType<IAllowAnonymous>().Any() ? [] : [new() { [new OpenApiSecuritySchemeReference(Document.Bearer, context.Document)] = [] }, new() { [new OpenApiSecuritySchemeReference(Document.Key, context.Document)] = [] }];
        if (metadata.OfType<NeededPermissions>().SelectMany(needed => needed.Names).ToArray() is { Length: > 0 } needed) State(operation, needed);
        if (metadata.OfType<NeededAny>().SelectMany(any => any.Names).ToArray() is { Length: > 0 } any)
        {
            operation.Description = $"{operation.Description} Needs one of the permissions {string.Join(", ", any)}.";
            (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-permissions-any"] = new JsonNodeExtension(new JsonArray([.. any.Select(p => (JsonNode)p)]));
        }
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path)) Describe(parameter, context);
        if (HttpMethods.IsGet(method) && metadata.OfType<ListMetadata>().FirstOrDefault() is { } list) operation.Parameters = [.. operation.Parameters ?? [], .. ListParameters.Of(list.Spec)];
        if (operation.RequestBody is OpenApiRequestBody body) Describe(body, metadata, method);
        if (HttpMethods.IsGet(method) && context.ApiDescription.SupportedResponseTypes.Any(r => r.StatusCode == 200 && IsGuarded(r.Type)))
            AddHeader(operation, "If-None-Match", required: false, "The ETag that was read; while it is the current one, 304 is answered without a body.", "^(\\*|(W/)?\"[^\"]*\"(, ?(W/)?\"[^\"]*\")*)$");
        if ((HttpMethods.IsGet(method) || metadata.OfType<OnlyReads>().Any()) && metadata.OfType<ProvenAccess.Filtered>().Any() && !metadata.OfType<Lasting>().Any() && !metadata.OfType<IAllowAnonymous>().Any())
            AddHeader(operation, StaleReading.Header, required: false, $"Preferences (RFC 7240). Known is {StaleReading.Token}: what is read may be some moments old, so a standby of the database may answer.", "^[!-~]([ -~]*[!-~])?$");
        if (!HttpMethods.IsGet(method) && operation.Responses?.ContainsKey("412") == true)
            AddHeader(operation, "If-Match", metadata.OfType<ETags.IfMatchRequired>().Any(), "The ETag that was read; another version is refused with 412.", ETagPattern);
    }

    // Machine-readable, too: OpenAPI has scopes for OAuth only.
    private static void State(OpenApiOperation operation, string[] permissions)
    {
        operation.Description = $"{operation.Description} Needs the permission {string.Join(" and ", permissions)}.";
        (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-permissions"] = new JsonNodeExtension(new JsonArray([.. permissions.Select(p => (JsonNode)p)]));
    }

    internal static bool IsGuarded(Type? resource) => resource is not null && resource.IsAssignableTo(typeof(IVersioned)) && !resource.IsAssignableTo(typeof(IPartlyVersioned));

    private static void Describe(OpenApiParameter parameter, OperationFilterContext context)
    {
        var type = context.ApiDescription.ParameterDescriptions.FirstOrDefault(p => p.Name == parameter.Name)?.Type
            ?? context.MethodInfo.GetParameters().FirstOrDefault(p => p.Name == parameter.Name)?.ParameterType;
        type = context.MethodInfo.GetParameters().FirstOrDefault(p => p.Name == parameter.Name)?.ParameterType ?? type;
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Id<>))
        {
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
            parameter.Description ??= $"The id of the {Text.Words(type.GetGenericArguments()[0].Name)}.";
        }
        else
        {
            // A dot, or two, is taken for a step in the path, be it encoded or not.
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = parameter.Name == "system" ? ExternalId.SystemMax : ExternalId.ValueMax,
                Pattern = $@"^(?!\.{{1,2}}$)(?=[\s\S]*[^{Rules.Invisible}])[^{Rules.Unprintable}{(parameter.Name == "system" ? ":" : "")}]*$",
            };
        }
        parameter.Description ??= $"The {Text.Words(char.ToUpperInvariant(parameter.Name![0]) + parameter.Name[1..])}.";
    }

    private static void Describe(OpenApiRequestBody body, IList<object> metadata, string method)
    {
        if (HttpMethods.IsPatch(method) && body.Content!.TryGetValue("application/json", out var json))
        {
            body.Content = new Dictionary<string, IOpenApiMediaType> { [Routes.Patch] = json, ["application/json"] = json };
            body.Description ??= "What changes; application/json is read as a merge patch too.";
        }
        body.Description ??= "What is written.";
        if (metadata.OfType<Routes.BodyExample>().FirstOrDefault() is { } example)
            foreach (var media in body.Content!.Values.OfType<OpenApiMediaType>()) media.Example = JsonNode.Parse(example.Json);
    }

    private static void AddHeader(OpenApiOperation operation, string name, bool required, string description, string pattern) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern, MaxLength = 1000 },
        });
}
