using System.Buffers;
using System.Net;
using System.Text.Unicode;
using Crm.Application.Common;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Crm.Api.Common;

/// <summary>Refuses an address whose percent-encoding is broken or not UTF-8: the framework would take it as it stands, and another text than the caller
/// meant would be looked for.</summary>
internal static class Addresses
{
    private const string Why = "The percent-encoding is broken: two hexadecimal digits follow a percent sign, which itself is written %25, and together they are UTF-8.";

    public static void UseStrictAddresses(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.QueryString is { HasValue: true } query)
            foreach (var pair in query.Value![1..].Split('&'))
                if (!IsEncoded(pair)) throw InvalidInput.Parameter(WebUtility.UrlDecode(pair.Split('=')[0]), InputErrors.ParameterInvalid, Why);
        if (http.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target && target.Contains('%', StringComparison.Ordinal)) EnsurePath(http, target.Split('?')[0].Split('/'));
        return next(http);
    });

    private static void EnsurePath(HttpContext http, string[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
            if (!IsEncoded(steps[i]))
                throw InvalidInput.Parameter(NameOf(http, i - 1) ?? "path", InputErrors.ParameterInvalid, Why);
    }

    // What the route calls the step of the path.
    private static string? NameOf(HttpContext http, int step) =>
        http.GetEndpoint() is RouteEndpoint { RoutePattern.PathSegments: var segments } && step < segments.Count && segments[step].Parts is [RoutePatternParameterPart { Name: var name }] ? name : null;

    private static bool IsEncoded(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return true;
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%') continue;
            bytes.Clear();
            for (; i < text.Length && text[i] == '%'; i += 3)
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
                bytes.Write([Convert.ToByte(text.Substring(i + 1, 2), 16)]);
            }
            if (!Utf8.IsValid(bytes.WrittenSpan)) return false;
            i--;
        }
        return true;
    }
}
