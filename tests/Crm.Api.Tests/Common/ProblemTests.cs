using System.Net;
using Xunit;

namespace Crm.Tests.Common;

public sealed class ProblemTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Every_failure_has_the_same_shape()
    {
        var missing = await _api.Get($"/api/v1/customers/{Guid.NewGuid()}");

        missing.NotFound();
        Assert.Equal(404, (int?)missing["status"]);
        Assert.Equal("Not Found", (string?)missing["title"]);
        Assert.StartsWith("/api/v1/customers/", (string?)missing["instance"], StringComparison.Ordinal);
        Assert.NotEmpty((string)missing["requestId"]!);
        Assert.Equal("/docs/errors#not_found", (string?)missing["type"]);
    }

    [Fact]
    public async Task The_framework_s_own_failures_have_it_too()
    {
        (await _api.Get("/api/v1/nothing")).Refused(HttpStatusCode.NotFound, "not_found");
        (await _api.Put("/api/v1/customers", new { })).Refused(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", "<customer/>", "text/xml")).Refused(HttpStatusCode.UnsupportedMediaType, "media_type.unsupported");
        (await _api.Get("/api/v1/customers/42")).Invalid("id", "parameter.invalid");
        (await _api.Post("/api/v1/customers")).Invalid("", "required");
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", new string('[', 100) + new string(']', 100))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await _api.SendText(HttpMethod.Patch, "/api/v1/customers/" + (await app.Given.Customer()).Id, "[1]", "application/merge-patch+json")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await _api.SendText(HttpMethod.Patch, "/api/v1/customers/" + (await app.Given.Customer()).Id, """{"name":"\ud800"}""", "application/merge-patch+json")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", """{"kind":"person","name":"\ud800"}""")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Theory]
    [InlineData("""{"notes":"a","notes":"b"}""", "/notes")]
    [InlineData("""{"annualRevenue":{"amount":"1.00","amount":"2.00","currency":"EUR"}}""", "/annualRevenue/amount")]
    public async Task A_member_twice_is_refused_in_a_patch_as_in_a_new_record(string patch, string pointer)
    {
        var customer = (await app.Given.Customer()).Id;

        (await _api.SendText(HttpMethod.Patch, $"/api/v1/customers/{customer}", patch, "application/merge-patch+json")).Invalid(pointer, "member.repeated");

        Assert.Null((await _api.Get($"/api/v1/customers/{customer}"))["notes"]);
    }

    [Theory]
    [InlineData("""{"kind":"organization","name":"N","channels":[null]}""", "/channels/0")]
    [InlineData("""{"kind":"organization","name":"N","channels":[{"type":"web","value":"n.example"},null]}""", "/channels/1")]
    [InlineData("""{"kind":"organization","name":"N","addresses":[null]}""", "/addresses/0")]
    [InlineData("""{"kind":"organization","name":"N","externalIds":[null]}""", "/externalIds/0")]
    [InlineData("""{"kind":"organization","name":"N","tags":[null]}""", "/tags/0")]
    public async Task A_null_in_a_list_is_refused(string customer, string pointer)
    {
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", customer)).Invalid(pointer, "required");

        var existing = (await app.Given.Customer()).Id;
        (await _api.SendText(HttpMethod.Patch, $"/api/v1/customers/{existing}", customer, "application/merge-patch+json")).Invalid(pointer, "required");
    }

    [Fact]
    public async Task A_null_among_the_lines_of_goods_is_refused()
    {
        var order = Guid.NewGuid();

        (await _api.SendText(HttpMethod.Post, "/api/v1/orders", $$"""{"customerId":"{{order}}","currency":"EUR","lines":[null]}""")).Invalid("/lines/0", "required");
        (await _api.SendText(HttpMethod.Post, $"/api/v1/orders/{order}/shipments", """{"lines":[null]}""")).Invalid("/lines/0", "required");
        (await _api.SendText(HttpMethod.Post, $"/api/v1/orders/{order}/returns", """{"lines":[null]}""")).Invalid("/lines/0", "required");
    }

    [Fact]
    public async Task What_stands_in_the_address_is_unknown_in_the_body()
    {
        var customer = (await app.Given.Customer()).Id;
        var other = Guid.NewGuid();

        (await _api.Put($"/api/v1/customers/{customer}/lifecycle", new { id = other, lifecycle = "dormant" })).Invalid("/id", "member.unknown");
        (await _api.Post($"/api/v1/orders/{other}/lines", new { orderId = other, text = "T", quantity = 1 })).Invalid("/orderId", "member.unknown");
    }

    [Fact]
    public async Task An_unknown_charset_is_refused() =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", "{}", "application/json", charset: "nope")).Refused(HttpStatusCode.UnsupportedMediaType, "media_type.unsupported");

    [Theory]
    [InlineData("GET", "/api/v1/customers")]
    [InlineData("POST", "/api/v1/customers")]
    [InlineData("GET", "/api/v1/users/me")]
    [InlineData("GET", "/api/v1/nothing")]
    public async Task A_stranger_is_asked_to_sign_in(string method, string url)
    {
        var refused = await app.Stranger().SendText(new(method), url, "{}");

        refused.Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Only_an_administrator_manages_users_and_fields()
    {
        var agent = app.Api(Duty.Agent);

        (await agent.Post("/api/v1/users", new { email = "x@crm.test", name = "X", roleIds = Staff.RolesOf(Duty.Agent), password = "long enough password" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await agent.Post("/api/v1/custom-fields", new { target = "customer", key = "x", type = "text", label = "X" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }
}
