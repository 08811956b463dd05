using Xunit;

namespace Crm.Tests.Orders;

public sealed class CreditTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task An_order_beyond_the_free_limit_goes_on_hold_and_is_never_refused()
    {
        var (customer, product) = (await app.Given.CustomerWithLimit("100.00"), await app.Given.Product(stock: 100, price: 30, taxRate: 0));
        var first = await app.Given.Placed(product, quantity: 2, customer);
        Assert.Equal("placed", (string?)first["status"]);

        var second = await app.Given.Placed(product, quantity: 2, customer);

        Assert.Equal(("onHold", "creditLimit", 2), ((string?)second["status"], (string?)second["hold", "reason"], (int)second["lines", 0, "reservedQuantity"]!));
        Assert.NotNull(second["placedAt"]);
        (await _api.Post($"{second.Location}/cancellation", new { reason = "Too much" })).Ok();
        (await _api.Post($"{first.Location}/payments", new { method = "cash", amount = Given.Euros("20.00") })).Created();
        Assert.Equal("placed", (string?)(await app.Given.Placed(product, quantity: 2, customer))["status"]);   // 60 − 20 + 60 are just the limit
        Assert.Equal("onHold", (string?)(await _api.Put($"{(await app.Given.DraftOrder(product, quantity: 1, customer)).Location}/placement")).Ok()["status"]);
    }

    [Fact]
    public async Task A_customer_on_hold_gets_every_order_held_and_a_limit_says_nothing_about_other_currencies()
    {
        var product = await app.Given.Product(price: 1);
        var held = await app.Given.Customer();
        (await _api.Put($"{held.Location}/credit", new { isOnHold = true }, ("If-Match", "*"))).Ok();
        Assert.Equal("customerHold", (string?)(await app.Given.Placed(product, customer: held))["hold", "reason"]);

        var dollars = await app.Given.CustomerWithLimit("1000.00", "USD");
        Assert.Equal("creditLimit", (string?)(await app.Given.Placed(product, customer: dollars))["hold", "reason"]);
    }

    [Fact]
    public async Task Orders_at_the_same_moment_cannot_slip_under_the_limit_together()
    {
        var (customer, product) = (await app.Given.CustomerWithLimit("100.00"), await app.Given.Product(stock: 100, price: 25, taxRate: 0));

        var orders = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.Given.Placed(product, quantity: 1, customer)));

        Assert.Equal((4, 12), (orders.Count(o => (string?)o["status"] == "placed"), orders.Count(o => (string?)o["status"] == "onHold")));
    }

    [Fact]
    public async Task A_placed_order_cannot_grow_past_the_limit()
    {
        var (customer, product) = (await app.Given.CustomerWithLimit("100.00"), await app.Given.Product(stock: 100, price: 30, taxRate: 0));
        var order = await app.Given.Placed(product, quantity: 1, customer);

        var within = (await _api.Post($"{order.Location}/lines", new { productId = product, quantity = 2 })).Ok();
        Assert.Equal("placed", (string?)within["status"]);

        var beyond = (await _api.Post($"{order.Location}/lines", new { productId = product, quantity = 1 })).Ok();
        Assert.Equal(("onHold", "creditLimit"), ((string?)beyond["status"], (string?)beyond["hold", "reason"]));

        var released = (await _api.Delete($"{order.Location}/hold")).Ok();
        var line = $"/api/v1/order-lines/{(string?)released["lines", 0, "id"]}";
        Assert.Equal("placed", (string?)(await _api.Patch(line, new { text = "The same for the same" }, ("If-Match", "*"))).Ok()["status"]);
        Assert.Equal("onHold", (string?)(await _api.Patch(line, new { quantity = 2 }, ("If-Match", "*"))).Ok()["status"]);
    }
}
