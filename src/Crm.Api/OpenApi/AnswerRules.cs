using System.Globalization;
using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Api.Customers;
using Crm.Api.Errors;
using Crm.Application.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Crm.Api.OpenApi;

/// <summary>What an operation answers: every refusal that it can reach with its codes, and the headers.</summary>
internal sealed class AnswerRules(ErrorCatalogue catalogue, ReachableErrors reachable) : IOperationFilter
{
    private readonly Dictionary<string, ErrorEntry> _entries = catalogue.All.DistinctBy(e => e.Code).ToDictionary(e => e.Code);

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var method = context.ApiDescription.HttpMethod!;
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var responses = operation.Responses!;
        var patch = HttpMethods.IsPatch(method);
        foreach (var (status, response) in responses.Where(r => r.Key[0] == '2')) Success(status, (OpenApiResponse)response, context);
        if (HttpMethods.IsGet(method) && context.ApiDescription.SupportedResponseTypes.Any(r => r.StatusCode == 200 && OperationRules.IsGuarded(r.Type)))
            responses["304"] = new OpenApiResponse { Description = "The ETag is still the current one.", Headers = Headers([("ETag", Tag)]) };

        var mayBeMerged = ("/" + context.ApiDescription.RelativePath + "/").StartsWith(FollowMerges.Below + "/", StringComparison.Ordinal) && responses.ContainsKey("404");
        if (mayBeMerged && HttpMethods.IsGet(method))
            responses["308"] = new OpenApiResponse { Description = "The customer was merged into the one that Location names.", Headers = Headers([("Location", new() { Type = JsonSchemaType.String, Format = "uri-reference" }), ("Request-Id", RequestId)]) };

        var codes = reachable.Of(context.MethodInfo).Select(c => _entries[c]).ToList();
        List<Failure> certain = [ProblemErrors.Internal, ProblemErrors.Unavailable, ProblemErrors.Invalid, ProblemErrors.RateExceeded];
        if (!HttpMethods.IsGet(method) && !metadata.OfType<OnlyReads>().Any()) certain.Add(ProblemErrors.OutcomeUnknown);
        if (!metadata.OfType<IAllowAnonymous>().Any()) certain.Add(ProblemErrors.SignInNeeded);
        if (metadata.OfType<NeededPermissions>().Any() || metadata.OfType<NeededAny>().Any() || metadata.OfType<NeedsNoPermission>().Any() && !HttpMethods.IsGet(method)) certain.Add(ProblemErrors.NotAllowed);
        if (mayBeMerged && !HttpMethods.IsGet(method)) codes.Add(_entries["customer.merged"]);
        certain.AddRange(metadata.OfType<CertainFailure>().Select(c => c.Failure));
        if (metadata.OfType<ETags.IfMatchRequired>().Any()) certain.Add(ProblemErrors.IfMatchNeeded);
        if (operation.RequestBody is not null) certain.AddRange([ProblemErrors.Malformed, ProblemErrors.TooLarge, ProblemErrors.MediaType]);
        if ((operation.Parameters ?? []).Any(p => p.In == ParameterLocation.Query)) certain.Add(ProblemErrors.AddressTooLong);
        if (responses.Any(r => r.Key[0] == '2' && r.Value.Content?.Count > 0)) certain.Add(ProblemErrors.NotAcceptable);
        codes.AddRange(certain.Select(f => _entries[f.Code]));
        codes.AddRange([_entries[InputErrors.ParameterUnknown], _entries[InputErrors.ParameterInvalid]]);

        foreach (var refused in codes.Distinct().GroupBy(c => c.Status))
            responses[refused.Key.ToString(CultureInfo.InvariantCulture)] = Refusal(refused.Key, [.. refused.OrderBy(c => c.Place).ThenBy(c => c.Code, StringComparer.Ordinal)], patch, context.Document!);
        // A status that a route names and that nothing it does can answer is not in the document.
        foreach (var (status, response) in responses.ToList())
            if (status[0] is '4' or '5' && response.Headers is null) responses.Remove(status);
    }

    private static readonly OpenApiSchema Tag = new() { Type = JsonSchemaType.String, Pattern = "^\"[0-9]{1,10}\"$", MaxLength = 12 };

    private static void Success(string status, OpenApiResponse response, OperationFilterContext context)
    {
        response.Description = status switch { "201" => "Made; Location names it.", "202" => "Taken on; Location names the work.", "204" => "Done.", _ => "Done; the whole resource." };
        List<(string, OpenApiSchema)> headers = [("Request-Id", RequestId), .. Rates];
        var type = context.ApiDescription.SupportedResponseTypes.FirstOrDefault(r => r.StatusCode.ToString(CultureInfo.InvariantCulture) == status)?.Type;
        if (type is not null && type.IsAssignableTo(typeof(IVersioned))) headers.Add(("ETag", Tag));
        if (status is "201" or "202") headers.Add(("Location", new() { Type = JsonSchemaType.String, Format = "uri-reference" }));
        if (type is { IsGenericType: true } && type.Name.StartsWith("ListPage", StringComparison.Ordinal)) response.Description = "One page of the list.";
        response.Headers = Headers([.. headers]);
    }

    private static readonly OpenApiSchema RequestId = new() { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9:-]+$", MaxLength = 64 };

    private static readonly (string, OpenApiSchema) Again = ("Retry-After", new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = "86400" });

    private static readonly (string, OpenApiSchema)[] Rates =
    [
        (Limits.Policy, new() { Type = JsonSchemaType.String, Pattern = "^\"[a-z-]+\";q=[0-9]+;w=[0-9]+$", MaxLength = 100 }),
        (Limits.State, new() { Type = JsonSchemaType.String, Pattern = "^\"[a-z-]+\";r=[0-9]+;t=[0-9]+$", MaxLength = 100 }),
    ];

    private static OpenApiResponse Refusal(int status, IReadOnlyList<ErrorEntry> codes, bool patch, OpenApiDocument document)
    {
        var whole = codes.Where(c => c.Place != CodePlace.Input).ToList();
        var inputs = codes.Where(c => c.Place == CodePlace.Input).Select(c => $"`{c.Code}`").ToList();
        List<(string, OpenApiSchema)> headers = [("Request-Id", RequestId)];
        if (status == ProblemErrors.SignInNeeded.Status) headers.Add(("WWW-Authenticate", new() { Type = JsonSchemaType.String, Pattern = "^Bearer", MaxLength = 1000 }));
        if (status < ProblemErrors.Internal.Status) headers.AddRange(Rates);   // what fails for reasons of ours may fail before it is counted
        if (status == ProblemErrors.Unavailable.Status || status == ProblemErrors.RateExceeded.Status) headers.Add(Again);
        if (status == ProblemErrors.Stale.Status) headers.Add(("ETag", Tag));
        if (status == ProblemErrors.MediaType.Status && patch) headers.Add(("Accept-Patch", new() { Type = JsonSchemaType.String, Pattern = "^[a-z+/, -]+$", MaxLength = 200 }));
        return new()
        {
            Description = $"{ReasonPhrases.GetReasonPhrase(status)}: {string.Join(", ", whole.Select(c => $"`{c.Code}`"))}." + (inputs.Count == 0 ? "" : $" In errors: {string.Join(", ", inputs)}."),
            Headers = Headers([.. headers], maybe: status == ProblemErrors.AddressTooLong.Status ? Rates : status == ProblemErrors.Unavailable.Status ? [Again] : []),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [Problems.MediaType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(nameof(Microsoft.AspNetCore.Mvc.ProblemDetails), document),
                    Examples = whole.ToDictionary(c => c.Code, c => (IOpenApiExample)new OpenApiExampleReference(c.Code, document)),
                },
            },
        };
    }

    /// <param name="maybe">Those that are not always there: the server itself refuses what it cannot read, before it is counted.</param>
    private static Dictionary<string, IOpenApiHeader> Headers((string Name, OpenApiSchema Schema)[] headers, params (string Name, OpenApiSchema Schema)[] maybe) =>
        headers.ToDictionary(h => h.Name, h => (IOpenApiHeader)new OpenApiHeader
        {
            Description = h.Name switch
            {
                "ETag" => "The version of the resource, for If-Match and If-None-Match.",
                "Location" => "The address of what was made.",
                "Request-Id" => "The id under which the operator finds the request.",
                "WWW-Authenticate" => "How to sign in: with a bearer token.",
                Limits.Policy => "How many requests (q) are taken in how many seconds (w), as draft-ietf-httpapi-ratelimit-headers has it.",
                Limits.State => "How many requests are left (r), and in how many seconds there are all again (t).",
                "Retry-After" => "Seconds to wait before trying again.",
                _ => "What a patch may be sent as.",
            },
            Required = !maybe.Contains(h),
            Schema = h.Schema,
        });

    /// <summary>One problem for each code, to which the answers refer.</summary>
    public static IDictionary<string, IOpenApiExample> Examples(ErrorCatalogue catalogue) => catalogue.All.Where(e => e.Place != CodePlace.Input).DistinctBy(e => e.Code).ToDictionary(
        e => e.Code,
        e => (IOpenApiExample)new OpenApiExample
        {
            Summary = e.Meaning,
            Value = new JsonObject
            {
                ["type"] = Problems.TypeOf(e.Code),
                ["title"] = ReasonPhrases.GetReasonPhrase(e.Status),
                ["status"] = e.Status,
                ["detail"] = e.Meaning,
                ["instance"] = "/api/v1/customers",
                ["code"] = e.Code,
                ["requestId"] = "0af7651916cd43dd8448eb211c80319c",
                ["errors"] = e.Code == ProblemErrors.Invalid.Code
                    ? new JsonArray(new JsonObject { ["pointer"] = "/name", ["parameter"] = null, ["code"] = InputErrors.TextTooLong.Code, ["message"] = "At most 200 characters are allowed." })
                    : null,
            }.WithoutNulls(),
        });
}

internal static class JsonObjects
{
    public static JsonObject WithoutNulls(this JsonObject o)
    {
        foreach (var name in o.Where(m => m.Value is null).Select(m => m.Key).ToList()) o.Remove(name);
        return o;
    }
}
