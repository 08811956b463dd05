using Crm.Application.Customers.Merging;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Api.Customers;

/// <summary>Who asks for a customer that was merged is sent to the survivor: reads by 308 (RFC 9110, 15.4.9), to the same address with the other id; everything else
/// is refused and told which customer it is now, because what was meant for the one may be wrong for the other.</summary>
internal sealed class FollowMerges : IEndpointFilter
{
    /// <summary>The addresses that this holds for.</summary>
    public const string Below = "/api/v1/customers/{id}";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (NotFound e) when (e.What == nameof(Customer) && Holds(context.HttpContext.GetEndpoint()))
        {
            var http = context.HttpContext;
            if (!Id<Customer>.TryParse(http.GetRouteValue("id") as string, null, out var id) || await Survivor(http, id) is not { } survivor) throw;
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)) throw CustomerErrors.Merged(survivor);
            var path = http.Request.Path.Value!.Split('/');
            path[4] = survivor.ToString();   // "", api, v1, customers, {id}
            return Results.LocalRedirect(string.Join('/', path) + http.Request.QueryString, permanent: true, preserveMethod: true);
        }
    }

    public static bool Holds(Endpoint? endpoint) => endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } && (pattern == Below || pattern.StartsWith(Below + "/", StringComparison.Ordinal));

    private static Task<Id<Customer>?> Survivor(HttpContext http, Id<Customer> id) => http.RequestServices.GetRequiredService<IMediator>().Send(new FindSurvivor(id), http.RequestAborted);
}
