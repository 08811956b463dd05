using System.Diagnostics;

namespace Crm.Api.Common;

/// <summary>Headers of every answer. It stands outside the exception handler, which takes entity tags off the answers to failures.</summary>
internal static class ResponseHeaders
{
    private const string CurrentETag = "crm.current-etag";

    public static void UseResponseHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            http.Response.Headers["Request-Id"] = RequestId(http);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if (http.Items[CurrentETag] is string tag) http.Response.Headers.ETag = tag;
            return Task.CompletedTask;
        });
        return next(http);
    });

    /// <summary>The W3C trace id, under which logs and traces are found.</summary>
    public static string RequestId(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    /// <summary>The entity tag that a refused change should have named.</summary>
    public static void TellCurrent(HttpContext http, int version) => http.Items[CurrentETag] = ETags.Of(version);
}
