using System.Net;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Bodies that a lax reader would take.</summary>
public sealed class StrictInputTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("\"Organization\"")]
    [InlineData("\"ORGANIZATION\"")]
    [InlineData("\"organization, person\"")]
    [InlineData("\" organization\"")]
    [InlineData("\"1\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[\"organization\"]")]
    public async Task A_choice_is_written_exactly_as_it_is_documented(string kind) =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", $$"""{"kind":{{kind}},"name":"N"}""")).Invalid("/kind");

    [Fact]
    public async Task A_wrong_choice_is_told_the_right_ones()
    {
        var refused = (await _api.Post("/api/v1/customers", new { kind = "firm", name = "N" })).Invalid("/kind", "value.invalid");

        Assert.Equal("Allowed are person, organization.", (string?)refused["errors", 0, "message"]);
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "N", relationships = new[] { "Prospect" } })).Invalid("/relationships/0", "value.invalid");
    }

    [Theory]
    [InlineData("""{"kind":"person","neme":"N"}""", "/neme", "name")]
    [InlineData("""{"kind":"person","addresses":[{"type":"billing","address":{"street":"S"}}]}""", "/addresses/0/address/street", "line1")]
    [InlineData("""{"kind":"person","name":"N","id":"x"}""", "/id", "legalName")]
    public async Task An_unknown_member_is_told_the_known_ones(string body, string pointer, string known)
    {
        var refused = (await _api.SendText(HttpMethod.Post, "/api/v1/customers", body)).Invalid(pointer, "member.unknown");

        Assert.Matches($@"allowed are .*\b{known}\b", (string?)refused["errors", 0, "message"]);
        Assert.DoesNotMatch(@"\bid\b", (string?)refused["errors", 0, "message"]);
    }

    [Fact]
    public async Task An_unknown_member_of_a_patch_is_told_the_known_ones_too()
    {
        var customer = await app.Given.Customer("Patched");
        var refused = (await _api.Patch(customer.Location!, new { neme = "N" })).Invalid("/neme", "member.unknown");

        Assert.Matches(@"allowed are .*\bname\b", (string?)refused["errors", 0, "message"]);
    }

    [Theory]
    [InlineData("/api/v1/customers?kind=Person", "kind")]
    [InlineData("/api/v1/customers?kind=0", "kind")]
    [InlineData("/api/v1/customers/bulk?mode=Atomic", "mode")]
    public async Task So_is_one_in_an_address(string url, string parameter) =>
        (url.Contains("bulk", StringComparison.Ordinal) ? await _api.Post(url, new { items = new[] { new { kind = "person", name = "N" } } }) : await _api.Get(url)).Invalid(parameter);

    [Fact]
    public async Task A_body_that_may_be_left_out_is_not_null()
    {
        var shipment = $"/api/v1/shipments/{Guid.NewGuid()}/dispatch";

        (await _api.SendText(HttpMethod.Put, shipment, "null")).Invalid("", "required");
        (await _api.Put(shipment)).NotFound();
    }

    [Fact]
    public async Task A_body_that_must_be_there_is_named()
    {
        (await _api.Post("/api/v1/customers")).Invalid("", "required");
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", "null")).Invalid("", "required");
    }

    [Theory]
    [InlineData("""{"name":"A","name":"B"}""", "/name")]
    [InlineData("""{"addresses":[{"address":{"line1":"a","city":"b","country":"DE","city":"c"}}]}""", "/addresses/0/address/city")]
    [InlineData("""{"channels":[{"type":"email","value":"a@b.example"},{"type":"email","value":"a@b.example","label":null,"label":null}]}""", "/channels/1/label")]
    [InlineData("""{"annualRevenue":{"amount":"1","amount":"2","currency":"EUR"}}""", "/annualRevenue/amount")]
    [InlineData("""{"customFields":{"a/b":1,"a/b":1}}""", "/customFields/a~1b")]
    public async Task A_member_twice_in_a_merge_patch_is_named_where_it_stands(string body, string pointer) =>
        (await _api.SendText(HttpMethod.Patch, $"/api/v1/customers/{(await app.Given.Customer()).Id}", body, "application/merge-patch+json")).Invalid(pointer, "member.repeated");

    [Theory]
    [InlineData("""{"kind":"organization","name":"N","annualRevenue":{"amount":"1","currency":"EUR","amount":"1"}}""", "/annualRevenue/amount", "member.repeated")]
    [InlineData("""{"kind":"organization","name":"N","customFields":{"a":1,"a":2}}""", "/customFields/a", "member.repeated")]
    [InlineData("""{"kind":"organization","name":"N","customFields":{"a":[1]}}""", "/customFields/a", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"N","annualRevenue":{"amount":"1.5","currency":"JPY"}}""", "/annualRevenue/amount", "money.decimals")]
    [InlineData("""{"kind":"organization","name":"N","annualRevenue":{"amount":"1.5","currency":"ABC"}}""", "/annualRevenue/currency", "currency.unknown")]
    [InlineData("""{"kind":"organization","name":"N","annualRevenue":{"amount":1.5,"currency":"EUR"}}""", "/annualRevenue/amount", "value.invalid")]
    [InlineData("""{"kind":"organization","name":"N","annualRevenue":{"currency":"EUR"}}""", "/annualRevenue/amount", "required")]
    [InlineData("""{"kind":"organization","name":"N","annualRevenue":{"amount":"1","currency":"EUR","x":1}}""", "/annualRevenue/x", "member.unknown")]
    public async Task What_is_wrong_inside_of_a_value_is_named_where_it_stands(string body, string pointer, string code) =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers", body)).Invalid(pointer, code);

    [Fact]
    public async Task A_member_twice_in_a_search_is_named_where_it_stands() =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers/search", """{"filter":{"and":[{"field":"name","op":"eq","value":"x","op":"ne"}]}}""")).Invalid("/filter/and/0/op", "member.repeated");

    [Fact]
    public async Task Part_of_an_amount_is_changed_by_a_merge_patch_when_the_rest_is_there()
    {
        var product = (await _api.Post("/api/v1/products", new { sku = $"P-{Guid.NewGuid():N}", name = "Tea", unitPrice = Given.Euros("3.50"), taxRate = 7 })).Created();
        var customer = await app.Given.Customer();

        var changed = (await _api.Patch(product.Location!, new { unitPrice = new { amount = "4.00" } }, ("If-Match", "*"))).Ok();

        Assert.Equal(("4.00", "EUR"), ((string?)changed["unitPrice", "amount"], (string?)changed["unitPrice", "currency"]));
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { creditLimit = new { amount = "4.00" } }, ("If-Match", "*"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Theory]
    [InlineData("fields=name,name", "fields")]
    [InlineData("expand=owner,owner", "expand")]
    public async Task A_name_stands_once_in_a_list_of_names(string query, string parameter)
    {
        (await _api.Get($"/api/v1/customers?{query}")).Invalid(parameter, "list.repeats");
        (await _api.Post("/api/v1/customers/search", new { fields = new[] { "name", "name" } })).Invalid("/fields", "list.repeats");
    }

    [Fact]
    public async Task What_cannot_be_printed_is_not_printed()
    {
        var refused = (await _api.Get("/api/v1/customers?fields=a%00%0Ab")).Invalid("fields", "fields.unknown");

        Assert.DoesNotContain(((string?)refused["detail"])!, char.IsControl);
    }

    [Fact]
    public async Task Texts_are_measured_in_characters()
    {
        var fox = string.Concat(Enumerable.Repeat("🦊", 200));

        Assert.Equal(fox, (string?)(await _api.Post("/api/v1/customers", new { kind = "organization", name = fox })).Created()["name"]);
        (await _api.Post("/api/v1/customers", new { kind = "organization", name = fox + "x" })).Invalid("/name", "text.too_long");
    }

    [Fact]
    public async Task Another_charset_than_UTF8_is_refused()
    {
        var body = """{"items":[{"kind":"person","name":"N"}]}""";

        (await _api.SendText(HttpMethod.Post, "/api/v1/customers/bulk", body, charset: "klingon")).Refused(HttpStatusCode.UnsupportedMediaType, "media_type.unsupported");
        (await _api.SendText(HttpMethod.Post, "/api/v1/customers/bulk", body, charset: "UTF-8")).Ok();
    }

    [Fact]
    public async Task A_bulk_whose_members_are_not_Unicode_is_refused() =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/products/bulk", """{"\ud800":1}""")).Invalid("", "json.malformed");

    [Fact]
    public async Task Of_a_thousand_mistakes_a_hundred_are_told()
    {
        var refused = (await _api.Post("/api/v1/orders", Given.OrderOf(await app.Given.Customer(), [.. Enumerable.Range(0, 200).Select(_ => (object)new { quantity = 0 })]))).Invalid("/lines/0/quantity");

        Assert.Equal(100, refused["errors"]!.AsArray().Count);
    }
}
