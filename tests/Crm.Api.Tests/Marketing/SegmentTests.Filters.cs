using System.Net;
using Xunit;

namespace Crm.Tests.Marketing;

// What is found by filters, and filters that are segments.
public sealed partial class SegmentTests
{
    [Fact]
    public async Task Customers_are_found_by_what_they_ordered()
    {
        var tag = Tag();
        var (buyer, other, none) = (await Tagged(tag, "Buyer"), await Tagged(tag, "Other"), await Tagged(tag, "None"));
        var product = await app.Given.Product();
        var placed = await app.Given.Placed(product, customer: buyer);
        await app.Given.DraftOrder(product, customer: other);
        var net = (string)placed["net", "amount"]!;

        await Finds("orders.count[gte]=1", "Buyer");
        await Finds("orders.count=0", "None", "Other");
        await Finds($"orders.netTotal[gte]={net} EUR", "Buyer");
        await Finds($"orders.netTotal[gt]={net} EUR");
        await Finds($"orders.netTotal[lt]={net} EUR", "None", "Other");
        await Finds($"orders.netTotal[gte]={net} USD");
        await Finds("orders.netTotal[gte]=0 USD", "Buyer", "None", "Other");
        await Finds("orders.lastPlacedAt[gte]=2020-01-01T00:00:00Z", "Buyer");
        await Finds("orders.lastPlacedAt[isNull]=true", "None", "Other");
        await Finds("orders.status=draft", "Other");
        await Finds("orders.status=draft,placed", "Buyer", "Other");
        await Finds("orders.status[ne]=draft,placed", "None");
        await Finds("orders.channel=phone", "Buyer", "Other");
        await Finds($"orders.productId={product}", "Buyer", "Other");
        Assert.Equal([placed.Id], (await _api.Get($"/api/v1/orders?productId={product}&status=placed")).Ok()["data"]!.AsArray().Select(o => (string)o!["id"]!));

        await Searches(tag, new { any = "orders", filter = new { and = new object[] { Is("status", "placed"), Is("productId", product) } } }, "Buyer");
        await Searches(tag, new { any = "orders", filter = new { and = new object[] { Is("status", "draft"), Is("channel", "web") } } });
        await Searches(tag, new { none = "orders", filter = Is("status", "placed") }, "None", "Other");
        await Searches(tag, new { not = new { any = "orders", filter = Is("currency", "EUR") } }, "None");
        (await _api.Get("/api/v1/orders?customer.orders.count=1")).Invalid("customer.orders.count", "parameter.unknown");
        (await _api.Get("/api/v1/customers?orders.netTotal[gte]=EUR")).Invalid("orders.netTotal[gte]", "filter.invalid_value");

        async Task Finds(string filter, params string[] names) => Assert.Equal(names, Names((await _api.Get($"/api/v1/customers?tag={tag}&sort=name&{filter}")).Ok()));
    }

    [Fact]
    public async Task Customers_are_found_by_their_tickets()
    {
        var tag = Tag();
        var (calm, cross, closed) = (await Tagged(tag, "Calm"), await Tagged(tag, "Cross"), await Tagged(tag, "Done"));
        await app.Given.Ticket(cross.Id, "complaint", "urgent");
        await app.Given.Ticket(cross.Id);
        await app.Given.ClosedTicket(closed.Id);

        await Finds("tickets.count=2", "Cross");
        await Finds("tickets.open[gte]=1", "Cross");
        await Finds("tickets.open=0", "Calm", "Done");
        await Finds("tickets.type=complaint,repair", "Cross");
        await Finds("tickets.type[ne]=complaint", "Calm", "Done");
        await Finds("tickets.lastOpenedAt[isNull]=true", "Calm");
        await Searches(tag, new { any = "tickets", filter = new { and = new object[] { Is("type", "complaint"), Is("priority", "urgent") } } }, "Cross");
        await Searches(tag, new { any = "tickets", filter = new { and = new object[] { Is("type", "question"), Is("priority", "urgent") } } });
        Assert.NotNull(calm);

        async Task Finds(string filter, params string[] names) => Assert.Equal(names, Names((await _api.Get($"/api/v1/customers?tag={tag}&sort=name&{filter}")).Ok()));
    }

    [Fact]
    public async Task A_segment_is_a_filter_everywhere()
    {
        var tag = Tag();
        var (mine, other) = (await Tagged(tag, "In it"), await Tagged(tag, "Not in it"));
        var ticket = await app.Given.Ticket(mine.Id);
        await app.Given.Ticket(other.Id);
        var order = await app.Given.DraftOrder(customer: mine);
        await app.Given.DraftOrder(customer: other);
        var contact = await app.Given.Contact(mine.Id);
        await app.Given.Contact(other.Id);
        foreach (var segment in new[] { await app.Given.StaticSegment(mine.Id), await app.Given.DynamicSegment(new { and = new object[] { Is("tag", tag), Is("name", "In it") } }) })
        {
            Assert.Equal(["In it"], Names((await _api.Get($"/api/v1/customers?tag={tag}&segmentId={segment.Id}")).Ok()));
            Assert.Equal(["Not in it"], Names((await _api.Get($"/api/v1/customers?tag={tag}&segmentId[ne]={segment.Id}")).Ok()));
            await Searches(tag, Is("segmentId", segment.Id), "In it");
            Assert.Equal([ticket.Id], Ids((await _api.Get($"/api/v1/tickets?customer.segmentId={segment.Id}&customer.tag={tag}")).Ok()));
            Assert.Equal([order.Id], Ids((await _api.Get($"/api/v1/orders?customer.segmentId={segment.Id}")).Ok()));
            Assert.Equal([contact.Id], Ids((await _api.Post("/api/v1/contacts/search", new { filter = Is("customer.segmentId", segment.Id) })).Ok()));
            await Searches(tag, new { any = "orders", filter = Is("customer.segmentId", segment.Id) }, "In it");
        }
        (await _api.Get($"/api/v1/customers?segmentId={Guid.NewGuid()}")).Invalid("segmentId", "reference.unknown");
        (await _api.Get("/api/v1/customers?segmentId=x")).Invalid("segmentId", "filter.invalid_value");
        (await _api.Get($"/api/v1/orders?customer.segmentId={Guid.NewGuid()}")).Invalid("customer.segmentId", "reference.unknown");
    }

    [Fact]
    public async Task Segments_stand_in_one_another_but_not_in_themselves()
    {
        var tag = Tag();
        await Tagged(tag, "Nested");
        var inner = await app.Given.DynamicSegment(Is("tag", tag));
        var middle = await app.Given.DynamicSegment(new { and = new object[] { Is("segmentId", inner.Id), Is("kind", "organization") } });
        var outer = await app.Given.DynamicSegment(Is("segmentId", middle.Id));

        Assert.Equal(["Nested"], await Walk(outer));
        (await _api.Patch(inner.Location!, new { filter = Is("segmentId", inner.Id) })).Conflict("segment.cycle");
        (await _api.Patch(inner.Location!, new { filter = new { or = new object[] { Is("tag", tag), Is("segmentId", outer.Id) } } })).Conflict("segment.cycle");
        (await _api.Patch(inner.Location!, new { filter = new { any = "orders", filter = Is("customer.segmentId", middle.Id) } })).Conflict("segment.cycle");
        var deeper = await _api.Post("/api/v1/segments", new { name = tag, kind = "dynamic", filter = Is("segmentId", outer.Id) });
        deeper.Created();
        (await _api.Post("/api/v1/segments", new { name = $"{tag}2", kind = "dynamic", filter = Is("segmentId", deeper.Id) })).Conflict("segment.too_complex");
        object Many(int count) => new { or = Enumerable.Repeat(Is("tag", tag), count) };
        var wide = await app.Given.DynamicSegment(Many(49));
        (await _api.Post("/api/v1/segments", new { name = $"{tag}3", kind = "dynamic", filter = new { or = Enumerable.Repeat(Is("segmentId", wide.Id), 10) } })).Conflict("segment.too_complex");
    }

    [Fact]
    public async Task Two_changes_at_once_make_no_circle()
    {
        for (var round = 0; round < 5; round++)
        {
            var (a, b) = (await app.Given.DynamicSegment(Is("market", "home")), await app.Given.DynamicSegment(Is("market", "home")));
            var answers = await Task.WhenAll(_api.Patch(a.Location!, new { filter = Is("segmentId", b.Id) }), _api.Patch(b.Location!, new { filter = Is("segmentId", a.Id) }));
            Assert.Single(answers, x => x.Status == HttpStatusCode.OK);
            Assert.Single(answers, x => x.Code == "segment.cycle");
            (await _api.Get($"{a.Location}/count")).Ok();
        }
    }

    [Fact]
    public async Task A_filter_that_does_not_hold_any_more_says_so()
    {
        var (key, tag) = ($"k{Guid.NewGuid():N}", Tag());
        var field = (await _api.Post("/api/v1/custom-fields", new { target = "customer", key, type = "number", label = "Shelves" })).Created();
        var inner = await app.Given.DynamicSegment(Is($"customFields.{key}", 5));
        var outer = await app.Given.DynamicSegment(Is("segmentId", inner.Id));
        Assert.Equal(0, await Count(outer));

        (await _api.Delete(field.Location!)).NoContent();
        foreach (var address in new[] { $"{inner.Location}/count", $"{inner.Location}/customers", $"{outer.Location}/count", $"/api/v1/customers?segmentId={outer.Id}", $"/api/v1/orders?customer.segmentId={inner.Id}" })
            Assert.Equal((string?)inner["name"], (string?)(await _api.Get(address)).Conflict("segment.filter_invalid")["details", "segment"]);
        (await _api.Patch(inner.Location!, new { filter = Is("tag", tag) })).Ok();
        Assert.Equal(0, await Count(outer));
        (await _api.Delete(inner.Location!)).NoContent();
        Assert.Equal((string?)outer["name"], (string?)(await _api.Get($"{outer.Location}/count")).Conflict("segment.filter_invalid")["details", "segment"]);
    }
}
