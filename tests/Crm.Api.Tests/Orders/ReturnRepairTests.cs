using Crm.Domain.Orders;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class ReturnRepairTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task What_was_repaired_is_with_the_customer_again_and_may_come_back()
    {
        var order = await app.Given.DeliveredOrder(quantity: 2, stock: 2, paid: "24.00");
        var rma = await app.Given.InspectedReturn(order, 2, wish: "repair");
        Assert.Equal(Fulfilment.Returned, (await app.Given.Stored(order.Id)).Fulfilment);

        var closed = (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();

        Assert.Equal(("closed", "repair", "repair", "0.00"),
            ((string?)closed["status"], (string?)closed["lines", 0, "wish"], (string?)closed["lines", 0, "remedy"], (string?)closed["settledAmount", "amount"]));
        Assert.Empty(closed["refunds"]!.AsArray());
        Assert.Null(closed["exchangeOrderId"]);
        Assert.Equal(closed.Text, (await _api.Get($"/api/v1/returns/{rma.Id}")).Ok().Text);
        Assert.Equal((0, 0), await app.Given.StockOf(order.Product));
        var read = (await _api.Get($"/api/v1/orders/{order.Id}")).Ok();
        Assert.Equal(("completed", "delivered", "paid", 0m), ((string?)read["status"], (string?)read["fulfilment"], (string?)read["payment"], (decimal)read["lines", 0, "returnedQuantity"]!));
        Assert.Equal([rma.Id], (await _api.Get($"/api/v1/returns?remedy=repair&orderId={order.Id}")).Ok()["data"]!.AsArray().Select(r => (string?)r!["id"]));

        (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();
        Assert.Equal(0, (await app.Given.Stored(order.Id)).Lines[0].ReturnedQuantity);
        var again = await app.Given.InspectedReturn(order, 2);
        Assert.Equal("24.00", (string?)(await _api.Put($"/api/v1/returns/{again.Id}/closure")).Ok()["settledAmount", "amount"]);
        Assert.Equal((2, 0), await app.Given.StockOf(order.Product));
    }

    [Fact]
    public async Task Pieces_that_cannot_be_mended_are_settled_by_themselves()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4, stock: 5, paid: "48.00");
        var rma = await app.Given.RequestedReturn(order, 4, wish: "repair");
        (await _api.Put($"{rma.Location}/approval")).Ok();
        (await _api.Put($"{rma.Location}/receipt")).Ok();
        var line = (string)rma["lines", 0, "id"]!;

        (await Inspect(new { returnLineId = line, finding = "Mended", disposition = "restock", quantity = 3 })).Conflict("return.inspection_incomplete");
        (await Inspect(new { returnLineId = line, finding = "Burnt", disposition = "scrap", remedy = "repair" })).Conflict("return.irreparable");
        (await Inspect(new { returnLineId = line, finding = "Mended", disposition = "restock", quantity = 0 })).Invalid("/lines/0/quantity", "number.out_of_range");
        (await Inspect(new { returnLineId = line, finding = "Mended", disposition = "restock", remedy = "flowers" })).Invalid("/lines/0/remedy", "value.invalid");
        var inspected = (await Inspect(
            new { returnLineId = line, finding = "Mended", disposition = "restock", quantity = 2 },
            new { returnLineId = line, finding = "Burnt", disposition = "scrap", quantity = 1 },
            new { returnLineId = line, finding = "Flooded", disposition = "scrap", quantity = 1, remedy = "exchange" })).Ok();
        Assert.Equal(["2 restock repair", "1 scrap refund", "1 scrap exchange"], inspected["lines"]!.AsArray().Select(l => $"{l!["quantity"]} {l["disposition"]} {l["remedy"]}"));
        Assert.Equal(line, (string?)inspected["lines", 0, "id"]);
        Assert.Equal(inspected.Text, (await _api.Get(rma.Location!)).Ok().Text);

        var closed = (await _api.Put($"{rma.Location}/closure")).Ok();

        Assert.Equal(["12.00"], closed["refunds"]!.AsArray().Select(r => (string?)r!["amount"]!["amount"]));
        var stored = await app.Given.Stored(order.Id);
        Assert.Equal((Fulfilment.PartlyReturned, 2m, 1m), (stored.Fulfilment, stored.Lines[0].ReturnedQuantity, stored.Lines[0].CreditedQuantity));
        Assert.Equal(1, (await app.Given.Stored((string)closed["exchangeOrderId"]!)).Lines[0].Quantity);
        Assert.Equal((1, 1), await app.Given.StockOf(order.Product));

        Task<Answer> Inspect(params object[] lines) => _api.Put($"{rma.Location}/inspection", new { lines });
    }

    [Fact]
    public async Task Many_who_close_the_same_repair_give_the_goods_back_once()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4);
        var (rma, other) = (await app.Given.InspectedReturn(order, 2, wish: "repair"), await app.Given.InspectedReturn(order, 2));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _api.Put($"/api/v1/returns/{(i % 4 == 0 ? other : rma).Id}/closure")));

        Assert.All(answers, a => a.Ok());
        var line = (await app.Given.Stored(order.Id)).Lines[0];
        Assert.Equal((2m, 2m), (line.ReturnedQuantity, line.CreditedQuantity));
    }

    [Fact]
    public async Task The_window_of_what_was_repaired_goes_on_from_its_delivery()
    {
        var order = await app.Given.DeliveredOrder(quantity: 1);
        app.Clock.Advance(TimeSpan.FromDays(20));
        var rma = await app.Given.InspectedReturn(order, 1, wish: "repair");
        (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();
        app.Clock.Advance(TimeSpan.FromDays(11));

        (await _api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = new[] { new { orderLineId = order.Line, quantity = 1, reason = "damaged", wish = "repair" } } }))
            .Conflict("return.window_closed");
    }
}
