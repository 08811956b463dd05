using System.Net;
using Crm.Domain.Orders;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class ReturnTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_return_goes_its_way_and_gives_back_goods_and_money()
    {
        var order = await app.Given.DeliveredOrder(quantity: 4, stock: 4, paid: "48.00");
        Assert.Equal(OrderStatus.Completed, (await app.Given.Stored(order.Id)).Status);

        var rma = (await _api.Post($"/api/v1/orders/{order.Id}/returns", new
        {
            lines = new[] { new { orderLineId = order.Line, quantity = 1.5, reason = "notAsDescribed", wish = "refund", note = " Not tea\nbut coffee " } },
        })).Created();
        Assert.Matches("^R-[0-9]{4}-[0-9]{6}$", (string?)rma["number"]);
        Assert.Equal(("requested", 1.5m, "Not tea\nbut coffee", null), ((string?)rma["status"], (decimal)rma["lines", 0, "quantity"]!, (string?)rma["lines", 0, "note"], (object?)rma["override"]));
        Assert.Equal(rma.Text, (await _api.Get(rma.Location!)).Ok().Text);

        Assert.Equal("approved", (string?)(await _api.Put($"{rma.Location}/approval")).Ok()["status"]);
        Assert.Equal("received", (string?)(await _api.Put($"{rma.Location}/receipt")).Ok()["status"]);
        Assert.Equal((0, 0), await app.Given.StockOf(order.Product));
        var line = (string)rma["lines", 0, "id"]!;
        var inspected = (await _api.Put($"{rma.Location}/inspection", new { lines = new[] { new { returnLineId = line, finding = "Coffee indeed", disposition = "restock" } } })).Ok();
        Assert.Equal(("inspected", "Coffee indeed", "restock"), ((string?)inspected["status"], (string?)inspected["lines", 0, "finding"], (string?)inspected["lines", 0, "disposition"]));
        var closed = (await _api.Put($"{rma.Location}/closure")).Ok();

        Assert.Equal(("closed", "18.00", null), ((string?)closed["status"], (string?)closed["settledAmount", "amount"], (string?)closed["exchangeOrderId"]));
        Assert.Equal(("card", "18.00"), ((string?)closed["refunds", 0, "method"], (string?)closed["refunds", 0, "amount", "amount"]));
        Assert.Equal(closed.Text, (await _api.Get(rma.Location!)).Text);
        Assert.Equal("\"5\"", closed.ETag);
        Assert.Equal((1.5m, 0), await app.Given.StockOf(order.Product));
        var stored = await app.Given.Stored(order.Id);
        Assert.Equal((30m, 18m, 0m, Fulfilment.PartlyReturned), (stored.Paid, stored.Refunded, stored.Due, stored.Fulfilment));
        Assert.Equal(["restock", "shipment"], (await _api.Get($"/api/v1/stock-movements?orderId={order.Id}")).Ok()["data"]!.AsArray().Select(m => (string?)m!["kind"]));
    }

    [Fact]
    public async Task Acts_out_of_turn_are_refused_and_repeated_ones_change_nothing()
    {
        var rma = await app.Given.RequestedReturn(await app.Given.DeliveredOrder());
        var findings = new { lines = new[] { new { returnLineId = (string?)rma["lines", 0, "id"], finding = "Fine", disposition = "restock" } } };

        (await _api.Put($"{rma.Location}/receipt")).Conflict("return.not_approved");
        (await _api.Put($"{rma.Location}/inspection", findings)).Conflict("return.not_approved");
        (await _api.Put($"{rma.Location}/closure")).Conflict("return.not_approved");
        var approved = (await _api.Put($"{rma.Location}/approval", null, ("If-Match", rma.ETag!))).Ok();
        Assert.Equal(approved.Text, (await _api.Put($"{rma.Location}/approval")).Ok().Text);
        (await _api.Put($"{rma.Location}/rejection", new { reason = "No" })).Conflict("return.already_approved");
        (await _api.Put($"{rma.Location}/closure")).Conflict("return.not_received");
        (await _api.Put($"{rma.Location}/receipt", null, ("If-Match", rma.ETag!))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await _api.Put($"{rma.Location}/receipt")).Ok();
        (await _api.Put($"{rma.Location}/cancellation")).Conflict("return.already_received");
        (await _api.Put($"{rma.Location}/closure")).Conflict("return.not_inspected");
        (await _api.Put($"{rma.Location}/inspection", findings)).Ok();
        var closed = (await _api.Put($"{rma.Location}/closure", new { })).Ok();
        Assert.Equal(closed.Text, (await _api.Put($"{rma.Location}/closure")).Ok().Text);
        (await _api.Put($"{rma.Location}/approval")).Conflict("return.closed");
        (await _api.Put($"/api/v1/returns/{Guid.NewGuid()}/closure")).NotFound();
        (await _api.Put($"/api/v1/returns/{Guid.NewGuid()}/approval")).NotFound();
        (await _api.Get($"/api/v1/returns/{Guid.NewGuid()}")).NotFound();
    }

    [Fact]
    public async Task What_was_rejected_or_cancelled_may_be_asked_for_again()
    {
        var order = await app.Given.DeliveredOrder(quantity: 2);
        var rejected = await app.Given.RequestedReturn(order, 2);
        (await Request(order, 1)).Conflict("return.exceeds_delivered");

        var ended = (await _api.Put($"{rejected.Location}/rejection", new { reason = "Used" })).Ok();
        Assert.Equal(("rejected", "Used"), ((string?)ended["status"], (string?)ended["endReason"]));
        var cancelled = await app.Given.RequestedReturn(order, 2);
        Assert.Equal("cancelled", (string?)(await _api.Put($"{cancelled.Location}/cancellation")).Ok()["status"]);
        (await _api.Put($"{cancelled.Location}/receipt")).Conflict("return.cancelled");
        (await _api.Put($"{rejected.Location}/approval")).Conflict("return.rejected");

        (await Request(order, 2)).Created();
    }

    [Fact]
    public async Task Returns_at_the_same_moment_never_exceed_what_was_delivered()
    {
        var order = await app.Given.DeliveredOrder(quantity: 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Request(order, 1.5m)));

        Assert.Equal(6, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Conflict("return.exceeds_delivered"));
        Assert.Equal(9, (await app.Given.Stored(order.Id)).Lines[0].ReturnRequestedQuantity);
        Assert.Equal(6, (await _api.Get($"/api/v1/returns?orderId={order.Id}&count=true")).Ok()["page", "total"]!.GetValue<int>());
    }

    [Fact]
    public async Task After_the_window_only_a_manager_lets_it_pass_and_says_why()
    {
        var (late, scarcely) = (await app.Given.DeliveredOrder(), await app.Given.DeliveredOrder());
        app.Clock.Advance(TimeSpan.FromDays(29));
        (await Request(scarcely, 1)).Created();
        app.Clock.Advance(TimeSpan.FromDays(2));

        var refused = (await Request(late, 1)).Conflict("return.window_closed");
        Assert.NotNull(refused["details", "closedAt"]);
        (await Request(late, 1, new { reason = "Good customer" }, app.Api(Duty.Agent))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await Request(late, 1, new { reason = " " })).Invalid("/override/reason", "required");
        var passed = (await Request(late, 1, new { reason = " Good customer " }, app.Api(Duty.Manager))).Created();

        Assert.Equal((app.Member(Duty.Manager).Id.ToString(), "Good customer"), ((string?)passed["override", "by"], (string?)passed["override", "reason"]));
        Assert.Equal(1, (await app.Given.Stored(late.Id)).Lines[0].ReturnRequestedQuantity);
    }

    [Fact]
    public async Task An_override_that_was_not_needed_leaves_no_trace()
    {
        var order = await app.Given.DeliveredOrder();

        var rma = (await Request(order, 1, new { reason = "To be safe" }, app.Api(Duty.Manager))).Created();

        Assert.Null(rma["override"]);
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_pointers()
    {
        var order = await app.Given.DeliveredOrder();

        (await _api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = Array.Empty<object>() })).Invalid("/lines", "list.empty");
        (await _api.Post($"/api/v1/orders/{order.Id}/returns", new { })).Invalid("/lines", "required");
        (await _api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = (object?)null })).Invalid("/lines", "required");
        (await _api.SendText(HttpMethod.Post, $"/api/v1/orders/{order.Id}/returns", $$"""{"lines":[{"orderLineId":"{{order.Line}}","quantity":1,"reason":"hungry","wish":"refund"}]}""")).Invalid("/lines/0/reason", "value.invalid");
        (await Request(order, 0)).Invalid("/lines/0/quantity", "number.out_of_range");
        (await Request(order with { Lines = [Guid.NewGuid().ToString()] }, 1)).Invalid("/lines/0/orderLineId", "reference.unknown");
        (await Request(order, 10.001m)).Conflict("return.exceeds_delivered");
        (await _api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = Enumerable.Range(0, 201).Select(_ => new { orderLineId = order.Line, quantity = 0.001, reason = "other", wish = "refund" }) })).Invalid("/lines", "list.too_long");
        (await Request(await app.Given.StockedOrder(), 1)).Conflict("return.exceeds_delivered");
        (await Request(new(Guid.NewGuid().ToString(), order.Lines, []), 1)).NotFound();

        var rma = await app.Given.RequestedReturn(order, 1);
        (await _api.Put($"{rma.Location}/rejection", new { reason = "" })).Invalid("/reason", "required");
        (await _api.Put($"{rma.Location}/cancellation", new { reason = new string('x', 501) })).Invalid("/reason", "text.too_long");
        (await _api.Put($"{rma.Location}/inspection", new { lines = new[] { new { returnLineId = Guid.NewGuid(), finding = "x", disposition = "scrap" } } })).Invalid("/lines/0/returnLineId", "reference.unknown");
        (await _api.Put($"{rma.Location}/inspection", new { lines = new[] { new { returnLineId = (string?)rma["lines", 0, "id"], finding = " ", disposition = "scrap" } } })).Invalid("/lines/0/finding", "required");
    }

    [Fact]
    public async Task An_inspection_names_every_line()
    {
        var order = await app.Given.DeliveredOrder();
        var rma = (await _api.Post($"/api/v1/orders/{order.Id}/returns", new { lines = new[] { Line("refund"), Line("credit") } })).Created();
        (await _api.Put($"{rma.Location}/approval")).Ok();
        (await _api.Put($"{rma.Location}/receipt")).Ok();

        (await _api.Put($"{rma.Location}/inspection", new { lines = new[] { new { returnLineId = (string?)rma["lines", 0, "id"], finding = "x", disposition = "scrap" } } })).Conflict("return.inspection_incomplete");

        object Line(string wish) => new { orderLineId = order.Line, quantity = 1, reason = "other", wish };
    }

    [Fact]
    public async Task Lists_filter_by_order_state_wish_and_reason()
    {
        var order = await app.Given.DeliveredOrder();
        var (first, second) = (await app.Given.RequestedReturn(order), await app.Given.RequestedReturn(order, wish: "repair"));
        (await _api.Put($"{first.Location}/approval")).Ok();

        Assert.Equal([second.Id, first.Id], await Ids(""));
        Assert.Equal([first.Id], await Ids("&status=approved"));
        Assert.Equal([second.Id], await Ids("&wish=repair,exchange"));
        Assert.Equal([second.Id, first.Id], await Ids("&reason=damaged"));
        Assert.Equal([first.Id], await Ids($"&number={(string?)first["number"]}"));
        Assert.Equal([first.Id, second.Id], await Ids("&sort=requestedAt"));
        Assert.Equal([second.Id, first.Id], await Ids("&order.channel=phone&order.fulfilment=delivered"));
        Assert.Empty(await Ids("&order.status=draft"));

        async Task<IEnumerable<string?>> Ids(string query) => (await _api.Get($"/api/v1/returns?orderId={order.Id}{query}")).Ok()["data"]!.AsArray().Select(r => (string?)r!["id"]);
    }

    private Task<Answer> Request(OrderStory order, decimal quantity, object? pass = null, Api? api = null) =>
        (api ?? _api).Post($"/api/v1/orders/{order.Id}/returns", new { lines = new[] { new { orderLineId = order.Line, quantity, reason = "damaged", wish = "refund" } }, @override = pass });
}
