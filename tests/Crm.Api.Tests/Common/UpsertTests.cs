using System.Net;
using Xunit;

namespace Crm.Tests.Common;

public sealed class UpsertTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    private static string Address(string resource, string? id = null) => $"/api/v1/{resource}/by-external-id/shop/{Uri.EscapeDataString(id ?? Guid.NewGuid().ToString())}";

    [Fact]
    public async Task A_new_record_is_registered_and_the_same_body_again_changes_nothing()
    {
        var (url, body) = (Address("customers"), new { kind = "organization", name = "Synced Ltd", tags = new[] { "shop" } });
        var created = (await _api.Put(url, body)).Created();
        Assert.Equal($"/api/v1/customers/{created.Id}", created.Location);
        Assert.Equal("shop", (string)created["externalIds", 0, "system"]!);
        var again = (await _api.Put(url, body)).Ok();
        Assert.Equal((created.Text, created.ETag), (again.Text, again.ETag));
        Assert.Equal(created.Text, (await _api.Get(url)).Ok().Text);
    }

    [Fact]
    public async Task Members_that_the_body_has_are_taken_and_the_others_stay()
    {
        var url = Address("customers");
        var created = (await _api.Put(url, new { kind = "organization", name = "Before", notes = "ours", industry = "retail" })).Created();
        (await _api.Patch(created.Location!, new { tags = new[] { "vip" }, externalIds = new object[] { created["externalIds", 0]!, new { system = "erp", id = "9" } } })).Ok();
        var changed = (await _api.Put(url, new { kind = "organization", name = "After", industry = (string?)null })).Ok();
        Assert.Equal((created.Id, "After", "ours", null), (changed.Id, (string)changed["name"]!, (string)changed["notes"]!, changed["industry"]));
        Assert.Equal("vip", (string)changed["tags", 0]!);
        Assert.Equal(2, changed["externalIds"]!.AsArray().Count);
    }

    [Fact]
    public async Task Sixteen_at_once_register_it_once()
    {
        var url = Address("customers");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _api.Put(url, new { kind = "organization", name = "Raced Ltd" })));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.Single(answers.Select(a => a.Id).Distinct());
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("%2F")]
    [InlineData("王伟?x=1#y")]
    [InlineData("o'neil\"; DROP TABLE")]
    public async Task Every_id_can_be_named(string id)
    {
        var url = Address("customers", id + Guid.NewGuid());
        var created = (await _api.Put(url, new { kind = "person", name = "Odd" })).Created();
        Assert.StartsWith(id, (string)created["externalIds", 0, "id"]!, StringComparison.Ordinal);
        Assert.Equal(created.Id, (await _api.Get(url)).Ok().Id);
    }

    [Fact]
    public async Task A_body_is_read_as_one_for_a_new_record()
    {
        var url = Address("customers");
        (await _api.Put(url, new { name = "Kindless" })).Invalid("/kind", "required");
        (await _api.Put(url, new { kind = "person", name = "Known" })).Created();
        (await _api.Put(url, new { name = "Kindless" })).Invalid("/kind", "required");
        (await _api.Put(url, new { kind = "person", name = "Known", nmae = "x" })).Invalid("/nmae", "member.unknown");
        (await _api.Put(url, new { kind = "person", name = new string('x', 5000) })).Invalid("/name");
        (await _api.SendText(HttpMethod.Put, url, "{}", "text/plain")).Refused(HttpStatusCode.UnsupportedMediaType, "media_type.unsupported");
    }

    [Fact]
    public async Task If_match_is_honoured()
    {
        var url = Address("customers");
        (await _api.Put(url, new { kind = "person", name = "New" }, ("If-Match", "\"1\""))).NotFound();
        var created = (await _api.Put(url, new { kind = "person", name = "New" })).Created();
        (await _api.Put(url, new { kind = "person", name = "Newer" }, ("If-Match", created.ETag!))).Ok();
        (await _api.Put(url, new { kind = "person", name = "Newest" }, ("If-Match", created.ETag!))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
    }

    [Fact]
    public async Task An_archived_record_is_named()
    {
        var url = Address("customers");
        var created = (await _api.Put(url, new { kind = "person", name = "Archived" })).Created();
        (await _api.Delete(created.Location!)).NoContent();
        (await _api.Get(url)).NotFound();
        Assert.Equal(created.Id, (string)(await _api.Put(url, new { kind = "person", name = "Archived" })).Conflict("external_id.archived")["details", "id"]!);
    }

    [Fact]
    public async Task An_id_of_another_record_is_refused()
    {
        var (one, other) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        (await _api.Put(Address("customers", one), new { kind = "person", name = "One" })).Created();
        (await _api.Put(Address("customers", other), new { kind = "person", name = "Other", externalIds = new[] { new { system = "shop", id = one } } })).Conflict("customer.external_id_taken");
        (await _api.Get(Address("customers", other))).NotFound();
        (await _api.Get($"/api/v1/customers/by-external-id/{new string('s', 61)}/1")).Invalid("system");
    }

    [Fact]
    public async Task A_contact_moves_with_its_customer()
    {
        var (url, from, to) = (Address("contacts"), await app.Given.Customer(), await app.Given.Customer());
        var created = (await _api.Put(url, new { customerId = from.Id, name = "Jo", jobTitle = "Buyer" })).Created();
        var moved = (await _api.Put(url, new { customerId = to.Id, name = "Jo Doe" }, ("If-Match", created.ETag!))).Ok();
        Assert.Equal((created.Id, to.Id, "Jo Doe", "Buyer"), (moved.Id, (string)moved["customerId"]!, (string)moved["name"]!, (string)moved["jobTitle"]!));
    }

    [Fact]
    public async Task A_product_keeps_its_stock()
    {
        var (url, sku) = (Address("products"), Guid.NewGuid().ToString());
        object Body(string price) => new { sku, name = "Pump", unitPrice = Given.Euros(price), taxRate = 19, stockOnHand = 10 };
        var created = (await _api.Put(url, Body("5.00"))).Created();
        await app.Given.Placed(created.Id, quantity: 4);
        var changed = (await _api.Put(url, Body("6.00"))).Ok();
        Assert.Equal("6.00", (string)changed["unitPrice", "amount"]!);
        Assert.Equal((10, 4), await app.Given.StockOf(created.Id));
    }

    [Fact]
    public async Task A_ticket_stays_with_its_customer()
    {
        var (url, customer) = (Address("tickets"), await app.Given.Customer());
        object Body(Answer of, string subject) => new { customerId = of.Id, subject, channel = "email" };
        (await _api.Put(url, Body(customer, "Leak"))).Created();
        Assert.Equal("Big leak", (string)(await _api.Put(url, Body(customer, "Big leak"))).Ok()["subject"]!);
        (await _api.Put(url, Body(await app.Given.Customer(), "Leak"))).Conflict("ticket.customer_fixed");
    }

    [Fact]
    public async Task An_order_follows_its_lines_and_is_placed_once()
    {
        var (url, customer, pump, seal) = (Address("orders"), await app.Given.Customer(), await app.Given.Product(stock: 10), await app.Given.Product(stock: 10));
        Dictionary<string, object?> Body(bool place, params object[] lines)
        {
            var body = Given.OrderOf(customer, lines);
            body["place"] = place;
            return body;
        }
        object freight = new { kind = "freight", text = "Parcel", unitPrice = Given.Euros("5.00") };

        var draft = (await _api.Put(url, Body(false, new { productId = pump, quantity = 1 }, freight))).Created();
        var second = Body(true, new { productId = seal, quantity = 2 }, new { productId = pump, quantity = 3 }, freight);
        var placed = (await _api.Put(url, second)).Ok();
        Assert.Equal((draft.Id, "placed", 3), (placed.Id, (string)placed["status"]!, placed["lines"]!.AsArray().Count));
        Assert.Equal(((10, 3), (10, 2)), (await app.Given.StockOf(pump), await app.Given.StockOf(seal)));
        Assert.Equal(placed.ETag, (await _api.Put(url, second)).Ok().ETag);

        var fewer = (await _api.Put(url, Body(true, new { productId = pump, quantity = 2 }, freight))).Ok();
        Assert.Equal(2, fewer["lines"]!.AsArray().Count);
        Assert.Equal(((10, 2), (10, 0)), (await app.Given.StockOf(pump), await app.Given.StockOf(seal)));
    }

    [Fact]
    public async Task An_order_whose_change_is_refused_stays_whole()
    {
        var (url, customer, product) = (Address("orders"), await app.Given.Customer(), await app.Given.Product(stock: 5));
        var body = Given.OrderOf(customer, new { productId = product, quantity = 1 });
        body["place"] = true;
        var placed = (await _api.Put(url, body)).Created();
        var more = Given.OrderOf(customer, new { productId = product, quantity = 50 });
        more["notes"] = "urgent";
        (await _api.Put(url, more)).Conflict("order.out_of_stock");
        Assert.Equal(placed.Text, (await _api.Get(placed.Location!)).Ok().Text);
    }
}
