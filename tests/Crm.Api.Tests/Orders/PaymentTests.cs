using System.Net;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class PaymentTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Payments_and_refunds_move_what_is_due()
    {
        var order = await app.Given.Placed(await app.Given.Product(price: 50, taxRate: 0), quantity: 2);

        var part = (await _api.Post($"{order.Location}/payments", new { method = "card", amount = Given.Euros("60.00"), reference = " TX-1 ", receivedAt = "2026-01-02T03:04:05Z" })).Created();
        Assert.Equal(("partial", "60.00", "40.00"), await State(order));
        (await _api.Post($"{order.Location}/payments", new { method = "card", amount = Given.Euros("50.00") })).Created();
        Assert.Equal(("overpaid", "110.00", "-10.00"), await State(order));
        var refund = (await _api.Post($"{order.Location}/refunds", new { method = "card", amount = Given.Euros("10.00") })).Created();
        Assert.Equal(("paid", "100.00", "0.00"), await State(order));

        Assert.Equal(part.Text, (await _api.Get(part.Location!)).Ok().Text);
        Assert.Equal(("payment", "TX-1", "2026-01-02T03:04:05Z"), ((string?)part["kind"], (string?)part["reference"], (string?)part["receivedAt"]));
        Assert.Equal(("refund", "-10.00"), ((string?)refund["kind"], (string?)refund["amount", "amount"]));
        var list = (await _api.Get($"/api/v1/payments?orderId={order.Id}&sort=amount")).Ok();
        Assert.Equal(["-10.00", "50.00", "60.00"], list["data"]!.AsArray().Select(p => (string?)p!["amount"]!["amount"]));
        Assert.Equal(refund.Id, (string?)(await _api.Get($"/api/v1/payments?kind=refund&order.number={order["number"]}")).Ok()["data", 0, "id"]);
    }

    [Fact]
    public async Task What_cannot_be_paid_or_given_back_is_refused()
    {
        var order = await app.Given.Placed();
        var draft = await app.Given.DraftOrder();

        (await Pay(order, "payments", "0.00")).Invalid("/amount", "money.not_positive");
        (await Pay(order, "refunds", "1.00")).Conflict("payment.exceeds_paid");
        (await Pay(draft, "payments", "1.00")).Conflict("order.not_placed");
        (await _api.Post($"{order.Location}/payments", new { method = "cash", amount = new { amount = "1.00", currency = "USD" } })).Conflict("payment.currency_differs");
        (await _api.Post($"{order.Location}/payments", new { method = "cash", amount = Given.Euros("1.00"), receivedAt = "2200-01-01T00:00:00Z" })).Conflict("payment.in_future");
        (await _api.Post($"{order.Location}/payments", new { amount = Given.Euros("1.00") })).Invalid("/method", "required");
        (await _api.Post($"/api/v1/orders/{Guid.NewGuid()}/payments", new { method = "cash", amount = Given.Euros("1.00") })).NotFound();
        (await Pay(order, "payments", "5.00")).Created();
        (await _api.Post($"{order.Location}/refunds", new { method = "cash", amount = Given.Euros("1.00"), returnId = Guid.NewGuid() })).Invalid("/returnId", "reference.unknown");
    }

    [Fact]
    public async Task A_refund_is_for_a_return_of_the_same_order_whose_goods_have_come()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4, stock: 4, paid: "48.00");
        var rma = await app.Given.RequestedReturn(order, wish: "exchange");
        (await Refund(order, rma)).Conflict("return.not_approved");
        (await _api.Put($"{rma.Location}/approval")).Ok();
        (await Refund(order, rma)).Conflict("return.not_received");
        (await _api.Put($"{rma.Location}/receipt")).Ok();
        (await Refund(await app.Given.DeliveredOrder(paid: "12.00"), rma)).Conflict("return.other_order");

        var refund = (await Refund(order, rma)).Created();

        Assert.Equal(rma.Id, (string?)refund["returnId"]);
        (await Refund(order, await Ended("rejection"))).Conflict("return.rejected");
        (await Refund(order, await Ended("cancellation"))).Conflict("return.cancelled");
        Assert.Equal(1, (await app.Given.Stored(order.Id)).Refunded);

        async Task<Answer> Ended(string how)
        {
            var other = await app.Given.RequestedReturn(order);
            return (await _api.Put($"{other.Location}/{how}", new { reason = "No" })).Ok();
        }

        Task<Answer> Refund(OrderStory of, Answer forReturn) =>
            _api.Post($"/api/v1/orders/{of.Id}/refunds", new { method = "cash", amount = Given.Euros("1.00"), returnId = forReturn.Id });
    }

    [Fact]
    public async Task Refunds_at_the_same_moment_never_give_back_more_than_was_paid()
    {
        var order = await app.Given.Placed();
        (await Pay(order, "payments", "5.00")).Created();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Pay(order, "refunds", "2.00")));

        Assert.Equal(2, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Conflict("payment.exceeds_paid"));
    }

    private Task<Answer> Pay(Answer order, string what, string amount) => _api.Post($"{order.Location}/{what}", new { method = "cash", amount = Given.Euros(amount) });

    private async Task<(string?, string?, string?)> State(Answer order)
    {
        var read = (await _api.Get(order.Location!)).Ok();
        return ((string?)read["payment"], (string?)read["paid", "amount"], (string?)read["due", "amount"]);
    }
}
