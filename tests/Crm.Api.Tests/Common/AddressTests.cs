using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Crm.Tests.Contract;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Addresses that no well-behaved client makes, as they go over the wire.</summary>
public sealed class AddressTests(FuzzedApp app) : IClassFixture<FuzzedApp>
{
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    [Theory]
    [InlineData("/api/v1/customers?name=%zz", "name")]
    [InlineData("/api/v1/customers?name=%", "name")]
    [InlineData("/api/v1/customers?sort=name&name=a%2", "name")]
    [InlineData("/api/v1/customers?name=%ff%fe", "name")]
    [InlineData("/api/v1/customers?name=%C3%28", "name")]
    [InlineData("/api/v1/customers?%zz=1", "%zz")]
    [InlineData("/api/v1/customers/%zz", "id")]
    [InlineData("/api/v1/customers/%ff", "id")]
    [InlineData("/api/v1/customers/by-external-id/shop/%zz", "externalId")]
    [InlineData("/api/v1/customers/by-external-id/%e/4711", "system")]
    [InlineData("/api/v1/cust%zzomers", "path")]
    public async Task Broken_percent_encoding_is_refused(string url, string parameter)
    {
        var (status, problem) = await Get(url);

        Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), (status, (string?)problem["code"]));
        Assert.Equal((parameter, "parameter.invalid"), ((string?)problem["errors"]![0]!["parameter"], (string?)problem["errors"]![0]!["code"]));
    }

    [Theory]
    [InlineData("/api/v1/customers?name=100%25", HttpStatusCode.OK)]
    [InlineData("/api/v1/customers?name=%E6%9D%B1+%F0%9F%A6%8A", HttpStatusCode.OK)]
    [InlineData("/api/v1/customers/by-external-id/shop/%E6%9D%B1%2F100%25", HttpStatusCode.NotFound)]
    public async Task What_is_encoded_well_is_understood(string url, HttpStatusCode expected) => Assert.Equal(expected, (await Get(url)).Status);

    [Theory]
    [InlineData("/api/v1/customers/42", "id")]
    [InlineData("/api/v1/customers/01A20039-4CEF-7FC4-AAB7-F430820AFABEx", "id")]
    [InlineData("/api/v1/order-lines/%7B01a20039-4cef-7fc4-aab7-f430820afabe%7D", "id")]
    public async Task An_id_that_is_none_is_named(string url, string parameter)
    {
        var (status, problem) = await Get(url);

        Assert.Equal((HttpStatusCode.BadRequest, parameter), (status, (string?)problem["errors"]![0]!["parameter"]));
    }

    private async Task<(HttpStatusCode Status, JsonNode Problem)> Get(string url)
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + url, AsIs));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Token());
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
