using System.Net;
using Xunit;

namespace Crm.Tests.Marketing;

public sealed partial class SegmentTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_static_segment_has_the_customers_that_were_put_in()
    {
        var (a, b, c) = (await app.Given.Customer("Alpha Seg"), await app.Given.Customer("Beta Seg"), await app.Given.Customer("Gamma Seg"));
        var segment = await app.Given.StaticSegment(a.Id, b.Id, b.Id);

        Assert.Equal(0, (int?)(await _api.Post($"{segment.Location}/members", new { customerIds = new[] { a.Id, b.Id } })).Ok()["added"]);
        Assert.Equal(1, (int?)(await _api.Post($"{segment.Location}/members", new { customerIds = new[] { a.Id, c.Id } })).Ok()["added"]);
        (await _api.Put($"{segment.Location}/members/{c.Id}")).NoContent();
        (await _api.Delete($"{segment.Location}/members/{b.Id}")).NoContent();
        (await _api.Delete($"{segment.Location}/members/{b.Id}")).NotFound();
        (await _api.Put($"{segment.Location}/members/{Guid.NewGuid()}")).NotFound();
        (await _api.Post($"{segment.Location}/members", new { customerIds = new[] { a.Id, Guid.NewGuid().ToString() } })).Invalid("/customerIds/1", "reference.unknown");
        (await _api.Post($"{segment.Location}/members", new { customerIds = Array.Empty<string>() })).Invalid("/customerIds", "list.empty");
        (await _api.Post($"{segment.Location}/members", new { customerIds = Enumerable.Repeat(a.Id, 1001) })).Invalid("/customerIds", "list.too_long");

        Assert.Equal(["Alpha Seg", "Gamma Seg"], await Walk(segment));
        Assert.Equal(2, await Count(segment));
        var page = (await _api.Get($"{segment.Location}/customers?sort=-name&limit=1&fields=name&expand=owner&count=true")).Ok();
        Assert.Equal(("Gamma Seg", 2, true), ((string?)page["data", 0, "name"], (int?)page["page", "total"], (bool)page["page", "hasMore"]!));
        Assert.Equal(["Alpha Seg"], Names((await _api.Get($"{segment.Location}/customers?name[startsWith]=al")).Ok()));
        (await _api.Delete(c.Location!)).NoContent();
        Assert.Equal(1, await Count(segment));
    }

    [Fact]
    public async Task A_dynamic_segment_has_whoever_meets_its_filter_at_the_moment()
    {
        var tag = Tag();
        var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Later in", tags = new[] { tag } })).Created();
        var segment = await app.Given.DynamicSegment(new { and = new object[] { Is("tag", tag), Is("market", "education") } });

        Assert.Empty(await Walk(segment));
        (await _api.Patch(customer.Location!, new { market = "education" })).Ok();
        Assert.Equal(["Later in"], await Walk(segment));
        (await _api.Post($"{segment.Location}/members", new { customerIds = new[] { customer.Id } })).Conflict("segment.kept_by_filter");
        (await _api.Put($"{segment.Location}/members/{customer.Id}")).Conflict("segment.kept_by_filter");
        (await _api.Delete($"{segment.Location}/members/{customer.Id}")).Conflict("segment.kept_by_filter");
        var again = (await _api.Patch(segment.Location!, new { filter = Is("tag", tag) })).Ok();
        Assert.Equal($$"""{"field":"tag","op":"eq","value":"{{tag}}"}""", again["filter"]!.ToJsonString());
        Assert.Equal(again.Text, (await _api.Get(segment.Location!)).Ok().Text);
    }

    [Fact]
    public async Task Names_are_unique_among_segments_that_are_not_archived()
    {
        var segment = (await _api.Post("/api/v1/segments", new { name = "Frühling", kind = "static", description = "Spring" })).Created();

        (await _api.Post("/api/v1/segments", new { name = "FRÜHLING", kind = "static" })).Conflict("segment.name_taken");
        (await _api.Delete(segment.Location!)).NoContent();
        (await _api.Get(segment.Location!)).NotFound();
        (await _api.Get($"{segment.Location}/customers")).NotFound();
        (await _api.Get($"{segment.Location}/count")).NotFound();
        var other = (await _api.Post("/api/v1/segments", new { name = "frühling", kind = "static" })).Created();
        (await _api.Put($"{segment.Location}/restoration")).Conflict("segment.name_taken");
        (await _api.Patch(other.Location!, new { name = "Herbst" })).Ok();
        (await _api.Put($"{segment.Location}/restoration")).NoContent();
        Assert.Equal(["Frühling"], Names((await _api.Get("/api/v1/segments?q=fruhling")).Ok()));
        (await _api.Patch(other.Location!, new { kind = "dynamic", filter = Is("market", "home") })).Conflict("segment.kind_fixed");
        (await _api.Patch(other.Location!, new { name = "X" }, ("If-Match", "\"1\""))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
    }

    [Theory]
    [InlineData("""{"name":"S","kind":"dynamic"}""", "/filter", "segment.filter_missing")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":null}""", "/filter", "segment.filter_missing")]
    [InlineData("""{"name":"S","kind":"static","filter":{"field":"market","op":"eq","value":"home"}}""", "/filter", "segment.filter_unexpected")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":[]}""", "/filter", "value.invalid")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"nmae","op":"eq","value":"x"}}""", "/filter/field", "filter.unknown_field")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"market","op":"eq","value":"mars"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"customFields.nowhere","op":"eq","value":1}}""", "/filter/field", "custom_field.unknown")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"archived","op":"eq","value":true}}""", "/filter/field", "archived.misplaced")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"segmentId","op":"eq","value":"01a20039-4cef-7fc4-aab7-f430820afabe"}}""", "/filter/value", "reference.unknown")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"and":[{"any":"orders","filter":{"field":"nmae","op":"eq","value":"x"}}]}}""", "/filter/and/0/filter/field", "filter.unknown_field")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"any":"invoices","filter":{"field":"status","op":"eq","value":"x"}}}""", "/filter/any", "filter.unknown_field")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"none":"tickets","filter":{"field":"customFields.nowhere","op":"eq","value":"x"}}}""", "/filter/filter/field", "custom_field.unknown")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"any":"orders","filter":{"any":"tickets","filter":{"field":"type","op":"eq","value":"x"}}}}""", "/filter/filter/any", "filter.unknown_field")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"any":"orders","filter":{"field":"archived","op":"eq","value":true}}}""", "/filter/filter/field", "archived.misplaced")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"any":"orders"}}""", "/filter/filter", "required")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"any":1,"filter":{}}}""", "/filter/any", "value.invalid")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"any":"orders","none":"orders","filter":{}}}""", "/filter/none", "member.unknown")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"orders.netTotal","op":"gte","value":"1000"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"orders.netTotal","op":"gte","value":"1000 XYZ"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"orders.netTotal","op":"gte","value":1000}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"orders.netTotal","op":"eq","value":"1000 EUR"}}""", "/filter/op", "filter.unknown_operator")]
    [InlineData("""{"name":"S","kind":"dynamic","filter":{"field":"orders.count","op":"gte","value":"3"}}""", "/filter/value", "filter.invalid_value")]
    [InlineData("""{"name":"","kind":"static"}""", "/name", "required")]
    [InlineData("""{"name":"S","kind":"Static"}""", "/kind", "value.invalid")]
    public async Task What_is_no_segment_is_refused_where_it_is_wrong(string body, string pointer, string code) =>
        (await _api.SendText(HttpMethod.Post, "/api/v1/segments", body)).Invalid(pointer, code);

    [Fact]
    public async Task Everybody_counts_what_they_see()
    {
        var tag = Tag();
        var role = (await _api.Post("/api/v1/roles", new { name = $"Own {tag}", permissions = new { customers = new { read = "own" }, orders = new { read = "own" }, marketing = new { read = "all" } } })).Created();
        var user = await app.Given.User([Guid.Parse(role.Id)]);
        var me = await app.Given.SignedIn(user);
        var mine = (await _api.Post("/api/v1/customers", new { kind = "organization", name = "Mine", tags = new[] { tag }, ownerId = user.Id })).Created();
        var foreign = await Tagged(tag, "Foreign");
        await app.Given.DraftOrder(customer: foreign);
        await app.Given.DraftOrder(customer: mine);
        var byHand = await app.Given.StaticSegment(mine.Id, foreign.Id);
        var byFilter = await app.Given.DynamicSegment(Is("tag", tag));
        var byOrders = await app.Given.DynamicSegment(new { and = new object[] { Is("tag", tag), Is("orders.status", "draft") } });
        var byTickets = await app.Given.DynamicSegment(new { not = new { any = "tickets", filter = Is("type", "complaint") } });

        foreach (var segment in new[] { byHand, byFilter, byOrders })
        {
            Assert.Equal(2, await Count(segment));
            Assert.Equal(1, (int?)(await me.Get($"{segment.Location}/count")).Ok()["count"]);
            Assert.Equal(["Mine"], Names((await me.Get($"{segment.Location}/customers")).Ok()));
        }
        (await me.Get($"{byTickets.Location}/count")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await me.Get("/api/v1/customers?tickets.open=1")).Invalid("tickets.open", "filter.unknown_field");
        (await me.Post("/api/v1/customers/search", new { filter = new { none = "tickets", filter = Is("type", "complaint") } })).Invalid("/filter/none", "filter.unknown_field");
        (await me.Post($"{byHand.Location}/members", new { customerIds = new[] { mine.Id } })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");

        var noSegments = await app.Given.SignedIn(await app.Given.User([Guid.Parse((await _api.Post("/api/v1/roles", new { name = $"None {tag}", permissions = new { customers = new { read = "all" }, orders = new { read = "all" } } })).Created().Id)]));
        (await noSegments.Get($"/api/v1/customers?segmentId={byHand.Id}")).Invalid("segmentId", "filter.unknown_field");
        (await noSegments.Get($"/api/v1/orders?customer.segmentId={byHand.Id}")).Invalid("customer.segmentId", "filter.unknown_field");
        (await noSegments.Get("/api/v1/segments")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    [Fact]
    public async Task A_segment_shows_nobody_a_field_that_is_hidden_from_them()
    {
        var tag = Tag();
        var segment = await app.Given.DynamicSegment(new { and = new object[] { Is("tag", tag), Is("creditOnHold", true) } });
        var role = (await _api.Post("/api/v1/roles", new { name = $"Hides {tag}", permissions = new { customers = new { read = "all" }, marketing = new { read = "all", create = "all" } }, fieldRules = new[] { new { resource = "customer", field = "credit", access = "hidden" } } })).Created();
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));

        (await they.Get($"{segment.Location}/count")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Get($"/api/v1/customers?segmentId={segment.Id}")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Post("/api/v1/segments", new { name = $"By {tag}", kind = "dynamic", filter = Is("creditOnHold", true) })).Invalid("/filter/field", "filter.unknown_field");
    }

    [Fact]
    public async Task The_count_is_that_of_the_walked_list()
    {
        var tag = Tag();
        for (var i = 0; i < 23; i++) await Tagged(tag, $"Walked {i:D2}");
        var segment = await app.Given.DynamicSegment(Is("tag", tag));
        List<string> walked = [];
        string? cursor = null;
        do
        {
            var page = (await _api.Get($"{segment.Location}/customers?limit=5&sort=-createdAt{(cursor is null ? "" : $"&cursor={cursor}")}")).Ok();
            walked.AddRange(Names(page));
            cursor = (string?)page["page", "nextCursor"];
        }
        while (cursor is not null);

        Assert.Equal(23, walked.Distinct().Count());
        Assert.Equal(walked.Count, await Count(segment));
        var first = (await _api.Get($"{segment.Location}/customers?limit=5")).Ok();
        var other = await app.Given.DynamicSegment(Is("tag", tag));
        (await _api.Get($"{other.Location}/customers?limit=5&cursor={first["page", "nextCursor"]}")).Invalid("cursor", "cursor.invalid");
    }

    [Fact]
    public async Task Many_may_put_in_the_same_customer_at_once()
    {
        var segment = await app.Given.StaticSegment();
        var customers = new List<string>();
        for (var i = 0; i < 5; i++) customers.Add((await app.Given.Customer()).Id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0
            ? _api.Post($"{segment.Location}/members", new { customerIds = customers })
            : _api.Put($"{segment.Location}/members/{customers[i % 5]}")));

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.NoContent, a.Text));
        Assert.Equal(5, await Count(segment));
    }

    [Fact]
    public async Task Who_changed_a_segment_and_its_members_is_written_down()
    {
        var customer = await app.Given.Customer();
        var segment = await app.Given.StaticSegment(customer.Id);
        (await _api.Delete($"{segment.Location}/members/{customer.Id}")).NoContent();

        var entries = (await _api.Get($"{segment.Location}/audit-entries")).Ok()["data"]!.AsArray();

        Assert.Equal(["removeSegmentMember", "addSegmentMembers", "createSegment"], entries.Select(e => (string?)e!["operation"]));
        Assert.Equal($$"""{"field":"members","from":["{{customer.Id}}"],"to":null}""", entries[0]!["changes"]![0]!.ToJsonString());
        Assert.Equal($$"""{"field":"members","from":null,"to":["{{customer.Id}}"]}""", entries[1]!["changes"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task An_erased_person_is_in_no_segment_and_an_export_names_them()
    {
        var person = await app.Given.Person();
        var segment = await app.Given.StaticSegment(person.Id);

        var export = (await _api.Post($"{person.Location}/personal-data-exports")).Ok();
        Assert.Equal([segment.Id], Ids(export, "segments"));
        (await _api.Put($"{person.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();
        await app.Db(async db => Assert.DoesNotContain(db.Set<Crm.Domain.Marketing.SegmentMember>().AsEnumerable(), m => m.CustomerId.ToString() == person.Id));
    }

    private static string Tag() => $"t{Guid.NewGuid():N}";

    private static object Is(string field, object value) => new { field, op = "eq", value };

    private async Task<Answer> Tagged(string tag, string name) => (await _api.Post("/api/v1/customers", new { kind = "organization", name, relationships = new[] { "customer" }, tags = new[] { tag } })).Created();

    private async Task Searches(string tag, object filter, params string[] names) =>
        Assert.Equal(names, Names((await _api.Post("/api/v1/customers/search", new { filter = new { and = new[] { Is("tag", tag), filter } }, sort = "name" })).Ok()));

    private async Task<int> Count(Answer segment) => (int)(await _api.Get($"{segment.Location}/count")).Ok()["count"]!;

    private async Task<IEnumerable<string>> Walk(Answer segment) => Names((await _api.Get($"{segment.Location}/customers?sort=name")).Ok());

    private static IEnumerable<string> Names(Answer list) => list["data"]!.AsArray().Select(c => (string)c!["name"]!);

    private static IEnumerable<string> Ids(Answer list, string member = "data") => list[member]!.AsArray().Select(c => (string)c!["id"]!);
}
