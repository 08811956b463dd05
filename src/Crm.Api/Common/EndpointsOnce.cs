using Microsoft.Extensions.Primitives;

namespace Crm.Api.Common;

/// <summary>Routing and authorization each look through all endpoints on their own, and a group makes its endpoints anew for each who asks: a second and more of
/// start-up for nothing. Here the first one's are kept.</summary>
internal static class EndpointsOnce
{
    /// <summary>After all endpoints were mapped.</summary>
    public static void BuildEndpointsOnce(this IEndpointRouteBuilder app)
    {
        var sources = app.DataSources.ToList();
        app.DataSources.Clear();
        foreach (var source in sources) app.DataSources.Add(new Kept(source));
    }

    private sealed class Kept(EndpointDataSource source) : EndpointDataSource
    {
        private readonly Lazy<IReadOnlyList<Endpoint>> _endpoints = new(() => source.Endpoints);

        public override IReadOnlyList<Endpoint> Endpoints => _endpoints.Value;

        public override IChangeToken GetChangeToken() => new CancellationChangeToken(CancellationToken.None);
    }
}
