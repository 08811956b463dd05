using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>What the framework refuses before a use case is asked: always a problem with a code, and the headers that HTTP asks for.</summary>
public sealed class FrameworkFailureTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        Assert.Equal(["GET", "HEAD", "POST"], (await Refused(HttpMethod.Delete, "/api/v1/customers", HttpStatusCode.MethodNotAllowed, "method_not_allowed")).Content.Headers.Allow.Order());
        Assert.Equal(["GET", "HEAD", "POST"], (await Refused(HttpMethod.Options, "/api/v1/customers", HttpStatusCode.MethodNotAllowed, "method_not_allowed")).Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_word_where_others_have_an_id_is_no_malformed_id()
    {
        var refused = await Refused(HttpMethod.Patch, "/api/v1/users/me", HttpStatusCode.MethodNotAllowed, "method_not_allowed", Json("{}", "application/merge-patch+json"));

        Assert.Equal(["GET", "HEAD"], refused.Content.Headers.Allow.Order());
        await Refused(HttpMethod.Patch, "/api/v1/users/you", HttpStatusCode.BadRequest, "request.invalid", Json("{}", "application/merge-patch+json"));
    }

    [Theory]
    [InlineData("POST", "/api/v1/customers", "application/merge-patch+json")]
    [InlineData("POST", "/api/v1/customers", "application/vnd.other+json")]
    [InlineData("POST", "/api/v1/customers", "nonsense")]
    [InlineData("PUT", "/api/v1/customers/0198b1e2-0000-7000-8000-000000000000/lifecycle", "text/plain")]
    public async Task Another_media_type_is_refused(string method, string url, string type) =>
        await Refused(new(method), url, HttpStatusCode.UnsupportedMediaType, "media_type.unsupported", Json("{}", type));

    [Fact]
    public async Task A_patch_of_another_media_type_is_told_which_are_taken()
    {
        var refused = await Refused(HttpMethod.Patch, $"/api/v1/customers/{Guid.NewGuid()}", HttpStatusCode.UnsupportedMediaType, "media_type.unsupported", Json("[]", "application/json-patch+json"));

        Assert.Equal(["application/merge-patch+json, application/json"], refused.Headers.GetValues("Accept-Patch"));
    }

    [Theory]
    [InlineData("text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json;q=0, text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("text/html, */*;q=0.1", HttpStatusCode.OK)]
    [InlineData("application/*", HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.OK)]
    public async Task What_the_caller_accepts_is_heeded(string accept, HttpStatusCode expected)
    {
        var answer = await Send(HttpMethod.Get, "/api/v1/users/me", accept: accept);

        Assert.Equal(expected, answer.StatusCode);
        if (expected != HttpStatusCode.OK) await Problem(answer, "not_acceptable");
    }

    [Fact]
    public async Task A_failure_is_explained_to_those_who_accept_something_else_too()
    {
        await Problem(await Send(HttpMethod.Get, "/api/v1/nothing", accept: "text/html"), "not_found");
        await Problem(await Send(HttpMethod.Get, $"/api/v1/customers/{Guid.NewGuid()}", accept: "application/json"), "not_found");
    }

    [Fact]
    public async Task Head_is_answered_where_get_is()
    {
        var id = (await app.Given.Customer()).Id;
        var read = await Send(HttpMethod.Get, $"/api/v1/customers/{id}");

        var head = await Send(HttpMethod.Head, $"/api/v1/customers/{id}");

        Assert.Equal((HttpStatusCode.OK, read.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Head, $"/api/v1/customers/{Guid.NewGuid()}")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Send(HttpMethod.Head, "/api/v1/tokens")).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/customers/%zz", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("/api/v1/customers/%C3%28", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("/api/v1/customers/%2e%2e%2f", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("/api/v1/cust%zzomers", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/api/v1/customers?limit=99999999999999999999", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("/api/v1/customers?createdAt%5Bgte%5D=0000-00-00T00:00:00Z", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("/api/v1/customers?name=%00", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("/api/v1/customers?sort=%zz", HttpStatusCode.BadRequest, "request.invalid")]
    public async Task A_malformed_address_is_refused(string url, HttpStatusCode status, string code) => await Refused(HttpMethod.Get, url, status, code);

    [Theory]
    [InlineData("""{"kind":"organization","name":"N","employeeCount":99999999999999999999}""", "/employeeCount", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"N","employeeCount":1e400}""", "/employeeCount", "value.invalid")]
    [InlineData("""{"kind":"person","name":"N","birthDate":"99999-01-01"}""", "/birthDate", "value.invalid")]
    [InlineData("""{"kind":"person","name":"N","birthDate":"0001-01-01"}""", "/birthDate", "date.out_of_range")]
    [InlineData("""{"kind":"person","name":"a\u0000b"}""", "/name", "text.control_character")]
    public async Task Numbers_dates_and_texts_out_of_range_are_refused(string body, string pointer, string code)
    {
        var refused = await Refused(HttpMethod.Post, "/api/v1/customers", HttpStatusCode.BadRequest, "request.invalid", Json(body));

        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["errors"]![0]!;
        Assert.Equal((pointer, code), ((string?)error["pointer"], (string?)error["code"]));
    }

    [Fact]
    public async Task The_page_explains_every_code_to_anybody()
    {
        var page = await app.CreateClient().GetAsync("/docs/errors", TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        foreach (var code in new[] { "not_found", "order.on_hold", "product.sku_taken", "text.too_long" }) Assert.Contains($"<section id=\"{code}\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> Refused(HttpMethod method, string url, HttpStatusCode status, string code, HttpContent? body = null)
    {
        var answer = await Send(method, url, body);
        Assert.Equal(status, answer.StatusCode);
        await Problem(answer, code);
        return answer;
    }

    private static async Task Problem(HttpResponseMessage answer, string code)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((code, $"/docs/errors#{code}"), ((string?)problem["code"], (string?)problem["type"]));
        Assert.DoesNotContain("Crm.", problem.ToJsonString(), StringComparison.Ordinal);
    }

    private static ByteArrayContent Json(string body, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string url, HttpContent? body = null, string? accept = null)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Token());
        using var request = new HttpRequestMessage(method, url) { Content = body };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
