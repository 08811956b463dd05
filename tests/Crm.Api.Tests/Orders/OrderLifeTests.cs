using System.Net;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class OrderLifeTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task An_order_goes_from_draft_to_completed_and_repeating_an_act_changes_nothing()
    {
        var product = await app.Given.Product(stock: 0, isService: true, price: 50, taxRate: 20);
        var draft = await app.Given.DraftOrder(product);

        var placed = (await _api.Put($"{draft.Location}/placement")).Ok();
        Assert.Equal(("placed", 1, "fulfilled", "unpaid"), ((string?)placed["status"], (int)placed["revision"]!, (string?)placed["fulfilment"], (string?)placed["payment"]));
        Assert.NotNull(placed["placedAt"]);
        Assert.Equal(placed.Text, (await _api.Put($"{draft.Location}/placement")).Ok().Text);
        var confirmed = (await _api.Put($"{draft.Location}/confirmation")).Ok();
        Assert.Equal("confirmed", (string?)confirmed["status"]);
        Assert.Equal(confirmed.Text, (await _api.Put($"{draft.Location}/confirmation")).Ok().Text);
        (await _api.Post($"{draft.Location}/payments", new { method = "bankTransfer", amount = Given.Euros("120.00") })).Created();

        var completed = (await _api.Get(draft.Location!)).Ok();
        Assert.Equal(("completed", "paid", "0.00"), ((string?)completed["status"], (string?)completed["payment"], (string?)completed["due", "amount"]));
        (await _api.Post($"{draft.Location}/cancellation", new { reason = "Too late" })).Conflict("order.completed");
        (await _api.Put($"{draft.Location}/hold", new { })).Conflict("order.completed");
        (await _api.Delete(draft.Location!)).NoContent();
        (await _api.Put($"{draft.Location}/restoration")).NoContent();
    }

    [Fact]
    public async Task Acts_in_the_wrong_state_are_refused()
    {
        var customer = await app.Given.Customer();
        var empty = (await _api.Post("/api/v1/orders", Given.OrderOf(customer))).Created();
        (await _api.Put($"{empty.Location}/placement")).Conflict("order.no_lines");
        (await _api.Put($"{empty.Location}/confirmation")).Conflict("order.not_placed");
        (await _api.Put($"{empty.Location}/hold", new { })).Conflict("order.not_placed");
        (await _api.Delete($"{empty.Location}/hold")).Conflict("order.not_placed");

        var placed = await app.Given.Placed();
        (await _api.Delete(placed.Location!)).Conflict("order.still_open");
        (await _api.Patch(placed.Location!, new { customerId = customer.Id })).Conflict("order.fixed_by_placing");
        (await _api.Patch(placed.Location!, new { currency = "USD" })).Conflict("order.fixed_by_placing");
        (await _api.Delete($"/api/v1/order-lines/{placed["lines", 0, "id"]}")).Conflict("order.nothing_left");
        (await _api.Post($"{placed.Location}/cancellation", new { reason = " " })).Invalid("/reason", "required");

        (await _api.Post($"{placed.Location}/cancellation", new { reason = "Changed my mind" })).Ok();
        (await _api.Put($"{placed.Location}/placement")).Conflict("order.cancelled");
        (await _api.Put($"{placed.Location}/confirmation")).Conflict("order.cancelled");
        (await _api.Post($"{placed.Location}/lines", new { text = "Tea", unitPrice = Given.Euros("1") })).Conflict("order.cancelled");
        (await _api.Put($"/api/v1/orders/{Guid.NewGuid()}/placement")).NotFound();
    }

    [Fact]
    public async Task A_hold_stops_an_order_and_its_release_leads_back_to_where_it_stood()
    {
        var order = await app.Given.Placed();
        (await _api.Put($"{order.Location}/confirmation")).Ok();

        var held = (await _api.Put($"{order.Location}/hold", new { note = "Check the address" })).Ok();

        Assert.Equal(("onHold", "manual", "Check the address"), ((string?)held["status"], (string?)held["hold", "reason"], (string?)held["hold", "note"]));
        Assert.Equal(held.Text, (await _api.Put($"{order.Location}/hold", new { note = "Another" })).Ok().Text);
        Assert.Equal(held.Text, (await _api.Get(order.Location!)).Ok().Text);
        (await _api.Put($"{order.Location}/confirmation")).Conflict("order.on_hold");
        var released = (await _api.Delete($"{order.Location}/hold")).Ok();
        Assert.Equal("confirmed", (string?)released["status"]);
        Assert.Null(released["hold"]);
        Assert.Equal(released.Text, (await _api.Delete($"{order.Location}/hold")).Ok().Text);
    }

    [Fact]
    public async Task Cancelling_gives_back_what_was_reserved_and_nothing_is_due()
    {
        var product = await app.Given.Product(stock: 5);
        var order = await app.Given.Placed(product, quantity: 3);
        Assert.Equal((5, 3), await app.Given.StockOf(product));

        var cancelled = (await _api.Post($"{order.Location}/cancellation", new { reason = "Changed my mind" })).Ok();

        Assert.Equal(("cancelled", "Changed my mind", "0.00"), ((string?)cancelled["status"], (string?)cancelled["cancellationReason"], (string?)cancelled["due", "amount"]));
        Assert.Equal((5, 0), await app.Given.StockOf(product));
        Assert.Equal(cancelled.Text, (await _api.Post($"{order.Location}/cancellation", new { reason = "Again" })).Ok().Text);
        Assert.Equal(cancelled.Text, (await _api.Get(order.Location!)).Ok().Text);
    }

    [Fact]
    public async Task Changes_of_a_placed_order_move_the_reservation_and_are_kept_as_revisions()
    {
        var (first, second) = (await app.Given.Product(stock: 10, price: 10, taxRate: 0), await app.Given.Product(stock: 10, price: 1, taxRate: 0));
        var order = await app.Given.Placed(first, quantity: 4);
        var line = $"/api/v1/order-lines/{order["lines", 0, "id"]}";

        (await _api.Patch(line, new { quantity = 6 }, ("If-Match", "*"))).Ok();
        Assert.Equal((10, 6), await app.Given.StockOf(first));
        (await _api.Patch(line, new { quantity = 5 }, ("If-Match", "*"))).Ok();
        Assert.Equal((10, 5), await app.Given.StockOf(first));
        var added = (await _api.Post($"{order.Location}/lines", new { productId = second, quantity = 7 })).Ok();
        Assert.Equal((10, 7), await app.Given.StockOf(second));
        (await _api.Post($"{line}/cancellation", new { quantity = 2, reason = "Not needed" })).Ok();
        Assert.Equal((10, 3), await app.Given.StockOf(first));
        (await _api.Delete($"/api/v1/order-lines/{added["lines", 1, "id"]}")).Ok();
        Assert.Equal((10, 0), await app.Given.StockOf(second));
        var last = (await _api.Patch(order.Location!, new { requestedOn = "2027-02-01", notes = "Ours alone" })).Ok();

        Assert.Equal((7, "30.00", 2), ((int)last["revision"]!, (string?)last["net", "amount"], (int)last["lines", 0, "cancelledQuantity"]!));
        var changes = (await _api.Get($"{order.Location}/changes")).Ok()["data"]!.AsArray();
        Assert.Equal(["lineChanged", "lineChanged", "lineAdded", "lineCancelled", "lineRemoved", "headerChanged"], changes.Select(c => (string?)c!["kind"]));
        Assert.Equal([2, 3, 4, 5, 6, 7], changes.Select(c => (int)c!["revision"]!));
        Assert.Equal(("requestedOn", null, "2027-02-01"), ((string?)changes[5]!["field"], (string?)changes[5]!["before"], (string?)changes[5]!["after"]));
        Assert.Equal(("Not needed", "5", "3"), ((string?)changes[3]!["reason"], (string?)changes[3]!["before"], (string?)changes[3]!["after"]));
        Assert.All(changes, c => Assert.NotNull(c!["by"]));
        var cursor = (string?)(await _api.Get($"{order.Location}/changes?limit=1")).Ok()["page", "nextCursor"];
        Assert.Equal(changes.Count - 1, (await _api.Get($"{order.Location}/changes?cursor={cursor}")).Ok()["data"]!.AsArray().Count);
        (await _api.Get($"{(await app.Given.Placed()).Location}/changes?cursor={cursor}")).Invalid("cursor", "cursor.invalid");
        Assert.Equal(["lineAdded"], (await _api.Get($"{order.Location}/changes?kind=lineAdded")).Ok()["data"]!.AsArray().Select(c => (string?)c!["kind"]));
        (await _api.Post($"{line}/cancellation", new { quantity = 4, reason = "Too many" })).Conflict("order.cancel_exceeds_open");
        (await _api.Post($"{line}/cancellation", new { reason = "All of it" })).Conflict("order.nothing_left");
    }

    [Fact]
    public async Task An_order_in_the_past_is_history_that_touches_no_stock()
    {
        var (customer, product) = (await app.Given.Person(), await app.Given.Product(stock: 0, isActive: false));
        var body = Given.OrderOf(customer, new { productId = product, quantity = 12 });
        body["channel"] = "import";
        body["place"] = true;
        body["placedAt"] = "1996-07-04T00:00:00Z";

        var order = (await _api.Post("/api/v1/orders", body)).Created();

        Assert.Equal(("placed", "1996-07-04T00:00:00Z"), ((string?)order["status"], (string?)order["placedAt"]));
        Assert.StartsWith("O-1996-", (string?)order["number"], StringComparison.Ordinal);
        Assert.Equal((0, 0), await app.Given.StockOf(product));
        Assert.Equal("active", (string?)(await _api.Get(customer.Location!)).Ok()["lifecycle"]);
        body["channel"] = "phone";
        body["lines"] = new[] { new { text = "Tea", unitPrice = Given.Euros("1.00") } };
        (await _api.Post("/api/v1/orders", body)).Conflict("order.placed_at_only_for_imports");
        body["channel"] = "import";
        body["placedAt"] = "2200-01-01T00:00:00Z";
        (await _api.Post("/api/v1/orders", body)).Conflict("order.placed_in_future");
    }

    [Fact]
    public async Task An_order_makes_a_customer_of_a_prospect_and_brings_back_who_was_lost_even_when_many_order_at_once()
    {
        var product = await app.Given.Product(stock: 100);
        var prospect = await app.Given.Person();
        await app.Given.DraftOrder(product, customer: prospect);
        Assert.Equal("prospect", (string?)(await _api.Get(prospect.Location!)).Ok()["lifecycle"]);

        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Given.Placed(product, customer: prospect)));

        var customer = (await _api.Get(prospect.Location!)).Ok();
        Assert.Equal(8, orders.Select(o => (string?)o["number"]).Distinct().Count());
        Assert.Equal(("active", "customer", 2), ((string?)customer["lifecycle"], (string?)customer["relationships", 0], (int)customer["version"]!));
        (await _api.Put($"{prospect.Location}/lifecycle", new { lifecycle = "lost" })).Ok();
        await app.Given.Placed(product, customer: prospect);
        Assert.Equal("active", (string?)(await _api.Get(prospect.Location!)).Ok()["lifecycle"]);
    }

    [Fact]
    public async Task Strangers_see_no_orders() =>
        (await app.Stranger().Get("/api/v1/orders")).Refused(HttpStatusCode.Unauthorized, "auth.required");
}
