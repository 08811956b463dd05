using Xunit;

namespace Crm.Tests.Orders;

public sealed class OrderListTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Orders_are_filtered_by_what_they_are_and_by_their_customer()
    {
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "University", market = "education" })).Created();
        var product = await app.Given.Product(stock: 100, price: 10, taxRate: 0);
        var draft = await app.Given.DraftOrder(product, customer: customer);
        var placed = await app.Given.Placed(product, quantity: 5, customer);
        var other = await app.Given.Placed(product);
        (await _api.Patch(placed.Location!, new { tags = new[] { "rush" }, customerReference = "PO-1" })).Ok();

        await Finds($"customerId={customer.Id}&status=placed", placed);
        await Finds($"customerId={customer.Id}&status=draft,cancelled", draft);
        await Finds("customer.market=education&sort=createdAt", draft, placed);
        await Finds($"tag=rush&number={placed["number"]}", placed);
        await Finds($"customerId={customer.Id}&gross[gt]=20", placed);
        await Finds($"customerId={customer.Id}&placedAt[isNull]=true", draft);
        await Finds($"customerReference=PO-1&payment=unpaid&fulfilment=unfulfilled&channel=phone&currency=EUR", placed);
        await Finds($"customerId={other["customerId"]}", other);
        (await _api.Get("/api/v1/orders?state=placed")).Invalid("state", "parameter.unknown");
        (await _api.Get("/api/v1/orders?status=lost")).Invalid("status", "filter.invalid_value");
        (await _api.Get("/api/v1/orders?sort=notes")).Invalid("sort", "sort.unknown_field");
    }

    [Theory]
    [InlineData("gross")]
    [InlineData("-gross,number")]
    [InlineData("-placedAt")]
    [InlineData("placedAt")]
    [InlineData("-number")]
    [InlineData("-createdAt")]
    public async Task Pages_follow_one_another_without_a_gap_in_every_order(string sort)
    {
        var (customer, product) = (await app.Given.Customer(), await app.Given.Product(stock: 100));
        for (var i = 0; i < 7; i++)
            await (i % 3 == 0 ? app.Given.DraftOrder(product, quantity: i + 1, customer) : app.Given.Placed(product, quantity: (i / 2) + 1, customer));
        var all = (await _api.Get($"/api/v1/orders?customerId={customer.Id}&sort={sort}&limit=200")).Ok();

        List<string> paged = [];
        string? cursor = null;
        do
        {
            var page = (await _api.Get($"/api/v1/orders?customerId={customer.Id}&sort={sort}&limit=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Ok();
            paged.AddRange(Ids(page));
            cursor = (string?)page["page", "nextCursor"];
        } while (cursor is not null);

        Assert.Equal(7, paged.Count);
        Assert.Equal(Ids(all), paged);
    }

    [Fact]
    public async Task The_lines_of_all_orders_can_be_read_and_summed()
    {
        var (customer, tea, jam) = (await app.Given.Customer(), await app.Given.Product(stock: 100, price: 10, taxRate: 0), await app.Given.Product(stock: 100, price: 7, taxRate: 10));
        foreach (var quantity in new[] { 1, 2, 3 })
            (await _api.Post("/api/v1/orders", Given.OrderOf(customer, new { productId = tea, quantity }, new { productId = jam, quantity }, new { kind = "freight", text = "Freight", unitPrice = Given.Euros("4.50") }))).Created();

        var ofProduct = (await _api.Get($"/api/v1/order-lines?productId={jam}&order.customerId={customer.Id}")).Ok();
        Assert.Equal(42m, ofProduct["data"]!.AsArray().Sum(l => decimal.Parse((string)l!["net"]!["amount"]!, System.Globalization.CultureInfo.InvariantCulture)));
        var freight = (await _api.Get($"/api/v1/order-lines?kind=freight&order.customerId={customer.Id}&count=true")).Ok();
        Assert.Equal((3, "4.50"), ((int)freight["page", "total"]!, (string?)freight["data", 0, "net", "amount"]));
        var order = (await _api.Get($"/api/v1/orders?customerId={customer.Id}&sort=createdAt&limit=1")).Ok();
        var lines = (await _api.Get($"/api/v1/order-lines?orderId={order["data", 0, "id"]}")).Ok()["data"]!.AsArray();
        Assert.Equal([1, 2, 3], lines.Select(l => (int)l!["position"]!));
        Assert.All(lines, l => Assert.Equal((string?)order["data", 0, "number"], (string?)l!["orderNumber"]));

        List<string> paged = [];
        string? cursor = null;
        do
        {
            var page = (await _api.Get($"/api/v1/order-lines?order.customerId={customer.Id}&limit=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Ok();
            paged.AddRange(Ids(page));
            cursor = (string?)page["page", "nextCursor"];
        } while (cursor is not null);
        Assert.Equal(9, paged.Distinct().Count());
        Assert.Equal(9, paged.Count);
    }

    private async Task Finds(string query, params Answer[] expected) =>
        Assert.Equal(expected.Select(e => e.Id), Ids((await _api.Get($"/api/v1/orders?{query}")).Ok()));

    private static IEnumerable<string> Ids(Answer page) => page["data"]!.AsArray().Select(r => (string)r!["id"]!);
}
