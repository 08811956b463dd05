using System.Text.Json;
using Crm.Application.Common;

namespace Crm.Api.Common;

/// <summary>A JSON body that is needed as it was written. That no member stands there twice, the reading of its parts sees, which can say where.</summary>
internal static class RawBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = CrmJson.MaxDepth };

    public static async Task<JsonDocument> Json(HttpRequest request)
    {
        if (!request.HasJsonContentType()) throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        return await JsonDocument.ParseAsync(request.Body, Options, request.HttpContext.RequestAborted);
    }

    public static JsonDocument Json(string text) => JsonDocument.Parse(text, Options);
}
