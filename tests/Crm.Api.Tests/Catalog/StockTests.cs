using System.Net;
using Xunit;

namespace Crm.Tests.Catalog;

public sealed class StockTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task An_adjustment_moves_the_stock_is_in_the_ledger_and_leaves_the_products_version()
    {
        var product = await app.Given.StockedProduct(stock: 10);

        var adjusted = (await app.Api(Duty.Manager).Post($"{product.Location}/stock-adjustments", new { quantity = -2.125, reason = " Broken " })).Ok();

        Assert.Equal("""{"onHand":7.875,"reserved":0,"available":7.875}""", adjusted["stock"]!.ToJsonString());
        Assert.Equal(product.ETag, adjusted.ETag);
        var read = (await _api.Get(product.Location!, ("If-None-Match", product.ETag!))).Ok();
        Assert.Equal(adjusted.Text, read.Text);
        var movement = (await _api.Get($"/api/v1/stock-movements?productId={product.Id}&quantity[lt]=0")).Ok()["data", 0]!;
        Assert.Equal(("adjustment", -2.125m, "Broken", app.Member(Duty.Manager).Id.ToString()),
            ((string?)movement["kind"], (decimal)movement["quantity"]!, (string?)movement["reason"], (string?)movement["by"]));
    }

    [Fact]
    public async Task Adjustments_at_the_same_moment_add_up()
    {
        var product = await app.Given.StockedProduct(stock: 0);

        var answers = await Task.WhenAll(Enumerable.Range(1, 32).Select(i => Adjust(product, i)));

        Assert.All(answers, a => a.Ok());
        Assert.Equal((528, 0), await app.Given.StockOf(product.Id));
        Assert.Equal(528, await LedgerSum(product.Id));
    }

    [Fact]
    public async Task Many_who_take_at_the_same_moment_never_take_more_than_there_is()
    {
        var product = await app.Given.StockedProduct(stock: 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Adjust(product, -1)));

        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => a.Conflict("stock.below_zero"));
        Assert.Equal((0, 0), await app.Given.StockOf(product.Id));
        Assert.Equal(0, await LedgerSum(product.Id));
    }

    [Fact]
    public async Task What_was_reserved_is_released_even_when_the_product_has_become_a_service()
    {
        var product = await app.Given.StockedProduct(stock: 10);
        var order = await app.Given.Placed(product.Id, 4);
        (await _api.Patch(product.Location!, new { type = "service" }, ("If-Match", "*"))).Ok();
        (await _api.Post($"{order.Location}/cancellation", new { reason = "Changed their mind" })).Ok();
        Assert.Equal("""{"onHand":10,"reserved":0,"available":10}""", (await _api.Get(product.Location!)).Ok()["stock"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_reserved_cannot_be_adjusted_away_unless_back_orders_are_allowed()
    {
        var product = await app.Given.StockedProduct(stock: 10);
        await app.Given.StockedOrder((product, 8));

        var refused = (await Adjust(product, -3)).Conflict("stock.promised");
        var adjusted = (await Adjust(product, -2)).Ok();

        Assert.Equal((2m, 8m), ((decimal)refused["details", "available"]!, (decimal)refused["details", "reserved"]!));
        Assert.Equal("""{"onHand":8,"reserved":8,"available":0}""", adjusted["stock"]!.ToJsonString());
        (await _api.Patch(product.Location!, new { allowsBackorder = true }, ("If-Match", "*"))).Ok();
        Assert.Equal(-3, (decimal)(await Adjust(product, -3)).Ok()["stock", "available"]!);
    }

    [Theory]
    [InlineData("""{"quantity":0,"reason":"x"}""", "/quantity", "number.zero")]
    [InlineData("""{"quantity":0.0001,"reason":"x"}""", "/quantity", "number.out_of_range")]
    [InlineData("""{"quantity":1000000000,"reason":"x"}""", "/quantity", "number.out_of_range")]
    [InlineData("""{"quantity":"1","reason":"x"}""", "/quantity", "value.invalid")]
    [InlineData("""{"quantity":1,"reason":" "}""", "/reason", "required")]
    [InlineData("""{"quantity":1}""", "/reason", "required")]
    [InlineData("""{"reason":"x"}""", "/quantity", "required")]
    public async Task Wrong_adjustments_are_refused(string body, string pointer, string code)
    {
        var product = await app.Given.StockedProduct();

        (await _api.SendText(HttpMethod.Post, $"{product.Location}/stock-adjustments", body)).Invalid(pointer, code);
    }

    [Fact]
    public async Task More_than_the_stock_can_hold_is_refused()
    {
        var product = await app.Given.StockedProduct(stock: 1);

        (await Adjust(product, 999_999_999.999m)).Conflict("stock.quantity_invalid");
        (await _api.Post($"/api/v1/products/{Guid.NewGuid()}/stock-adjustments", new { quantity = 1, reason = "x" })).NotFound();
    }

    [Fact]
    public async Task The_ledger_is_filtered_by_product_kind_order_and_time()
    {
        var product = await app.Given.StockedProduct(stock: 10);
        var order = await app.Given.StockedOrder((product, 4));
        await app.Given.Delivered(order);
        (await Adjust(product, 1)).Ok();

        Assert.Equal(["adjustment", "shipment", "adjustment"], await Kinds($"productId={product.Id}"));
        Assert.Equal(["shipment"], await Kinds($"orderId={order.Id}"));
        Assert.Equal(["adjustment", "adjustment"], await Kinds($"productId={product.Id}&kind=adjustment"));
        Assert.Equal(["shipment"], await Kinds($"product.sku={Uri.EscapeDataString((string)product["sku"]!)}&kind=shipment"));
        Assert.Empty(await Kinds($"productId={product.Id}&at[gt]=2400-01-01T00:00:00Z"));
        Assert.Equal(7, await LedgerSum(product.Id));
        Assert.Equal((7, 0), await app.Given.StockOf(product.Id));

        async Task<IEnumerable<string?>> Kinds(string query) =>
            (await _api.Get($"/api/v1/stock-movements?{query}")).Ok()["data"]!.AsArray().Select(m => (string?)m!["kind"]);
    }

    private Task<Answer> Adjust(Answer product, decimal quantity) => _api.Post($"{product.Location}/stock-adjustments", new { quantity, reason = "Counted" });

    private async Task<decimal> LedgerSum(string product) =>
        (await _api.Get($"/api/v1/stock-movements?productId={product}&limit=200")).Ok()["data"]!.AsArray().Sum(m => (decimal)m!["quantity"]!);
}
