using System.Text.Json;
using Crm.Application.Common;
using Microsoft.AspNetCore.Http.Features;

namespace Crm.Api.Common;

/// <summary>A JSON body that is needed as it was written. That no member stands there twice, the reading of its parts sees, which can say where.</summary>
internal static class RawBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = CrmJson.MaxDepth };

    public static async Task<JsonDocument> Json(HttpRequest request)
    {
        if (!request.HasJsonContentType()) throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        var body = await JsonDocument.ParseAsync(request.Body, Options, request.HttpContext.RequestAborted);
        try
        {
            if (body.RootElement.ValueKind == JsonValueKind.Object)
                foreach (var member in body.RootElement.EnumerateObject()) _ = member.Name;
            return body;
        }
        catch (InvalidOperationException)   // what is not Unicode, is found only when the text is asked for
        {
            body.Dispose();
            throw InvalidInput.At("", InputErrors.JsonMalformed, "The name of a member is not Unicode.");
        }
    }

    public static JsonDocument Json(string text) => JsonDocument.Parse(text, Options);
}

/// <summary>A body that may be left out is not null when it is there: the framework takes null for none.</summary>
internal sealed class NoNullBody : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.Any(a => a is null) && context.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            ? throw InvalidInput.At("", InputErrors.Required, "The body cannot be null; leave it out when there is nothing to say.")
            : next(context);
}
