using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Api.Common;

/// <summary>The query string of a list, read once for every list. Which fields there are, the use case's specification says.</summary>
internal sealed record ListQuery(ListRequest Request) : IReadsQuery
{
    public static ValueTask<ListQuery?> BindAsync(HttpContext http) =>
        ValueTask.FromResult<ListQuery?>(new(ListRequest.Parse(http.Request.Query.SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v))))));

    /// <summary>Adds <c>?customerId=…</c> for a list below another resource.</summary>
    public ListRequest Where(string field, object value) => Request.Where(field, value);
}

/// <summary>An argument that reads the query string, and refuses what it doesn't know.</summary>
internal interface IReadsQuery;

/// <summary>What a list allows, for the document; so also what its rows can be expanded by.</summary>
internal sealed record ListMetadata(IListSpec Spec) : IShapes;

/// <summary>What a single record can be expanded by.</summary>
internal sealed record ReadMetadata(IListSpec Spec) : IShapes;

/// <summary>Marks a POST that changes nothing.</summary>
internal sealed class OnlyReads;

internal static class Reading
{
    /// <summary>A single record takes <c>fields</c> and <c>expand</c>, as its list does.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, IListSpec spec) => route.WithMetadata(new ReadMetadata(spec));

    /// <summary>The search of a list: the same page, asked for by a JSON body instead of a query string.</summary>
    /// <param name="plural">What is searched, such as "order lines".</param>
    public static RouteHandlerBuilder MapSearch<TRow>(this IEndpointRouteBuilder resource, Area area, IListSpec spec, Func<ListRequest, IRequest<ListPage<TRow>>> list, string plural, string address = "/search", Act act = Act.Read) =>
        resource.MapPost(address, Task<ListPage<TRow>> (SearchBody body, IMediator send, CancellationToken ct) => send.Send(list(body.ToRequest()), ct))
            .Needs(area, act).Describe($"search{string.Concat(plural.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}", $"Search {plural}",
                "The list, asked for in a body: conditions under and, or and not. It changes nothing and needs no Idempotency-Key.")
            .WithMetadata(new ListMetadata(spec), new OnlyReads());
}

/// <summary>Refuses query parameters on routes that know none: a mistyped parameter must not be ignored.</summary>
internal sealed class NoStrayParameters : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Query.Count > 0 && !context.Arguments.Any(a => a is IReadsQuery))
        {
            var allowed = http.GetEndpoint()!.Metadata.GetMetadata<ReadMetadata>() is null ? [] : Shape.Parameters;
            foreach (var (name, values) in http.Request.Query)
            {
                if (!allowed.Contains(name))
                    throw InvalidInput.Parameter(name, InputErrors.ParameterUnknown, allowed.Count == 0 ? "This address takes no query parameters." : $"There is no such parameter; allowed are {string.Join(", ", allowed)}.");
                if (values.Count > 1) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once, several values separated by commas.");
            }
        }
        return next(context);
    }
}
