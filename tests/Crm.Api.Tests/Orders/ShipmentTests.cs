using System.Net;
using Crm.Domain.Orders;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class ShipmentTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_shipment_goes_its_way_and_takes_stock_and_order_along()
    {
        var order = await app.Given.StockedOrder(quantity: 4, stock: 10);

        var shipment = (await _api.Post($"/api/v1/orders/{order.Id}/shipments", new { carrier = "DHL", trackingNumber = "00340434", promisedAt = "2030-01-02T10:00:00+02:00" })).Created();
        Assert.Equal(("pending", "DHL", "2030-01-02T08:00:00Z", order.Line, 4m),
            ((string?)shipment["status"], (string?)shipment["carrier"], (string?)shipment["promisedAt"], (string?)shipment["lines", 0, "orderLineId"], (decimal)shipment["lines", 0, "quantity"]!));
        Assert.Matches("^S-[0-9]{4}-[0-9]{6}$", (string?)shipment["number"]);
        Assert.Equal(shipment.Text, (await _api.Get(shipment.Location!)).Ok().Text);
        Assert.Equal((10, 4), await app.Given.StockOf(order.Product));

        var dispatched = (await _api.Put($"{shipment.Location}/dispatch")).Ok();
        Assert.Equal("shipped", (string?)dispatched["status"]);
        Assert.NotNull(dispatched["shippedAt"]);
        Assert.Equal(dispatched.Text, (await _api.Get(shipment.Location!)).Text);
        Assert.Equal((6, 0), await app.Given.StockOf(order.Product));
        Assert.Equal(OrderStatus.Confirmed, (await app.Given.Stored(order.Id)).Status);

        Assert.Equal("inTransit", (string?)(await _api.Put($"{shipment.Location}/transit")).Ok()["status"]);
        var delivered = (await _api.Put($"{shipment.Location}/delivery", new { })).Ok();

        Assert.Equal("delivered", (string?)delivered["status"]);
        Assert.NotNull(delivered["deliveredAt"]);
        var stored = await app.Given.Stored(order.Id);
        Assert.Equal((Fulfilment.Delivered, 4, 4, 4, 0), (stored.Fulfilment, stored.Lines[0].AllocatedQuantity, stored.Lines[0].ShippedQuantity, stored.Lines[0].DeliveredQuantity, stored.Lines[0].ReservedQuantity));
    }

    [Fact]
    public async Task Parts_go_on_shipments_of_their_own_and_the_rest_on_the_last()
    {
        var (tea, milk) = (await app.Given.StockedProduct(), await app.Given.StockedProduct());
        var order = await app.Given.StockedOrder((tea, 5), (milk, 3));

        var part = (await Ship(order, (order.Lines[1], 1.5m), (order.Lines[0], 2))).Created();
        var rest = (await _api.Post($"/api/v1/orders/{order.Id}/shipments")).Created();

        Assert.Equal([(order.Lines[1], 1.5m), (order.Lines[0], 2m)], Lines(part));
        Assert.Equal([(order.Lines[0], 3m), (order.Lines[1], 1.5m)], Lines(rest));
        (await _api.Post($"/api/v1/orders/{order.Id}/shipments")).Conflict("shipment.no_lines");
        var refused = (await Ship(order, (order.Line, 0.001m))).Conflict("order.over_allocated");
        Assert.Equal(0, (decimal)refused["details", "available"]!);

        static IEnumerable<(string?, decimal)> Lines(Answer shipment) =>
            shipment["lines"]!.AsArray().Select(l => ((string?)l!["orderLineId"], (decimal)l["quantity"]!));
    }

    [Fact]
    public async Task Thirty_two_who_ship_the_same_line_never_ship_more_than_was_ordered()
    {
        var order = await app.Given.StockedOrder(quantity: 10, stock: 100);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            var shipment = await Ship(order, (order.Line, 1.5m));
            if (shipment.Status == HttpStatusCode.Created) (await _api.Put($"{shipment.Location}/dispatch")).Ok();
            return shipment;
        }));

        Assert.Equal(6, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Conflict("order.over_allocated"));
        var line = (await app.Given.Stored(order.Id)).Lines[0];
        Assert.Equal((9, 9, 1), (line.AllocatedQuantity, line.ShippedQuantity, line.ReservedQuantity));
        Assert.Equal((91, 1), await app.Given.StockOf(order.Product));
        var shipments = (await _api.Get($"/api/v1/shipments?orderId={order.Id}&status=shipped&limit=200")).Ok()["data"]!.AsArray();
        Assert.Equal(6, shipments.Count);
    }

    [Fact]
    public async Task Thirty_two_who_dispatch_and_deliver_the_same_shipment_have_one_effect()
    {
        var order = await app.Given.StockedOrder(quantity: 4, stock: 10);
        var shipment = await app.Given.Shipment(order);

        var dispatches = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _api.Put($"{shipment.Location}/dispatch")));
        var deliveries = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _api.Put($"{shipment.Location}/delivery")));

        Assert.All(dispatches, a => a.Ok());
        Assert.All(deliveries, a => a.Ok());
        Assert.Equal(3, (int)deliveries[0]["version"]!);
        Assert.Single(dispatches.Select(a => a.Text).Distinct());
        Assert.Single(deliveries.Select(a => a.Text).Distinct());
        Assert.Equal((6, 0), await app.Given.StockOf(order.Product));
        Assert.Single((await _api.Get($"/api/v1/stock-movements?orderId={order.Id}")).Ok()["data"]!.AsArray());
        var line = (await app.Given.Stored(order.Id)).Lines[0];
        Assert.Equal((4, 4), (line.ShippedQuantity, line.DeliveredQuantity));
    }

    [Fact]
    public async Task Orders_with_the_same_products_in_another_order_are_dispatched_at_the_same_moment()
    {
        var (a, b) = (await app.Given.StockedProduct(100), await app.Given.StockedProduct(100));
        var shipments = new List<Answer>();
        for (var i = 0; i < 24; i++)
            shipments.Add(await app.Given.Shipment(i % 2 == 0 ? await app.Given.StockedOrder((a, 1), (b, 1)) : await app.Given.StockedOrder((b, 1), (a, 1))));

        var answers = await Task.WhenAll(shipments.Select(s => _api.Put($"{s.Location}/dispatch")));

        Assert.All(answers, x => x.Ok());
        Assert.Equal(((76, 0), (76, 0)), (await app.Given.StockOf(a.Id), await app.Given.StockOf(b.Id)));
    }

    [Fact]
    public async Task A_failed_delivery_comes_back_into_stock_and_may_leave_again()
    {
        var order = await app.Given.StockedOrder(quantity: 4, stock: 10);
        var shipment = await app.Given.Shipment(order);
        (await _api.Put($"{shipment.Location}/failure", new { reason = "Too early" })).Conflict("shipment.not_shipped");
        (await _api.Put($"{shipment.Location}/dispatch")).Ok();

        var failed = (await _api.Put($"{shipment.Location}/failure", new { reason = " Nobody at home " })).Ok();
        Assert.Equal(("failed", "Nobody at home"), ((string?)failed["status"], (string?)failed["failure"]));
        Assert.Equal((6, 0), await app.Given.StockOf(order.Product));
        (await _api.Put($"{shipment.Location}/delivery")).Conflict("shipment.failed");

        var back = (await _api.Put($"{shipment.Location}/return-to-sender")).Ok();
        Assert.Equal(("pending", null), ((string?)back["status"], (string?)back["shippedAt"]));
        Assert.Equal((10, 4), await app.Given.StockOf(order.Product));
        (await _api.Put($"{shipment.Location}/return-to-sender")).Ok();
        Assert.Equal((10, 4), await app.Given.StockOf(order.Product));

        (await _api.Put($"{shipment.Location}/dispatch")).Ok();
        Assert.Equal((6, 0), await app.Given.StockOf(order.Product));
        Assert.Equal(["shipment", "takenBack", "shipment"], (await _api.Get($"/api/v1/stock-movements?orderId={order.Id}&sort=at")).Ok()["data"]!.AsArray().Select(m => (string?)m!["kind"]));
    }

    [Fact]
    public async Task Lost_goods_are_out_of_stock_and_may_be_shipped_once_more_while_there_are_any()
    {
        var order = await app.Given.StockedOrder(quantity: 4, stock: 7);
        var shipment = await app.Given.Shipment(order);
        (await _api.Put($"{shipment.Location}/loss")).Conflict("shipment.not_shipped");
        (await _api.Put($"{shipment.Location}/dispatch")).Ok();

        Assert.Equal("lost", (string?)(await _api.Put($"{shipment.Location}/loss")).Ok()["status"]);

        Assert.Equal((3, 0), await app.Given.StockOf(order.Product));
        (await _api.Put($"{shipment.Location}/delivery")).Conflict("shipment.lost");
        (await _api.Post($"/api/v1/orders/{order.Id}/shipments")).Conflict("order.out_of_stock");
        var again = await app.Given.Shipment(order, 3);
        Assert.Equal((3, 3), await app.Given.StockOf(order.Product));
        (await _api.Put($"{again.Location}/dispatch")).Ok();
        Assert.Equal((0, 0), await app.Given.StockOf(order.Product));
    }

    [Fact]
    public async Task A_cancelled_shipment_frees_its_quantities_and_accepts_nothing_more()
    {
        var order = await app.Given.StockedOrder(quantity: 4, stock: 4);
        var shipment = await app.Given.Shipment(order);

        Assert.Equal("cancelled", (string?)(await _api.Put($"{shipment.Location}/cancellation")).Ok()["status"]);

        (await _api.Put($"{shipment.Location}/cancellation")).Ok();
        (await _api.Put($"{shipment.Location}/dispatch")).Conflict("shipment.cancelled");
        (await _api.Patch(shipment.Location!, new { carrier = "UPS" })).Conflict("shipment.cancelled");
        (await _api.Post($"{shipment.Location}/tracking-events", new { text = "Seen" })).Conflict("shipment.cancelled");
        Assert.Equal((4, 4), await app.Given.StockOf(order.Product));
        var next = await app.Given.Shipment(order);
        (await _api.Put($"{next.Location}/dispatch")).Ok();
        (await _api.Put($"{next.Location}/cancellation")).Conflict("shipment.already_shipped");
    }

    [Fact]
    public async Task Carriers_report_in_any_order_and_the_same_report_counts_once()
    {
        var shipment = await app.Given.Shipment(await app.Given.StockedOrder());
        var arrived = new { at = "2026-01-02T10:00:00Z", place = "Leipzig", text = "Arrived" };

        (await _api.Post($"{shipment.Location}/tracking-events", arrived)).Ok();
        (await _api.Post($"{shipment.Location}/tracking-events", new { at = "2026-01-01T10:00:00Z", text = "Picked up" })).Ok();
        var tracked = (await _api.Post($"{shipment.Location}/tracking-events", arrived)).Ok();

        Assert.Equal(["Picked up", "Arrived"], tracked["trackingEvents"]!.AsArray().Select(e => (string?)e!["text"]));
        Assert.Equal((3, "pending"), ((int)tracked["version"]!, (string?)tracked["status"]));
        Assert.Equal(tracked.Text, (await _api.Get(shipment.Location!)).Text);
        (await _api.Post($"{shipment.Location}/tracking-events", new { at = "2400-01-01T00:00:00Z", text = "Soon" })).Conflict("shipment.in_future");
        (await _api.Post($"{shipment.Location}/tracking-events", new { at = "2026-01-01T10:00:00", text = "x" })).Invalid("/at", "value.invalid");
        (await _api.Post($"{shipment.Location}/tracking-events", new { text = " " })).Invalid("/text", "required");
    }

    [Fact]
    public async Task How_it_travels_may_be_corrected()
    {
        var shipment = await app.Given.Shipment(await app.Given.StockedOrder());

        var changed = (await _api.Patch(shipment.Location!, new { carrier = "UPS", trackingNumber = "1Z" }, ("If-Match", "\"1\""))).Ok();
        var cleared = (await _api.Patch(shipment.Location!, new { carrier = (string?)null })).Ok();

        Assert.Equal(((string?)shipment["number"], "UPS", "\"2\""), ((string?)changed["number"], (string?)changed["carrier"], changed.ETag));
        Assert.Equal((null, "1Z"), ((string?)cleared["carrier"], (string?)cleared["trackingNumber"]));
        (await _api.Patch(shipment.Location!, new { carrier = "X" }, ("If-Match", "\"1\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await _api.Put($"{shipment.Location}/dispatch", null, ("If-Match", "\"1\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await _api.Patch(shipment.Location!, new { status = "delivered" })).Invalid("/status", "member.unknown");
        (await _api.Patch(shipment.Location!, new { carrier = new string('x', 101) })).Invalid("/carrier", "text.too_long");
    }

    [Fact]
    public async Task Times_that_cannot_be_are_refused()
    {
        var order = await app.Given.StockedOrder();
        var shipment = await app.Given.Shipment(order);
        var placed = (await app.Given.Stored(order.Id)).PlacedAt!.Value;
        app.Clock.Advance(TimeSpan.FromDays(3));

        (await _api.Put($"{shipment.Location}/delivery")).Conflict("shipment.not_shipped");
        (await _api.Put($"{shipment.Location}/dispatch", new { shippedAt = "2400-01-01T00:00:00Z" })).Conflict("shipment.in_future");
        (await _api.Put($"{shipment.Location}/dispatch", new { shippedAt = "1500-01-01T00:00:00Z" })).Invalid("/shippedAt", "date.out_of_range");
        var refused = (await _api.Put($"{shipment.Location}/dispatch", new { shippedAt = placed.AddMinutes(-1) })).Conflict("shipment.shipped_before_placed");
        Assert.Equal(placed, (DateTimeOffset)refused["details", "placedAt"]!);
        Assert.Equal(shipment.Text, (await _api.Get(shipment.Location!)).Ok().Text);
        Assert.Equal((10, 10), await app.Given.StockOf(order.Product));
        (await _api.Put($"{shipment.Location}/dispatch", new { shippedAt = placed.AddDays(1) })).Ok();
        (await _api.Put($"{shipment.Location}/delivery", new { deliveredAt = placed.AddHours(23) })).Conflict("shipment.delivered_before_shipped");
        (await _api.Put($"{shipment.Location}/delivery", new { deliveredAt = placed.AddDays(4) })).Conflict("shipment.in_future");
        var delivered = (await _api.Put($"{shipment.Location}/delivery", new { deliveredAt = placed.AddDays(2) })).Ok();
        Assert.Equal(placed.AddDays(2), (DateTimeOffset)delivered["deliveredAt"]!);
        (await _api.Put($"{shipment.Location}/loss")).Conflict("shipment.delivered");
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_pointers()
    {
        var order = await app.Given.StockedOrder();

        (await Ship(order, (Guid.NewGuid().ToString(), 1))).Invalid("/lines/0/orderLineId", "reference.unknown");
        (await Ship(order, (order.Line, 1), (order.Line, 0))).Invalid("/lines/1/quantity", "number.out_of_range");
        (await Ship(order, (order.Line, 1.0001m))).Invalid("/lines/0/quantity", "number.out_of_range");
        (await Ship(order)).Invalid("/lines", "list.empty");
        (await _api.Post($"/api/v1/orders/{order.Id}/shipments", new { lines = new[] { new { orderLineId = order.Line } } })).Invalid("/lines/0/quantity", "required");
        (await _api.Post($"/api/v1/orders/{Guid.NewGuid()}/shipments")).NotFound();
        (await _api.Get($"/api/v1/shipments/{Guid.NewGuid()}")).NotFound();
        (await _api.Put($"/api/v1/shipments/{Guid.NewGuid()}/dispatch")).NotFound();
        (await _api.Put($"/api/v1/shipments/{Guid.NewGuid()}/transit")).NotFound();
        (await _api.Get("/api/v1/shipments?status=gone")).Invalid("status", "filter.invalid_value");
        (await app.Stranger().Get("/api/v1/shipments")).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Lists_filter_by_what_people_know_of_a_shipment()
    {
        var order = await app.Given.StockedOrder(quantity: 2);
        var (first, second) = (await app.Given.Shipment(order, 1), await app.Given.Shipment(order, 1));
        (await _api.Patch(first.Location!, new { carrier = "GLS", trackingNumber = $"T-{order.Id}" })).Ok();
        (await _api.Put($"{first.Location}/dispatch")).Ok();

        Assert.Equal([first.Id], await Ids($"trackingNumber=T-{order.Id}"));
        Assert.Equal([first.Id], await Ids($"orderId={order.Id}&carrier=GLS&shippedAt[isNull]=false"));
        Assert.Equal([second.Id, first.Id], await Ids($"orderId={order.Id}"));
        Assert.Equal([second.Id], await Ids($"orderId={order.Id}&status=pending,failed"));
        Assert.Equal([first.Id, second.Id], await Ids($"orderId={order.Id}&sort=shippedAt"));
        Assert.Equal([first.Id], await Ids($"order.customerId={(await app.Given.Stored(order.Id)).CustomerId}&order.fulfilment=partial&status=shipped"));

        async Task<IEnumerable<string?>> Ids(string query) => (await _api.Get($"/api/v1/shipments?{query}")).Ok()["data"]!.AsArray().Select(s => (string?)s!["id"]);
    }

    private Task<Answer> Ship(OrderStory order, params (string Line, decimal Quantity)[] lines) =>
        _api.Post($"/api/v1/orders/{order.Id}/shipments", new { lines = lines.Select(l => new { orderLineId = l.Line, quantity = l.Quantity }) });
}
