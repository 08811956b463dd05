using System.Net;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class ReservationTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Of_32_orders_for_the_last_5_pieces_at_once_exactly_5_get_one()
    {
        var (customer, product) = (await app.Given.Customer(), await app.Given.Product(stock: 5));
        var order = Given.OrderOf(customer, new { productId = product, quantity = 1 });
        order["place"] = true;

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _api.Post("/api/v1/orders", order)));

        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Conflict("order.out_of_stock"));
        Assert.Equal((5, 5), await app.Given.StockOf(product));
        Assert.Equal(5, (int)(await _api.Get($"/api/v1/orders?customerId={customer.Id}&count=true")).Ok()["page", "total"]!);
    }

    [Fact]
    public async Task Drafts_that_are_placed_at_once_share_what_there_is()
    {
        var product = await app.Given.Product(stock: 5);
        var drafts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Given.DraftOrder(product, quantity: 2)));

        var answers = await Task.WhenAll(drafts.Select(d => _api.Put($"{d.Location}/placement")));

        Assert.Equal(2, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => a.Conflict("order.out_of_stock"));
        Assert.Equal((5, 4), await app.Given.StockOf(product));
    }

    [Fact]
    public async Task Orders_that_name_the_same_products_in_another_order_never_wait_for_each_other()
    {
        var products = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Given.Product(stock: 100)));
        var customers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Given.CustomerWithLimit("1000000.00")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
        {
            var named = i % 2 == 0 ? products : products.Reverse();
            var order = Given.OrderOf(customers[i % 4], [.. named.Select(p => new { productId = p, quantity = 1 })]);
            order["place"] = true;
            return _api.Post("/api/v1/orders", order);
        }));

        Assert.All(answers, a => a.Created());
        foreach (var product in products) Assert.Equal((100, 24), await app.Given.StockOf(product));
    }

    [Fact]
    public async Task An_order_that_cannot_be_reserved_whole_is_refused_with_what_is_available()
    {
        var (plenty, scarce, none) = (await app.Given.Product(stock: 10), await app.Given.Product(stock: 3), await app.Given.Product(stock: 0));
        var draft = (await _api.Post("/api/v1/orders", Given.OrderOf(await app.Given.Customer(),
            new { productId = plenty, quantity = 5 }, new { productId = scarce, quantity = 2 }, new { productId = none, quantity = 1.5m }, new { productId = scarce, quantity = 2 }))).Created();

        var refused = (await _api.Put($"{draft.Location}/placement")).Conflict("order.out_of_stock");

        var shortages = refused["details", "shortages"]!.AsArray().ToDictionary(s => (string)s!["productId"]!, s => ((decimal)s!["requested"]!, (decimal)s["available"]!));
        Assert.Equal(new() { [scarce] = (4m, 3m), [none] = (1.5m, 0m) }, shortages);
        Assert.Equal((10, 0), await app.Given.StockOf(plenty));
        Assert.Equal((3, 0), await app.Given.StockOf(scarce));
        Assert.Equal("draft", (string?)(await _api.Get(draft.Location!)).Ok()["status"]);
        var body = Given.OrderOf(await app.Given.Customer(), new { productId = none });
        body["place"] = true;
        (await _api.Post("/api/v1/orders", body)).Conflict("order.out_of_stock");
    }

    [Fact]
    public async Task A_product_that_allows_it_is_promised_beyond_its_stock()
    {
        var product = await app.Given.Product(stock: 1, allowsBackorder: true);

        await app.Given.Placed(product, quantity: 4);

        Assert.Equal((1, 4), await app.Given.StockOf(product));
    }

    [Fact]
    public async Task More_of_a_placed_line_needs_more_in_stock()
    {
        var product = await app.Given.Product(stock: 3);
        var order = await app.Given.Placed(product, quantity: 2);

        (await _api.Patch($"/api/v1/order-lines/{order["lines", 0, "id"]}", new { quantity = 4 }, ("If-Match", "*"))).Conflict("order.out_of_stock");

        Assert.Equal((3, 2), await app.Given.StockOf(product));
        Assert.Equal(order.Text, (await _api.Get(order.Location!)).Text);
    }
}
