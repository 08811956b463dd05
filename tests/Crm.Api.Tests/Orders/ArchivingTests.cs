using System.Net;
using Xunit;

namespace Crm.Tests.Orders;

/// <summary>Nothing is archived that somebody still works with.</summary>
public sealed class ArchivingTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_product_that_orders_wait_for_is_not_archived()
    {
        var order = await app.Given.StockedOrder(quantity: 4, stock: 10);
        var product = $"/api/v1/products/{order.Product}";

        Assert.Equal(4, (decimal)(await _api.Delete(product)).Conflict("stock.still_reserved")["details", "reserved"]!);

        await app.Given.Delivered(order);
        (await _api.Delete(product)).NoContent();
        (await _api.Put($"{product}/restoration")).NoContent();
        Assert.Equal((6, 0), await app.Given.StockOf(order.Product));
    }

    [Fact]
    public async Task A_draft_keeps_a_line_whose_product_was_archived_and_is_placed_when_it_is_back()
    {
        var product = await app.Given.Product();
        var (draft, placed) = (await app.Given.DraftOrder(product), await app.Given.Placed(await app.Given.Product()));
        (await _api.Delete($"/api/v1/products/{product}")).NoContent();

        var refused = (await _api.Put($"{draft.Location}/placement")).Conflict("product.archived");
        Assert.NotNull(refused["details", "sku"]);
        Assert.Equal(draft.Text, (await _api.Get(draft.Location!)).Ok().Text);
        (await _api.Post($"{placed.Location}/lines", new { productId = product, quantity = 1 })).Conflict("product.archived");

        (await _api.Put($"/api/v1/products/{product}/restoration")).NoContent();
        (await _api.Put($"{draft.Location}/placement")).Ok();
    }

    [Fact]
    public async Task Goods_of_an_archived_product_come_back_but_are_not_promised_again()
    {
        var order = await app.Given.StockedOrder(quantity: 2, stock: 5);
        var shipment = await app.Given.Shipment(order);
        (await _api.Put($"{shipment.Location}/dispatch")).Ok();
        (await _api.Delete($"/api/v1/products/{order.Product}")).NoContent();

        (await _api.Put($"{shipment.Location}/failure", new { reason = "Nobody home" })).Ok();
        (await _api.Put($"{shipment.Location}/return-to-sender")).Ok();
        (await _api.Put($"{shipment.Location}/dispatch")).Ok();
        (await _api.Put($"{shipment.Location}/loss")).Ok();
        (await _api.Post($"/api/v1/orders/{order.Id}/shipments")).Conflict("product.archived");

        (await _api.Put($"/api/v1/products/{order.Product}/restoration")).NoContent();
        await app.Given.Shipment(order);
        Assert.Equal((3, 2), await app.Given.StockOf(order.Product));
    }

    [Fact]
    public async Task No_order_is_placed_for_a_product_that_is_archived_at_the_same_moment()
    {
        for (var i = 0; i < 5; i++)
        {
            var product = await app.Given.Product(stock: 100);
            var drafts = new List<Answer>();
            for (var n = 0; n < 6; n++) drafts.Add(await app.Given.DraftOrder(product, quantity: 1));

            var placing = drafts.ConvertAll(d => _api.Put($"{d.Location}/placement"));
            var archiving = await _api.Delete($"/api/v1/products/{product}");
            var answers = await Task.WhenAll(placing);

            if (archiving.Status == HttpStatusCode.NoContent)
            {
                Assert.All(answers, a => a.Conflict("product.archived"));
                (await _api.Put($"/api/v1/products/{product}/restoration")).NoContent();
            }
            else
            {
                archiving.Conflict("stock.still_reserved");
                Assert.All(answers, a => a.Ok());
            }
            Assert.Equal(answers.Count(a => a.Status == HttpStatusCode.OK), (await app.Given.StockOf(product)).Reserved);
        }
    }

    [Fact]
    public async Task An_order_is_archived_when_its_returns_are_ended_and_its_money_is_settled()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4, paid: "48.00");
        var url = $"/api/v1/orders/{order.Id}";
        var rma = await app.Given.RequestedReturn(order);

        Assert.Equal(1, (int)(await _api.Delete(url)).Conflict("order.return_under_way")["details", "returns"]!);
        await app.Given.Inspected(rma);
        (await _api.Delete(url)).Conflict("order.return_under_way");
        (await _api.Put($"{rma.Location}/closure")).Ok();
        await app.Given.Pay(order, "5.00");
        Assert.Equal(-5, (decimal)(await _api.Delete(url)).Conflict("order.not_settled")["details", "due"]!);
        (await _api.Post($"{url}/refunds", new { method = "card", amount = Given.Euros("5.00") })).Created();
        (await _api.Delete(url)).NoContent();

        (await _api.Get(url)).NotFound();
        Assert.Equal("closed", (string?)(await _api.Get(rma.Location!)).Ok()["status"]);
        Assert.Contains(order.Id, (await _api.Get("/api/v1/orders?archived=true&limit=200")).Ok()["data"]!.AsArray().Select(o => (string?)o!["id"]));
    }

    [Fact]
    public async Task A_cancelled_order_is_archived_when_what_was_paid_is_given_back()
    {
        var order = await app.Given.StockedOrder();
        await app.Given.Pay(order, "5.00");
        var url = $"/api/v1/orders/{order.Id}";
        (await _api.Delete(url)).Conflict("order.still_open");
        (await _api.Post($"{url}/cancellation", new { reason = "Ordered twice" })).Ok();

        (await _api.Delete(url)).Conflict("order.not_settled");

        (await _api.Post($"{url}/refunds", new { method = "card", amount = Given.Euros("5.00") })).Created();
        (await _api.Delete(url)).NoContent();
    }

    [Fact]
    public async Task A_return_and_the_archiving_of_its_order_never_pass_each_other()
    {
        for (var i = 0; i < 4; i++)
        {
            var order = await app.Given.DeliveredOrder(quantity: 1, paid: "12.00");
            var requesting = _api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = new[] { new { orderLineId = order.Line, quantity = 1, reason = "late", wish = "refund" } } });
            var archiving = await _api.Delete($"/api/v1/orders/{order.Id}");

            if (archiving.Status == HttpStatusCode.NoContent) (await requesting).NotFound();
            else
            {
                archiving.Conflict("order.return_under_way");
                (await requesting).Created();
            }
        }
    }

    [Fact]
    public async Task A_child_of_an_archived_ticket_goes_on()
    {
        var customer = await app.Given.Customer();
        var (parent, child) = (await app.Given.ResolvedTicket(customer.Id), await app.Given.Ticket(customer.Id));
        (await _api.Put($"/api/v1/tickets/{child.Id}/parent", new { ticketId = parent.Id })).Ok();
        (await _api.Delete($"/api/v1/tickets/{parent.Id}")).Conflict("ticket.not_closed");
        (await _api.Put($"/api/v1/tickets/{parent.Id}/closure")).Ok();

        (await _api.Delete($"/api/v1/tickets/{parent.Id}")).NoContent();

        (await _api.Put($"/api/v1/tickets/{child.Id}/acceptance")).Ok();
        Assert.Equal(parent.Id, (string?)(await _api.Get($"/api/v1/tickets/{child.Id}")).Ok()["parentId"]);
        Assert.Equal([child.Id], (await _api.Get($"/api/v1/tickets?parentId={parent.Id}")).Ok()["data"]!.AsArray().Select(t => (string?)t!["id"]));
    }
}
