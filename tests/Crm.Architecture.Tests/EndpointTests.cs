using Crm.Application.Common.Lists;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>The routes of the app, which starts without a database.</summary>
public sealed class Routes : WebApplicationFactory<Program>
{
    public IReadOnlyList<RouteEndpoint> All => [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>Those of the API; health, the page and its redirect stay out of the document.</summary>
    public IReadOnlyList<RouteEndpoint> Documented => [.. All.Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        builder.UseSetting("ConnectionStrings:Crm", "Host=none");
        builder.UseSetting("Crm:Secret", new string('-', 32));
        builder.ConfigureLogging(l => l.ClearProviders());
    }
}

public sealed class EndpointTests(Routes routes) : IClassFixture<Routes>
{
    /// <summary>What strangers may call. Whatever is added here is open to the whole world.</summary>
    private static readonly string[] Anonymous = ["GET /", "GET /docs/errors", "GET /health/live", "GET /health/ready", "GET /openapi/v1.json", "POST /api/v1/survey-answers", "POST /api/v1/survey-answers/look", "POST /api/v1/tokens", "POST /api/v1/tokens/refresh"];

    [Fact]
    public void There_are_routes_to_check() => Assert.True(routes.Documented.Count >= 20);

    [Fact]
    public void Every_endpoint_is_below_the_version() =>
        Offenders.None(routes.Documented.Select(Address).Where(a => !a.Contains(" /api/v1/", StringComparison.Ordinal)));

    [Fact]
    public void Every_endpoint_has_a_name_of_its_own()
    {
        var names = routes.Documented.Select(e => (Name: e.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", Address: Address(e))).ToList();
        Offenders.None(names.Where(n => n.Name.Length == 0 || !char.IsAsciiLetterLower(n.Name[0]) || !n.Name.All(char.IsAsciiLetter)));
        Offenders.None(names.GroupBy(n => n.Name).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(n => n.Address))}"));
    }

    [Fact]
    public void Every_endpoint_has_a_summary_and_one_tag()
    {
        foreach (var endpoint in routes.Documented)
        {
            Assert.True(endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary is { Length: > 0 } summary && !summary.EndsWith('.'), $"{Address(endpoint)} needs a summary, without a full stop.");
            Assert.True(endpoint.Metadata.GetOrderedMetadata<ITagsMetadata>().SelectMany(t => t.Tags).Distinct().Count() == 1, $"{Address(endpoint)} needs one tag.");
        }
    }

    [Fact]
    public void Every_endpoint_is_closed_to_strangers_unless_it_is_on_the_list()
    {
        Assert.Equal(Anonymous.Order(), routes.All.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(Address).Order());
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_asks_for_a_signed_in_caller()
    {
        var fallback = await routes.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        Assert.Contains(fallback!.Requirements, r => r is DenyAnonymousAuthorizationRequirement);
    }

    [Fact]
    public void Every_endpoint_names_its_answers()
    {
        foreach (var endpoint in routes.Documented)
        {
            var answers = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(p => p.StatusCode).ToHashSet();
            Assert.True(answers.IsSupersetOf([400, 401, 500, 503]), $"{Address(endpoint)} must name the refusals that every endpoint has: map it on the group v1.");
            Assert.True(answers.Any(s => s is >= 200 and < 300), $"{Address(endpoint)} must name what it answers: give its handler a typed result.");
            if (endpoint.RoutePattern.Parameters.Count > 0) Assert.True(answers.Contains(404), $"{Address(endpoint)} must name 404, for there may be no such record.");
        }
    }

    [Fact]
    public void Every_list_describes_its_parameters()
    {
        var silent = routes.Documented
            .Where(e => e.Metadata.OfType<IProducesResponseTypeMetadata>().Any(p => p.Type is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(ListPage<>)))
            .Where(e => !e.Metadata.Any(m => m.GetType().Name == "ListMetadata")).Select(Address);
        Offenders.None(silent);
    }

    [Fact]
    public void Addresses_are_in_kebab_case()
    {
        var segments = routes.Documented.SelectMany(e => e.RoutePattern.PathSegments).SelectMany(s => s.Parts).OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart>().Select(p => p.Content);
        Offenders.None(segments.Where(s => !s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')));
    }

    private static string Address(RouteEndpoint endpoint) =>
        $"{string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])} /{endpoint.RoutePattern.RawText!.Trim('/')}";
}
