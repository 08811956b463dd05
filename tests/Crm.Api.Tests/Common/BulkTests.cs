using System.Net;
using System.Text.Json;
using Xunit;

namespace Crm.Tests.Common;

public sealed class BulkTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Customers = "/api/v1/customers/bulk";
    private const string Lines = "application/x-ndjson";

    private readonly Api _api = app.Api();

    private static object Named(string? name) => new { kind = "organization", name, tags = new[] { "bulk" } };

    [Fact]
    public async Task All_items_are_created_in_their_order()
    {
        var answer = (await _api.Post(Customers, new { items = Enumerable.Range(0, 50).Select(i => Named($"Fifty {i:00}")) })).Ok();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal((i, 201), ((int)answer["data", i, "index"]!, (int)answer["data", i, "status"]!));
            Assert.Null(answer["data", i, "problem"]);
        }
        Assert.Equal("Fifty 07", (string)(await _api.Get($"/api/v1/customers/{answer["data", 7, "id"]}")).Ok()["name"]!);
    }

    [Fact]
    public async Task A_thousand_is_the_most()
    {
        var items = Enumerable.Range(0, 1001).Select(i => Named($"Thousand {i}")).ToArray();
        (await _api.Post(Customers, new { items })).Invalid("/items", "bulk.size");
        (await _api.Post(Customers, new { items = Array.Empty<object>() })).Invalid("/items", "bulk.size");
        (await _api.Post(Customers, new { items = items[..1000] })).Ok();
        Assert.Equal(1000, await Count("Thousand "));
    }

    [Fact]
    public async Task An_atomic_bulk_names_every_invalid_item_and_creates_none()
    {
        var answer = await _api.Post(Customers, new { items = new[] { Named("Atomic 1"), Named(new('x', 5000)), Named("Atomic 2"), Named(new('y', 300)) } });
        answer.Invalid("/items/1/name");
        answer.Invalid("/items/3/name");
        Assert.Equal(0, await Count("Atomic"));
    }

    [Theory, InlineData(3), InlineData(30)]
    public async Task An_item_that_is_like_another_one_of_the_same_bulk_is_refused_however_many_there_are(int count)
    {
        object Reached(int i) => new { kind = "organization", name = $"Twin {count} of {i} GmbH", channels = new[] { new { type = "email", value = $"twin{count}-{(i == count - 1 ? 0 : i)}@bulk.example" } } };
        var items = Enumerable.Range(0, count).Select(Reached).ToArray();
        var refused = (await _api.Post(Customers, new { items })).Conflict("customer.duplicate");
        Assert.Equal(count - 1, (int)refused["details", "index"]!);
        Assert.Equal(0, await Count($"Twin {count} of"));
        var partial = await _api.Post($"{Customers}?mode=partial", new { items });
        Assert.Equal(Enumerable.Repeat(201, count - 1).Append(409), partial.Is((HttpStatusCode)207)["data"]!.AsArray().Select(r => (int)r!["status"]!));
        Assert.Equal(count - 1, await Count($"Twin {count} of"));
        Assert.Equal(count, (int)(await _api.Post(Customers, new { items = items.Select((_, i) => Reached(i)).ToArray() })).Conflict("customer.duplicate")["details", "index"]! + count);   // the first is there by now
    }

    [Theory, InlineData(3), InlineData(30)]
    public async Task An_external_id_that_comes_twice_in_a_bulk_is_refused_where_it_comes_again(int count)
    {
        var system = $"s{Guid.NewGuid():N}"[..12];
        var items = Enumerable.Range(0, count).Select(i => new { sku = Guid.NewGuid().ToString(), name = "Known", unitPrice = new { amount = "1.00", currency = "EUR" }, taxRate = 0, externalIds = new[] { new { system, id = i == count - 1 ? "0" : $"{i}" } } }).ToArray();
        Assert.Equal(count - 1, (int)(await _api.Post("/api/v1/products/bulk", new { items })).Conflict("product.external_id_taken")["details", "index"]!);
        Assert.Equal(Enumerable.Repeat(201, count - 1).Append(409), (await _api.Post("/api/v1/products/bulk?mode=partial", new { items })).Is((HttpStatusCode)207)["data"]!.AsArray().Select(r => (int)r!["status"]!));
    }

    [Theory, InlineData(3), InlineData(30)]
    public async Task An_item_that_is_like_one_that_may_be_a_duplicate_is_refused_as_well(int count)
    {
        var items = Enumerable.Range(0, count).Select(i => new { kind = "organization", name = $"Allowed {count} of {i} GmbH", allowDuplicate = i == 0, channels = new[] { new { type = "email", value = $"allowed{count}-{(i == count - 1 ? 0 : i)}@bulk.example" } } }).ToArray();
        Assert.Equal(count - 1, (int)(await _api.Post(Customers, new { items })).Conflict("customer.duplicate")["details", "index"]!);
    }

    [Fact]
    public async Task Two_bulks_with_the_same_customers_at_once_register_them_once()
    {
        var items = Enumerable.Range(0, 25).Select(i => new { kind = "organization", name = $"Raced {i} GmbH", channels = new[] { new { type = "email", value = $"raced{i}@bulk.example" } } }).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => _api.Post($"{Customers}?mode={(n % 2 == 0 ? "atomic" : "partial")}", new { items = n % 3 == 0 ? [.. items.Reverse()] : items })));
        Assert.Equal(25, await Count("Raced "));
        Assert.Equal(25, answers.Where(a => a.Status is HttpStatusCode.OK or (HttpStatusCode)207).Sum(a => a["data"]!.AsArray().Count(r => (int)r!["status"]! == 201)));
    }

    [Fact]
    public async Task An_atomic_bulk_is_undone_by_a_refusal()
    {
        var sku = Guid.NewGuid().ToString();
        object Product(string code) => new { sku = code, name = "Bulky", unitPrice = new { amount = "1.00", currency = "EUR" }, taxRate = 0 };
        var answer = (await _api.Post("/api/v1/products/bulk", new { items = new[] { Product(sku), Product(sku + "x"), Product(sku) } })).Conflict("product.sku_taken");
        Assert.Equal(2, (int)answer["details", "index"]!);
        Assert.Equal(0, (int)(await _api.Get($"/api/v1/products?sku={sku}&count=true")).Ok()["page", "total"]!);
    }

    [Fact]
    public async Task A_partial_bulk_creates_what_it_can_and_says_why_not_the_rest()
    {
        var (parent, sku) = (Guid.NewGuid(), Guid.NewGuid().ToString());
        object Product(string code, object? price = null) => new { sku = code, name = "Partial", unitPrice = price ?? new { amount = "1.00", currency = "EUR" }, taxRate = 0 };
        var answer = await _api.Post("/api/v1/products/bulk?mode=partial", new { items = new[] { Product(sku), Product(sku), Product(sku + "y", "free"), Product(""), Product(sku + "z") } });
        Assert.Equal((HttpStatusCode)207, answer.Status);
        Assert.Equal([201, 409, 400, 400, 201], Enumerable.Range(0, 5).Select(i => (int)answer["data", i, "status"]!));
        Assert.Equal("product.sku_taken", (string)answer["data", 1, "problem", "code"]!);
        Assert.Equal("/unitPrice", (string)answer["data", 2, "problem", "errors", 0, "pointer"]!);
        Assert.Equal("/sku", (string)answer["data", 3, "problem", "errors", 0, "pointer"]!);
        Assert.Null(answer["data", 3, "id"]);
        (await _api.Get($"/api/v1/products/{answer["data", 4, "id"]}")).Ok();
    }

    [Fact]
    public async Task Items_come_as_lines_too()
    {
        var lines = $"{JsonSerializer.Serialize(Named("Line 王伟"))}\r\n\n{JsonSerializer.Serialize(Named("Line Müller"))}\n";
        var answer = (await _api.SendText(HttpMethod.Post, Customers, lines, Lines, null, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Ok();
        Assert.Equal(2, answer["data"]!.AsArray().Count);
        Assert.Equal(2, await Count("Line "));
    }

    [Fact]
    public async Task A_malformed_line_is_told_by_its_index()
    {
        var lines = $"{JsonSerializer.Serialize(Named("Whole line"))}\n{{\"kind\":\n[]\n";
        var answer = await _api.SendText(HttpMethod.Post, Customers + "?mode=partial", lines, Lines, null, (Api.IdempotencyKey, Guid.NewGuid().ToString()));
        Assert.Equal([201, 400, 400], Enumerable.Range(0, 3).Select(i => (int)answer["data", i, "status"]!));
        var atomic = await _api.SendText(HttpMethod.Post, Customers, lines, Lines, null, (Api.IdempotencyKey, Guid.NewGuid().ToString()));
        atomic.Invalid("/1", "json.malformed");
    }

    [Fact]
    public async Task An_invalid_line_is_pointed_at_by_its_index()
    {
        var lines = $"{JsonSerializer.Serialize(Named("Short"))}\n{JsonSerializer.Serialize(Named(new string('x', 201)))}\n";
        var answer = await _api.SendText(HttpMethod.Post, Customers, lines, Lines, null, (Api.IdempotencyKey, Guid.NewGuid().ToString()));
        answer.Invalid("/1/name", "text.too_long");
    }

    [Theory]
    [InlineData("""{"items":[{"kind":"organization","name":"A","nmae":"B"}]}""", "/items/0/nmae")]
    [InlineData("""{"items":[{"kind":"organization","name":"A","name":"B"}]}""", "/items/0/name")]
    [InlineData("""{"items":[{"name":"A"}]}""", "/items/0/kind")]
    [InlineData("""{"items":[7]}""", "/items/0")]
    [InlineData("""{"items":{}}""", "/items")]
    [InlineData("""{"item":[]}""", "/item")]
    [InlineData("""{}""", "/items")]
    public async Task The_body_is_read_strictly(string body, string pointer) =>
        (await _api.SendText(HttpMethod.Post, Customers, body, headers: (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Invalid(pointer);

    [Fact]
    public async Task A_bulk_needs_a_key_and_is_repeated_with_it()
    {
        var (body, key) = (new { items = new[] { Named("Keyed") } }, (Api.IdempotencyKey, Guid.NewGuid().ToString()));
        (await _api.Post(Customers, body, (Api.IdempotencyKey, ""))).Invalid("Idempotency-Key", "idempotency_key.required");
        var first = (await _api.Post(Customers, body, key)).Ok();
        Assert.Equal(first.Text, (await _api.Post(Customers, body, key)).Ok().Text);
        (await _api.Post(Customers + "?mode=partial", body, key)).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key.reused");
        (await _api.Post(Customers + "?mode=some", body)).Invalid("mode");
        (await _api.Post(Customers + "?limit=3", body)).Invalid("limit", "parameter.unknown");
        Assert.Equal(1, await Count("Keyed"));
    }

    [Fact]
    public async Task Orders_in_bulk_reserve_no_more_than_there_is()
    {
        var (customer, product) = (await app.Given.Customer(), await app.Given.Product(stock: 5));
        var order = Given.OrderOf(customer, new { productId = product, quantity = 1 });
        order["place"] = true;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _api.Post("/api/v1/orders/bulk?mode=partial", new { items = Enumerable.Repeat(order, 4) })));
        Assert.Equal(5, answers.Sum(a => a["data"]!.AsArray().Count(row => (int)row!["status"]! == 201)));
        Assert.Equal((5, 5), await app.Given.StockOf(product));
    }

    [Fact]
    public async Task Bulks_that_take_the_same_products_in_another_order_are_all_done()
    {
        var products = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Given.Product(stock: 1000)));
        var customer = await app.Given.Customer();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
        {
            var items = (i % 2 == 0 ? products : products.Reverse()).Select(p =>
            {
                var order = Given.OrderOf(customer, new { productId = p, quantity = 1 });
                order["place"] = true;
                return order;
            });
            return _api.Post("/api/v1/orders/bulk", new { items });
        }));
        Assert.All(answers, a => a.Ok());
        foreach (var product in products) Assert.Equal((1000, 6), await app.Given.StockOf(product));
    }

    [Theory]
    [InlineData("contacts")]
    [InlineData("tickets")]
    [InlineData("orders")]
    public async Task Every_resource_takes_bulks(string resource)
    {
        var customer = await app.Given.Customer();
        object item = resource switch
        {
            "contacts" => new { customerId = customer.Id, name = "Jo" },
            "tickets" => new { customerId = customer.Id, subject = "Broken", channel = "email" },
            _ => Given.OrderOf(customer, new { text = "Advice", unitPrice = Given.Euros("5.00") }),
        };
        var answer = (await _api.Post($"/api/v1/{resource}/bulk", new { items = new[] { item, item, item } })).Ok();
        Assert.All(answer["data"]!.AsArray(), row => Assert.Equal(201, (int)row!["status"]!));
        Assert.Equal(3, (int)(await _api.Get($"/api/v1/{resource}?customerId={customer.Id}&count=true")).Ok()["page", "total"]!);
    }

    private async Task<int> Count(string start) => (int)(await _api.Get($"/api/v1/customers?name[startsWith]={start}&count=true&limit=1")).Ok()["page", "total"]!;
}
