using System.Net;
using Xunit;

namespace Crm.Tests.Catalog;

public sealed class ProductTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_registered_product_can_be_read_back_whole()
    {
        var created = (await _api.Post("/api/v1/products", new
        {
            sku = " CHAI-1 ",
            name = "Chai",
            description = "10 boxes\nx 20 bags",
            category = "Beverages",
            type = "good",
            unitPrice = new { amount = "0.0125", currency = "EUR" },
            taxRate = 7.5,
            allowsBackorder = true,
            stockOnHand = 39.25,
            externalIds = new[] { new { system = "Shop", id = "b" }, new { system = "erp", id = "a" } },
        })).Created();

        var read = (await _api.Get(created.Location!)).Ok();

        Assert.Equal(created.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal(("CHAI-1", "0.0125", 7.5m, true), ((string?)read["sku"], (string?)read["unitPrice", "amount"], (decimal)read["taxRate"]!, (bool)read["isActive"]!));
        Assert.Equal("""{"onHand":39.25,"reserved":0,"available":39.25}""", read["stock"]!.ToJsonString());
        Assert.Equal(["erp", "shop"], read["externalIds"]!.AsArray().Select(e => (string?)e!["system"]));
        Assert.Equal("39.25", (await _api.Get($"/api/v1/stock-movements?productId={read.Id}")).Ok()["data", 0, "quantity"]!.ToJsonString());
    }

    [Fact]
    public async Task A_service_without_stock_has_a_stock_of_zero()
    {
        var product = (await _api.Post("/api/v1/products", new { sku = "HOUR", name = "An hour", type = "service", unitPrice = Eur("90.00"), taxRate = 19 })).Created();

        Assert.Equal("""{"onHand":0,"reserved":0,"available":0}""", product["stock"]!.ToJsonString());
        Assert.Empty((await _api.Get($"/api/v1/stock-movements?productId={product.Id}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_a_pointer_to_each_mistake()
    {
        var refused = await _api.Post("/api/v1/products", new
        {
            sku = " ",
            name = new string('x', 201),
            category = "a\u0007b",
            unitPrice = Eur("-0.01"),
            taxRate = 100.001,
            stockOnHand = -1,
            externalIds = new[] { new { system = "", id = "1" } },
        });

        refused.Invalid("/sku", "required");
        refused.Invalid("/name", "text.too_long");
        refused.Invalid("/category", "text.control_character");
        refused.Invalid("/unitPrice", "price.invalid");
        refused.Invalid("/taxRate", "number.out_of_range");
        refused.Invalid("/externalIds/0/system", "required");
        (await _api.Post("/api/v1/products", new { sku = "A", name = "A", unitPrice = Eur("1"), taxRate = 0, stockOnHand = -1 })).Invalid("/stockOnHand", "number.out_of_range");
        (await _api.Post("/api/v1/products", new { sku = "A", name = "A", unitPrice = Eur("1"), taxRate = 0, stockOnHand = 1.0001 })).Invalid("/stockOnHand", "number.out_of_range");
        (await _api.Post("/api/v1/products", new { sku = "A", name = "A", unitPrice = Eur("1"), taxRate = 0, stockOnHand = 1e12 })).Invalid("/stockOnHand", "number.out_of_range");
    }

    [Theory]
    [InlineData("{}", "/sku", "required")]
    [InlineData("""{"sku":"A","name":"A","taxRate":0}""", "/unitPrice", "required")]
    [InlineData("""{"sku":"A","name":"A","unitPrice":{"amount":"1","currency":"EUR"}}""", "/taxRate", "required")]
    [InlineData("""{"sku":"A","name":"A","taxRate":0,"unitPrice":{"amount":"0.00001","currency":"EUR"}}""", "/unitPrice/amount", "money.decimals")]
    [InlineData("""{"sku":"A","name":"A","taxRate":0,"unitPrice":{"amount":"9999999999999","currency":"EUR"}}""", "/unitPrice", "price.invalid")]
    [InlineData("""{"sku":"A","name":"A","taxRate":0,"unitPrice":{"amount":"1","currency":"XXX"}}""", "/unitPrice/currency", "currency.unknown")]
    [InlineData("""{"sku":"A","name":"A","taxRate":"0","unitPrice":{"amount":"1","currency":"EUR"}}""", "/taxRate", "value.invalid")]
    [InlineData("""{"sku":"A","name":"A","taxRate":1e999,"unitPrice":{"amount":"1","currency":"EUR"}}""", "/taxRate", null)]
    [InlineData("""{"sku":"A","name":"A","taxRate":0,"type":"gas","unitPrice":{"amount":"1","currency":"EUR"}}""", "/type", "value.invalid")]
    [InlineData("""{"sku":"A","name":"A","taxRate":0,"stock":{"onHand":5},"unitPrice":{"amount":"1","currency":"EUR"}}""", "/stock", "member.unknown")]
    public async Task A_body_that_is_not_what_the_document_says_is_refused(string body, string pointer, string? code) =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/products", body)).Invalid(pointer, code);

    [Fact]
    public async Task A_sku_names_one_product_whatever_its_letter_case_even_when_two_take_it_at_once()
    {
        var taken = (await Register("Tea-ß-1")).Created();
        var other = (await Register("TEA-2")).Created();

        (await Register("tEA-ß-1")).Conflict("product.sku_taken");
        (await _api.Patch(other.Location!, new { sku = "tea-ß-1" }, ("If-Match", "*"))).Conflict("product.sku_taken");
        Assert.Equal("TEA-ß-1", (string?)(await _api.Patch(taken.Location!, new { sku = "TEA-ß-1" }, ("If-Match", "*"))).Ok()["sku"]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Register(i % 2 == 0 ? "race" : "RACE")));

        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Conflict("product.sku_taken"));
    }

    [Fact]
    public async Task Prices_change_only_with_the_version_that_was_read()
    {
        var product = await app.Given.StockedProduct();

        (await _api.Patch(product.Location!, new { unitPrice = Eur("12.00") })).Refused(HttpStatusCode.PreconditionRequired, "precondition.required");
        var changed = (await _api.Patch(product.Location!, new { unitPrice = Eur("12.00"), category = "Drinks" }, ("If-Match", product.ETag!))).Ok();
        var stale = await _api.Patch(product.Location!, new { unitPrice = Eur("13.00") }, ("If-Match", product.ETag!));
        var cleared = (await _api.Patch(product.Location!, new { category = (string?)null, isActive = false }, ("If-Match", changed.ETag!))).Ok();

        stale.Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        Assert.Equal((changed.ETag, "12.00", "Drinks"), (stale.ETag, (string?)changed["unitPrice", "amount"], (string?)changed["category"]));
        Assert.Equal((null, false, "12.00"), ((string?)cleared["category"], (bool)cleared["isActive"]!, (string?)cleared["unitPrice", "amount"]));
        Assert.Equal(cleared.Text, (await _api.Get(product.Location!)).Text);
        (await _api.Patch(product.Location!, new { name = (string?)null }, ("If-Match", "*"))).Invalid("/name");
        (await _api.Patch(product.Location!, new { stockOnHand = 5 }, ("If-Match", "*"))).Invalid("/stockOnHand", "member.unknown");
    }

    [Fact]
    public async Task An_archived_product_is_gone_until_it_is_restored_and_keeps_its_sku()
    {
        var product = (await Register("GONE")).Created();

        (await _api.Delete(product.Location!)).NoContent();

        (await _api.Get(product.Location!)).NotFound();
        (await _api.Post($"{product.Location}/stock-adjustments", new { quantity = 1, reason = "Found" })).NotFound();
        Assert.Empty((await _api.Get("/api/v1/products?sku=GONE")).Ok()["data"]!.AsArray());
        (await Register("gone")).Conflict("product.sku_taken");
        (await _api.Put($"{product.Location}/restoration")).NoContent();
        (await _api.Get(product.Location!)).Ok();
    }

    [Fact]
    public async Task Lists_filter_sort_and_page()
    {
        foreach (var (sku, price, type) in new[] { ("L-1", "3.00", "good"), ("L-2", "1.00", "service"), ("L-3", "2.00", "good") })
            (await _api.Post("/api/v1/products", new { sku, name = $"List {sku}", category = "Listed", type, unitPrice = Eur(price), taxRate = 0, externalIds = new[] { new { system = "list", id = sku } } })).Created();

        Assert.Equal(["L-2", "L-3", "L-1"], await Skus("category=Listed&sort=unitPrice"));
        Assert.Equal(["L-3", "L-2", "L-1"], await Skus("category=Listed&sort=-sku"));
        Assert.Equal(["L-1", "L-3"], await Skus("category=Listed&type=good&sort=name"));
        Assert.Equal(["L-1"], await Skus("category=Listed&unitPrice[gt]=2"));
        Assert.Equal(["L-2"], await Skus("name[contains]=LIST%20l-2"));
        Assert.Equal(["L-2"], await Skus("sku[startsWith]=l-2"));
        Assert.Equal(["L-3"], await Skus("externalId=list:L-3"));
        Assert.Equal(["L-1"], await Skus("category=Listed&isActive=true&sort=createdAt&limit=1"));
        (await _api.Get("/api/v1/products?stock=1")).Invalid("stock", "parameter.unknown");
        (await _api.Get("/api/v1/products?sort=stock")).Invalid("sort", "sort.unknown_field");

        List<string?> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await _api.Get($"/api/v1/products?category=Listed&sort=unitPrice&limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}")).Ok();
            paged.AddRange(page["data"]!.AsArray().Select(p => (string?)p!["sku"]));
            cursor = (string?)page["page", "nextCursor"];
        }
        Assert.Equal(["L-2", "L-3", "L-1"], paged);

        async Task<IEnumerable<string?>> Skus(string query) =>
            (await _api.Get($"/api/v1/products?{query}")).Ok()["data"]!.AsArray().Select(p => (string?)p!["sku"]);
    }

    private Task<Answer> Register(string sku) => _api.Post("/api/v1/products", new { sku, name = "Tea", unitPrice = Eur("1.00"), taxRate = 0 });

    private static object Eur(string amount) => new { amount, currency = "EUR" };
}
