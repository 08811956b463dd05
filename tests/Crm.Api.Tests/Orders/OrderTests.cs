using System.Net;
using Xunit;

namespace Crm.Tests.Orders;

public sealed class OrderTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_drafted_order_can_be_read_back_whole_with_its_totals()
    {
        var (customer, tea, service) = (await app.Given.Customer(), await app.Given.Product(price: 14), await app.Given.Product(isService: true, price: 80, stock: 0));
        var body = Given.OrderOf(customer,
            new { productId = tea, quantity = 1.5m, discountPercent = 10 },
            new { productId = service, text = "Installation on site", unitPrice = Given.Euros("75"), taxRate = 7 },
            new { kind = "freight", text = "Freight", unitPrice = Given.Euros("9.9999") });
        body["billingAddress"] = Given.Address("München");
        body["requestedOn"] = "2027-01-15";
        body["ownerId"] = app.Member(Duty.Agent).Id.Value;
        body["customerReference"] = " PO-4711 ";
        body["tags"] = new[] { "Rush" };
        body["externalIds"] = new[] { new { system = "shop", id = Guid.NewGuid() } };

        var created = (await _api.Post("/api/v1/orders", body)).Created();
        var read = (await _api.Get(created.Location!)).Ok();

        Assert.Equal(created.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Matches(@"^O-\d{4}-\d{6}$", (string)read["number"]!);
        Assert.Equal(("draft", "unfulfilled", "unpaid", 0), ((string?)read["status"], (string?)read["fulfilment"], (string?)read["payment"], (int)read["revision"]!));
        Assert.Equal(("18.90", "3.59", "22.49"), Amounts(read, 0));
        Assert.Equal(("75.00", "5.25", "80.25"), Amounts(read, 1));
        Assert.Equal(("10.00", "0.00", "10.00"), Amounts(read, 2));
        Assert.Equal(("103.90", "8.84", "112.74", "0.00", "112.74"), (Amount(read, "net"), Amount(read, "tax"), Amount(read, "gross"), Amount(read, "paid"), Amount(read, "due")));
        Assert.Equal(["product", "product", "freight"], read["lines"]!.AsArray().Select(l => (string?)l!["kind"]));
        Assert.Equal([true, false, false], read["lines"]!.AsArray().Select(l => (bool)l!["needsShipping"]!));
        Assert.Equal(("9.9999", "14.00"), ((string?)read["lines", 2, "unitPrice", "amount"], (string?)read["lines", 0, "unitPrice", "amount"]));
        Assert.Contains("\"quantity\":1.5,", read.Text, StringComparison.Ordinal);
        Assert.Equal(("PO-4711", "München"), ((string?)read["customerReference"], (string?)read["billingAddress", "city"]));
        Assert.Null(read["hold"]);
    }

    [Fact]
    public async Task Every_line_is_rounded_half_away_from_zero_and_totals_are_sums_of_rounded_lines()
    {
        var line = new { kind = "other", text = "Half a cent", unitPrice = Given.Euros("0.005"), taxRate = 50 };

        var order = (await _api.Post("/api/v1/orders", Given.OrderOf(await app.Given.Customer(), line, line, line))).Created();

        Assert.Equal(("0.01", "0.01", "0.02"), Amounts(order, 0));
        Assert.Equal(("0.03", "0.06"), (Amount(order, "net"), Amount(order, "gross")));
        var yen = Given.OrderOf(await app.Given.Customer(), new { text = "Tea", quantity = 3, unitPrice = new { amount = "33.5", currency = "JPY" } });
        yen["currency"] = "JPY";
        Assert.Equal("101", (string?)(await _api.Post("/api/v1/orders", yen)).Created()["net", "amount"]);
    }

    [Fact]
    public async Task A_drafts_lines_and_header_change_freely()
    {
        var order = await app.Given.DraftOrder(await app.Given.Product(price: 10, taxRate: 0), quantity: 2);
        var (first, product) = ((string)order["lines", 0, "id"]!, await app.Given.Product(price: 5, taxRate: 0));

        (await _api.Post($"{order.Location}/lines", new { productId = product, quantity = 3 })).Ok();
        var changed = (await _api.Patch($"/api/v1/order-lines/{first}", new { quantity = 4, unitPrice = Given.Euros("9.50") }, ("If-Match", "*"))).Ok();
        Assert.Equal(("53.00", 0), (Amount(changed, "net"), (int)changed["revision"]!));
        var removed = (await _api.Delete($"/api/v1/order-lines/{first}")).Ok();
        Assert.Equal(("15.00", 1), (Amount(removed, "net"), removed["lines"]!.AsArray().Count));
        var header = (await _api.Patch(order.Location!, new { channel = "web", notes = "Ring twice", shippingAddress = (object?)null })).Ok();
        Assert.Equal(("web", "Ring twice", null), ((string?)header["channel"], (string?)header["notes"], header["shippingAddress"]));

        Assert.Equal(header.Text, (await _api.Get(order.Location!)).Text);
        Assert.Equal(5, (int)header["version"]!);
        Assert.Empty((await _api.Get($"{order.Location}/changes")).Ok()["data"]!.AsArray());
        (await _api.Patch(order.Location!, new { currency = "USD" })).Conflict("order.currency_has_lines");
        (await _api.Put($"{order.Location}/placement")).Conflict("order.shipping_address_needed");
        (await _api.Delete(order.Location!)).NoContent();
        (await _api.Get(order.Location!)).NotFound();
    }

    [Fact]
    public async Task A_price_is_frozen_on_the_order_and_a_discontinued_product_is_refused()
    {
        var product = await app.Given.Product(price: 10, taxRate: 0);
        var order = await app.Given.Placed(product);
        (await _api.Patch($"/api/v1/products/{product}", new { name = "Renamed", unitPrice = Given.Euros("99.00"), isActive = false }, ("If-Match", "*"))).Ok();

        var read = (await _api.Get(order.Location!)).Ok();

        Assert.Equal(("10.00", "20.00"), ((string?)read["lines", 0, "unitPrice", "amount"], Amount(read, "net")));
        Assert.NotEqual("Renamed", (string?)read["lines", 0, "text"]);
        (await _api.Post("/api/v1/orders", Given.OrderOf(await app.Given.Customer(), new { productId = product }))).Conflict("product.discontinued");
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_a_pointer_to_each_mistake()
    {
        var body = Given.OrderOf(await app.Given.Customer(), new { quantity = 0 }, new { text = "Tea", unitPrice = Given.Euros("-1"), discountPercent = 101 }, new { text = "Tea", kind = "product", unitPrice = Given.Euros("1.00001") });
        var refused = await _api.Post("/api/v1/orders", body);
        refused.Invalid("/lines/2/unitPrice/amount", "money.decimals");
        body["lines"] = new object[] { new { quantity = 0.0001m }, new { text = "Tea", unitPrice = Given.Euros("-1"), discountPercent = 101, kind = "product" } };
        body["currency"] = "EURO";
        body["placedAt"] = "1996-07-04T00:00:00Z";
        refused = await _api.Post("/api/v1/orders", body);

        refused.Invalid("/currency", "currency.unknown");
        refused.Invalid("/placedAt", "order.placed_at_without_place");
        refused.Invalid("/lines/0/text", "order_line.incomplete");
        refused.Invalid("/lines/0/unitPrice", "order_line.incomplete");
        refused.Invalid("/lines/0/quantity", "number.out_of_range");
        refused.Invalid("/lines/1/unitPrice", "price.invalid");
        refused.Invalid("/lines/1/discountPercent", "number.out_of_range");
        refused.Invalid("/lines/1/kind", "order_line.kind_differs");
    }

    [Fact]
    public async Task What_an_order_names_must_be_there()
    {
        var customer = await app.Given.Customer();
        var archived = await app.Given.Customer();
        (await _api.Delete(archived.Location!)).NoContent();

        (await Draft(customer, "customerId", Guid.NewGuid())).Invalid("/customerId", "reference.unknown");
        (await Draft(customer, "customerId", archived.Id)).Invalid("/customerId", "reference.unknown");
        (await Draft(customer, "contactId", Guid.NewGuid())).Invalid("/contactId", "reference.unknown");
        (await Draft(customer, "ownerId", Guid.NewGuid())).Invalid("/ownerId", "reference.unknown");
        (await Draft(customer, "lines", new[] { new { productId = Guid.NewGuid() } })).Invalid("/lines/0/productId", "reference.unknown");
        (await Draft(customer, "lines", new[] { new { text = "Tea", unitPrice = new { amount = "1", currency = "USD" } } })).Invalid("/lines/0/unitPrice/currency", "currency.differs");
        (await Draft(customer, "lines", new[] { new { productId = await app.Given.Product(currency: "USD") } })).Conflict("order.currency_differs");
        (await Draft(customer, "customFields", new { color = "red" })).Invalid("/customFields/color", "custom_field.unknown");
        var order = await app.Given.DraftOrder();
        (await _api.Post($"{order.Location}/lines", new { productId = Guid.NewGuid() })).Invalid("/productId", "reference.unknown");
        (await _api.Delete($"/api/v1/order-lines/{Guid.NewGuid()}")).NotFound();
        (await _api.Patch($"/api/v1/order-lines/{Guid.NewGuid()}", new { quantity = 1 }, ("If-Match", "*"))).NotFound();
        (await _api.Get($"/api/v1/orders/{Guid.NewGuid()}/changes")).NotFound();
    }

    [Fact]
    public async Task A_contact_must_be_the_customers()
    {
        var (mine, other) = (await app.Given.Customer(), await app.Given.Customer());
        var contact = (await _api.Post("/api/v1/contacts", new { customerId = other.Id, givenName = "Maria", familyName = "Anders" })).Created();

        (await Draft(mine, "contactId", contact.Id)).Invalid("/contactId", "reference.unknown");
        var order = (await Draft(other, "contactId", contact.Id)).Created();
        (await _api.Patch(order.Location!, new { customerId = mine.Id })).Invalid("/contactId", "reference.unknown");
    }

    [Fact]
    public async Task An_external_id_names_one_order_only()
    {
        var ids = new[] { new { system = "shop", id = Guid.NewGuid() } };
        var order = (await Draft(await app.Given.Customer(), "externalIds", ids)).Created();

        (await Draft(await app.Given.Customer(), "externalIds", ids)).Conflict("order.external_id_taken");

        Assert.Equal(order.Id, (string?)(await _api.Get($"/api/v1/orders?externalId=shop:{ids[0].id}")).Ok()["data", 0, "id"]);
    }

    [Fact]
    public async Task An_order_is_found_by_its_custom_fields()
    {
        var key = $"gate{Guid.NewGuid():N}";
        (await _api.Post("/api/v1/custom-fields", new { target = "order", key, type = "number", label = "Gate" })).Created();
        var order = (await Draft(await app.Given.Customer(), "customFields", new Dictionary<string, object> { [key] = 7.50m })).Created();

        Assert.Equal(order.Text, (await _api.Get(order.Location!)).Text);
        Assert.Equal([order.Id], (await _api.Get($"/api/v1/orders?customFields.{key}=7.5")).Ok()["data"]!.AsArray().Select(o => (string?)o!["id"]));
        Assert.Empty((await _api.Get($"/api/v1/orders?customFields.{key}=8")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_line_needs_one()
    {
        var order = await app.Given.DraftOrder();
        var line = $"/api/v1/order-lines/{order["lines", 0, "id"]}";

        (await _api.Patch(line, new { quantity = 3 })).Refused(HttpStatusCode.PreconditionRequired, "precondition.required");
        (await _api.Patch(line, new { quantity = 3 }, ("If-Match", order.ETag!))).Ok();
        var stale = await _api.Patch(line, new { quantity = 4 }, ("If-Match", order.ETag!));

        stale.Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        Assert.Equal("\"2\"", stale.ETag);
        (await _api.Put($"{order.Location}/placement", null, ("If-Match", "\"1\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
        (await _api.Put($"{order.Location}/placement", null, ("If-Match", "\"2\""))).Ok();
    }

    private async Task<Answer> Draft(Answer customer, string member, object value)
    {
        var body = Given.OrderOf(customer, new { text = "Tea", unitPrice = Given.Euros("1.00") });
        body[member] = value;
        return await _api.Post("/api/v1/orders", body);
    }

    private static string? Amount(Answer order, string member) => (string?)order[member, "amount"];

    private static (string?, string?, string?) Amounts(Answer order, int line) =>
        ((string?)order["lines", line, "net", "amount"], (string?)order["lines", line, "tax", "amount"], (string?)order["lines", line, "gross", "amount"]);
}
