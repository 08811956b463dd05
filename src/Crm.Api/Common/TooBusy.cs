using System.Text;
using System.Text.Json;
using Crm.Application.Common;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Api.Common;

/// <summary>The instance has as much to do as it can. It is the same problem as <see cref="Problems"/> would write; but when it is said, it is said thousands of times a second, on the account of those who were let in. So it is neither thrown nor
/// looked up, and all of it that is always the same is written once.</summary>
internal static class TooBusy
{
    private const string Detail = "More requests are being worked on than this instance takes at once; try again in a moment.";

    private static readonly int Status = ProblemErrors.Unavailable.Status;
    private static readonly byte[] Beginning = Encoding.UTF8.GetBytes(
        $"{{\"type\":{Text(Problems.TypeOf(ProblemErrors.Unavailable.Code))},\"title\":{Text(ReasonPhrases.GetReasonPhrase(Status))},\"status\":{Status},\"detail\":{Text(Detail)},\"instance\":");
    private static readonly byte[] Middle = Encoding.UTF8.GetBytes($",\"code\":{Text(ProblemErrors.Unavailable.Code)},\"requestId\":");

    public static async Task Answer(HttpContext http)
    {
        var (response, path, request) = (http.Response, JsonEncodedText.Encode(http.Request.Path.ToUriComponent(), CrmJson.Options.Encoder), JsonEncodedText.Encode(ResponseHeaders.RequestId(http)));
        (response.StatusCode, response.ContentType, response.Headers.RetryAfter) = (Status, Problems.MediaType, "1");
        byte[] answer = [.. Beginning, (byte)'"', .. path.EncodedUtf8Bytes, (byte)'"', .. Middle, (byte)'"', .. request.EncodedUtf8Bytes, .. "\"}"u8];
        response.ContentLength = answer.Length;
        await response.BodyWriter.WriteAsync(answer, CancellationToken.None);   // who has hung up is not worth an exception
    }

    private static string Text(string value) => JsonSerializer.Serialize(value, CrmJson.Options);
}
