using System.Globalization;
using Crm.Application.Common;
using Crm.Infrastructure.Persistence;

namespace Crm.Api.Common;

/// <summary>Entity tags (RFC 9110): every resource with a version gets one, If-None-Match answers 304, If-Match is handed to the use case.</summary>
internal static class ETags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Marks routes on which overwriting unseen changes costs money: they need If-Match.</summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder route) =>
        route.WithMetadata(new IfMatchRequired()).ProducesProblem(412).ProducesProblem(428);

    internal sealed class IfMatchRequired;

    internal sealed class Filter : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            if (IsReading(http)) return Tagged(http, await next(context));

            string? ifMatch = http.Request.Headers.IfMatch;
            if (ifMatch is null && http.GetEndpoint()!.Metadata.GetMetadata<IfMatchRequired>() is not null)
                return TypedResults.Problem(statusCode: ProblemErrors.IfMatchNeeded.Status, detail: "Send If-Match with the ETag that you read, so that nobody's change is overwritten unseen.");
            if (ifMatch is not null and not "*")
            {
                http.RequestServices.GetRequiredService<Precondition>().Version = Version(ifMatch)
                    ?? throw InvalidInput.Parameter("If-Match", InputErrors.HeaderInvalid, "If-Match takes one ETag as it was read, such as \"3\".");
            }
            return Tagged(http, await next(context));
        }

        private static object? Tagged(HttpContext http, object? result)
        {
            var resource = (result is INestedHttpResult nested ? nested.Result : result) is IValueHttpResult { Value: { } value } ? value : result;
            if (resource is not IVersioned versioned) return result;
            var tag = Of(versioned.Version);
            http.Response.Headers.ETag = tag;
            return versioned is not IPartlyVersioned && !Shape.IsAskedFor(http) && IsReading(http) && http.Request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',')).Any(v => v.Trim() is "*" || v.Trim() == tag || v.Trim() == $"W/{tag}")
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : result;
        }

        private static bool IsReading(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

        private static int? Version(string tag) =>
            tag.Length > 2 && tag[0] == '"' && tag[^1] == '"' && int.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : null;
    }
}
