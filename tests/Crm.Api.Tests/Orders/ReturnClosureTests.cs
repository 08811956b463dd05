using Crm.Domain.Orders;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class ReturnClosureTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Thirty_two_who_close_the_same_return_have_one_effect()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4, paid: "48.00");
        var rma = await app.Given.InspectedReturn(order, 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => _api.Put($"/api/v1/returns/{rma.Id}/closure")));

        Assert.All(answers, a => a.Ok());
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Single(answers[0]["refunds"]!.AsArray());
        Assert.Equal((2, 0), await app.Given.StockOf(order.Product));
        Assert.Equal(24, (await app.Given.Stored(order.Id)).Refunded);
    }

    [Fact]
    public async Task Store_credit_is_a_refund_of_its_own_method_and_repairs_move_nothing()
    {
        var (tea, milk) = (await app.Given.StockedProduct(), await app.Given.StockedProduct());
        var order = await app.Given.StockedOrder((tea, 3), (milk, 3));
        await app.Given.Pay(order, "72.00", "bankTransfer");
        await app.Given.Delivered(order);
        var rma = (await _api.Post($"/api/v1/orders/{order.Id}/returns", new
        {
            lines = new[]
            {
                new { orderLineId = order.Lines[0], quantity = 1, reason = "late", wish = "credit" },
                new { orderLineId = order.Lines[1], quantity = 1, reason = "damaged", wish = "repair" },
                new { orderLineId = order.Lines[0], quantity = 1, reason = "wrongItem", wish = "refund" },
            },
        })).Created();
        await app.Given.Inspected(rma);

        var closed = (await _api.Put($"{rma.Location}/closure")).Ok();

        Assert.Equal(["bankTransfer 12.00", "storeCredit 12.00"], closed["refunds"]!.AsArray().Select(r => $"{r!["method"]} {r["amount"]!["amount"]}").Order());
        Assert.Equal(["credit", "repair", "refund"], closed["lines"]!.AsArray().Select(l => (string?)l!["wish"]));
        Assert.Equal(("24.00", null), ((string?)closed["settledAmount", "amount"], (string?)closed["exchangeOrderId"]));
        Assert.Equal(((9, 0), (7, 0)), (await app.Given.StockOf(tea.Id), await app.Given.StockOf(milk.Id)));
    }

    [Fact]
    public async Task Unpaid_goods_are_credited_without_a_refund_and_scrap_stays_out_of_stock()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4, stock: 4);
        var rma = await app.Given.InspectedReturn(order, 1, disposition: "scrap");

        var closed = (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();

        Assert.Empty(closed["refunds"]!.AsArray());
        Assert.Equal((0, 0), await app.Given.StockOf(order.Product));
        var stored = await app.Given.Stored(order.Id);
        Assert.Equal((12m, 36m), (stored.Credited, stored.Due));
    }

    [Fact]
    public async Task An_exchange_is_an_order_of_the_same_goods_at_price_zero()
    {
        var order = await app.Given.DeliveredOrder(quantity: 2, stock: 3, paid: "24.00");
        var rma = await app.Given.InspectedReturn(order, 2, wish: "exchange");

        var closed = (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();

        var exchange = await app.Given.Stored((string)closed["exchangeOrderId"]!);
        Assert.Equal((rma.Id, OrderStatus.Placed, 0m, 2m), (exchange.ReplacesReturnId.ToString(), exchange.Status, exchange.Gross, exchange.Lines[0].Quantity));
        Assert.Equal(order.Product, exchange.Lines[0].ProductId.ToString());
        Assert.Equal((3, 2), await app.Given.StockOf(order.Product));
        Assert.Empty(closed["refunds"]!.AsArray());
        await app.Given.Delivered(new(exchange.Id.ToString(), [], [order.Product]));
        Assert.Equal(OrderStatus.Completed, (await app.Given.Stored(exchange.Id.ToString())).Status);
    }

    [Fact]
    public async Task An_exchange_may_be_for_something_else_at_the_difference()
    {
        var order = await app.Given.DeliveredOrder(quantity: 1, paid: "12.00");
        var rma = await app.Given.InspectedReturn(order, 1, wish: "exchange");
        var better = await app.Given.StockedProduct(price: "15.00");
        var closure = $"/api/v1/returns/{rma.Id}/closure";

        (await _api.Put(closure, Exchange(Guid.NewGuid().ToString(), "5.00", "EUR"))).Invalid("/exchange/0/productId", "reference.unknown");
        (await _api.Put(closure, Exchange(better.Id, "5.00", "USD"))).Invalid("/exchange/0/unitPrice/currency", "currency.differs");
        (await _api.Put(closure, Exchange(better.Id, "-5.00", "EUR"))).Invalid("/exchange/0/unitPrice", "price.invalid");
        (await _api.Put(closure, new { exchange = Array.Empty<object>() })).Invalid("/exchange", "list.empty");
        var closed = (await _api.Put(closure, Exchange(better.Id, "5.00", "EUR"))).Ok();

        var exchange = await app.Given.Stored((string)closed["exchangeOrderId"]!);
        Assert.Equal((5m, 6m, better.Id), (exchange.Net, exchange.Gross, exchange.Lines[0].ProductId.ToString()));

        static object Exchange(string productId, string amount, string currency) =>
            new { exchange = new[] { new { productId, quantity = 1, unitPrice = new { amount, currency } } } };
    }

    [Fact]
    public async Task A_closure_whose_exchange_is_out_of_stock_is_refused_and_nothing_has_happened()
    {
        var order = await app.Given.DeliveredOrder(quantity: 2, stock: 2, paid: "24.00");
        var rma = await app.Given.InspectedReturn(order, 2, wish: "exchange", disposition: "scrap");
        var before = await app.Given.Stored(order.Id);

        (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Conflict("order.out_of_stock");

        Assert.Equal(rma.Text, (await _api.Get($"/api/v1/returns/{rma.Id}")).Ok().Text);
        Assert.Equal(before.Version, (await app.Given.Stored(order.Id)).Version);
        Assert.Equal((0, 0), await app.Given.StockOf(order.Product));
        (await _api.Post($"/api/v1/products/{order.Product}/stock-adjustments", new { quantity = 2, reason = "Delivery" })).Ok();
        (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();
        Assert.Equal((2, 2), await app.Given.StockOf(order.Product));
    }

    [Fact]
    public async Task An_exchange_for_a_customer_on_hold_waits_like_every_order()
    {
        var order = await app.Given.DeliveredOrder(quantity: 1, stock: 1);
        var rma = await app.Given.InspectedReturn(order, 1, wish: "exchange");
        var customer = (await app.Given.Stored(order.Id)).CustomerId;
        (await _api.Put($"/api/v1/customers/{customer}/credit", new { isOnHold = true }, ("If-Match", "*"))).Ok();

        var closed = (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();

        var exchange = (await _api.Get($"/api/v1/orders/{closed["exchangeOrderId"]}")).Ok();
        Assert.Equal(("onHold", "customerHold", rma.Id), ((string?)exchange["status"], (string?)exchange["hold", "reason"], (string?)exchange["replacesReturnId"]));
        Assert.Equal((1, 1), await app.Given.StockOf(order.Product));
    }

    [Fact]
    public async Task A_return_without_the_wish_takes_no_exchange()
    {
        var rma = await app.Given.InspectedReturn(await app.Given.DeliveredOrder());
        var product = await app.Given.StockedProduct();

        (await _api.Put($"/api/v1/returns/{rma.Id}/closure", new { exchange = new[] { new { productId = product.Id, quantity = 1 } } })).Conflict("return.nothing_to_exchange");

        Assert.Equal("inspected", (string?)(await _api.Get($"/api/v1/returns/{rma.Id}")).Ok()["status"]);
    }
}
