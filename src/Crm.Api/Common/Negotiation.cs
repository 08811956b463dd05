using Crm.Api.Operations;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Crm.Api.Common;

/// <summary>What comes in and goes out is what the routes say: another media type is refused (415), and so is an Accept header that leaves none (406).</summary>
internal static class Negotiation
{
    private const string Json = "application/json";

    public static void UseNegotiation(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is not RouteEndpoint { Metadata: var route } || route.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true }) return next(http);
        var refusal = IsUnknown(http, route) ? ProblemErrors.MediaType : IsUnwanted(http, route) ? ProblemErrors.NotAcceptable : null;
        if (refusal is null) return next(http);
        http.Response.StatusCode = refusal.Status;   // the body is written like that of every status without one
        return Task.CompletedTask;
    });

    /// <summary>HEAD is answered wherever GET is, as HTTP asks for (RFC 9110, 9.1); the server leaves the body out.</summary>
    public static TRoutes AnswerHead<TRoutes>(this TRoutes routes) where TRoutes : IEndpointConventionBuilder
    {
        routes.Add(route =>
        {
            for (var i = 0; i < route.Metadata.Count; i++)
                if (route.Metadata[i] is IHttpMethodMetadata { HttpMethods: ["GET"] }) route.Metadata[i] = new HttpMethodMetadata(["GET", "HEAD"]);
        });
        return routes;
    }

    // The framework takes whatever ends in +json for JSON.
    private static bool IsUnknown(HttpContext http, EndpointMetadataCollection route)
    {
        if (route.GetMetadata<IAcceptsMetadata>() is not { } accepts || http.Request.ContentType is not { Length: > 0 } sent) return false;
        if (!MediaTypeHeaderValue.TryParse(sent, out var type) || (type.Charset.HasValue && route.GetMetadata<TakesFile>() is null && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))) return true;
        return !type.MediaType.Equals(Routes.Patch, StringComparison.OrdinalIgnoreCase) || !HttpMethods.IsPatch(http.Request.Method)
            ? !accepts.ContentTypes.Any(t => type.MediaType.Equals(t, StringComparison.OrdinalIgnoreCase))
            : false;
    }

    private static bool IsUnwanted(HttpContext http, EndpointMetadataCollection route)
    {
        var accepted = http.Request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return false;
        var offered = route.OfType<IProducesResponseTypeMetadata>().Where(p => p.StatusCode is >= 200 and < 300).SelectMany(p => p.ContentTypes).DefaultIfEmpty(Json)
            .Select(t => new MediaTypeHeaderValue(t)).ToList();
        return !accepted.Any(a => a.Quality is null or > 0 && offered.Any(o => o.IsSubsetOf(new MediaTypeHeaderValue(a.MediaType))));
    }
}
