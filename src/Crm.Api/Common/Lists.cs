using Crm.Application.Common;
using Crm.Application.Common.Lists;

namespace Crm.Api.Common;

/// <summary>The query string of a list, read once for every list. Which fields there are, the use case's specification says.</summary>
internal sealed record ListQuery(ListRequest Request)
{
    public static ValueTask<ListQuery?> BindAsync(HttpContext http) =>
        ValueTask.FromResult<ListQuery?>(new(ListRequest.Parse(http.Request.Query.SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v))))));

    /// <summary>Adds <c>?customerId=…</c> for a list below another resource.</summary>
    public ListRequest Where(string field, object value) =>
        Request with { Filters = [.. Request.Filters, new(field, field, FilterOperator.Eq, value.ToString()!)] };
}

/// <summary>What a list allows, for the document.</summary>
internal sealed record ListMetadata(IListSpec Spec);

/// <summary>Refuses query parameters on routes that know none: a mistyped parameter must not be ignored.</summary>
internal sealed class NoStrayParameters : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Query.Count > 0 && !context.Arguments.Any(a => a is ListQuery))
            throw InvalidInput.Parameter(http.Request.Query.Keys.First(), InputErrors.ParameterUnknown, "This address takes no query parameters.");
        return next(context);
    }
}
