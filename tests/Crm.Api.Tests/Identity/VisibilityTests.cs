using System.Net;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>What a level extends to: own, the teams', all.</summary>
public sealed class VisibilityTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("own", "mine")]
    [InlineData("team", "mine", "mate's", "team's")]
    [InlineData("all", "mine", "mate's", "team's", "foreign", "nobody's")]
    public async Task A_level_extends_to_the_same_records_however_one_looks(string level, params string[] seen)
    {
        var (me, they) = await Somebody(new { customers = Acts(level), orders = Acts(level), tickets = Acts(level), products = Acts("all") });
        var mate = await app.Given.User();
        var team = await app.Given.Team(null, me, mate);
        var tag = $"v{Guid.NewGuid():N}";
        var all = new Dictionary<string, Answer>
        {
            ["mine"] = await Customer(tag, me),
            ["mate's"] = await Customer(tag, mate),
            ["team's"] = await Customer(tag, null, team),
            ["foreign"] = await Customer(tag, await app.Given.User()),
            ["nobody's"] = await Customer(tag, null),
        };
        string[] ids = [.. seen.Select(s => all[s].Id).Order()];

        Assert.Equal(ids, Ids((await they.Get($"/api/v1/customers?tag={tag}")).Ok()));
        Assert.Equal(ids.Length, (int?)(await they.Get($"/api/v1/customers?tag={tag}&count=true&limit=1")).Ok()["page", "total"]);
        Assert.Equal(ids, Ids((await they.Get($"/api/v1/customers?q={tag}")).Ok()));
        Assert.Equal(ids, Ids((await they.Post("/api/v1/customers/search", new { filter = new { field = "tag", op = "eq", value = tag } })).Ok()));
        foreach (var (name, customer) in all)
        {
            var isSeen = seen.Contains(name);
            Assert.Equal(isSeen, (await they.Get(customer.Location!)).Status == HttpStatusCode.OK);
            Assert.Equal(isSeen, (await they.Get($"/api/v1/customers/by-external-id/visible/{tag}-{customer["name"]}")).Status == HttpStatusCode.OK);
            Assert.Equal(isSeen, (await they.Get($"{customer.Location}/contacts")).Status == HttpStatusCode.OK);
            var contact = (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "C", tags = new[] { tag } })).Created();
            var ticket = (await _api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "T", channel = "web", tags = new[] { tag } })).Created();
            var draft = (await _api.Post("/api/v1/orders", new { customerId = customer.Id, currency = "EUR", channel = "phone", tags = new[] { tag } })).Created();
            foreach (var part in new[] { contact, ticket, draft })
                if (isSeen) (await they.Get(part.Location!)).Ok();
                else (await they.Get(part.Location!)).NotFound();
            if (isSeen) (await they.Patch(customer.Location!, new { notes = "changed" })).Ok();
            else (await they.Patch(customer.Location!, new { notes = "changed" })).NotFound();
            var opened = await they.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "New", channel = "web" });
            if (isSeen) opened.Created();
            else opened.Invalid("/customerId", "reference.unknown");
        }
        foreach (var list in new[] { "contacts", "tickets", "orders" }) Assert.Equal(ids, CustomersOf((await they.Get($"/api/v1/{list}?tag={tag}")).Ok()));
    }

    [Fact]
    public async Task Orders_and_tickets_of_ones_own_are_seen_whoever_has_the_customer()
    {
        var (me, they) = await Somebody(new { orders = Acts("own"), tickets = Acts("own") });
        var order = await app.Given.OrderOf(me);
        var ticket = await app.Given.TicketOf(me);

        (await they.Get(order.Location!)).Ok();
        (await they.Get(ticket.Location!)).Ok();
        Assert.Equal([order.Id], Ids((await they.Get("/api/v1/orders")).Ok()));
        Assert.Equal([ticket.Id], Ids((await they.Get("/api/v1/tickets")).Ok()));
        Assert.NotEmpty((await they.Get("/api/v1/order-lines")).Ok()["data"]!.AsArray());
        // The customer is not theirs to see, so it is not shown beside its id either.
        Assert.Null((await they.Get($"{order.Location}?expand=customer")).Ok()["customer"]);
    }

    [Fact]
    public async Task What_belongs_to_an_order_is_seen_with_it()
    {
        var (me, they) = await Somebody(new { orders = Acts("own") });
        var story = await app.Given.DeliveredOrder(paid: "10.00");
        await app.Given.RequestedReturn(story);
        string[] lists = ["shipments", "payments", "returns"];

        foreach (var list in lists) Assert.Empty((await they.Get($"/api/v1/{list}?orderId={story.Id}")).Ok()["data"]!.AsArray());
        (await _api.Patch($"/api/v1/orders/{story.Id}", new { ownerId = me.Id })).Ok();
        foreach (var list in lists)
        {
            var found = Ids((await they.Get($"/api/v1/{list}?orderId={story.Id}")).Ok());
            Assert.Single(found);
            (await they.Get($"/api/v1/{list}/{found[0]}")).Ok();
        }
    }

    [Fact]
    public async Task Who_creates_for_themselves_only_cannot_create_for_others()
    {
        var (me, they) = await Somebody(new { customers = Acts("own") });
        object Body(string? owner) => new { kind = "person", name = "Fresh", ownerId = owner, tags = new[] { "fresh" } };

        (await they.Post("/api/v1/customers", Body(null))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Post("/api/v1/customers", Body((await app.Given.User()).Id))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        Assert.Empty((await _api.Get("/api/v1/customers?tag=fresh")).Ok()["data"]!.AsArray());
        (await they.Post("/api/v1/customers", Body(me.Id))).Created();
        var bulk = (await they.Post("/api/v1/customers/bulk?mode=partial", new { items = new[] { Body(null), Body(me.Id) } })).Is(HttpStatusCode.MultiStatus);
        Assert.Equal((403, 201), ((int?)bulk["data", 0, "status"], (int?)bulk["data", 1, "status"]));
    }

    [Fact]
    public async Task Seeing_all_is_not_changing_all()
    {
        var (me, they) = await Somebody(new { customers = new { read = "all", change = "own", archive = "none" } });
        var (mine, foreign) = (await app.Given.CustomerOf(me), await app.Given.CustomerOf(await app.Given.User()));

        (await they.Patch(mine.Location!, new { notes = "x" })).Ok();
        (await they.Patch(foreign.Location!, new { notes = "x" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Delete(mine.Location!)).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        Assert.Null((await _api.Get(foreign.Location!)).Ok()["notes"]);
    }

    [Fact]
    public async Task Rules_of_the_business_count_what_the_caller_does_not_see()
    {
        var (me, they) = await Somebody(new { orders = Acts("own"), customers = Acts("all"), products = Acts("all") });
        var customer = await app.Given.CustomerWithLimit("100.00");
        object Order(string? owner) => new
        {
            customerId = customer.Id,
            currency = "EUR",
            channel = "phone",
            place = true,
            ownerId = owner,
            lines = new[] { new { text = "Work", quantity = 1, unitPrice = new { amount = "80.00", currency = "EUR" } } },
        };
        (await _api.Post("/api/v1/orders", Order(null))).Created();

        var second = (await they.Post("/api/v1/orders", Order(me.Id))).Created();

        Assert.Equal(("onHold", "creditLimit"), ((string?)second["status"], (string?)second["hold", "reason"]));
    }

    [Fact]
    public async Task A_hidden_field_is_shown_nowhere_and_a_locked_one_is_not_written()
    {
        var role = (await _api.Post("/api/v1/roles", new
        {
            name = $"Discreet {Guid.NewGuid():N}",
            permissions = new { customers = Acts("all"), orders = Acts("all"), identity = new { read = "all" } },
            fieldRules = new object[]
            {
                new { resource = "customer", field = "credit", access = "hidden" }, new { resource = "customer", field = "birthDate", access = "hidden" },
                new { resource = "customer", field = "notes", access = "readOnly" }, new { resource = "contact", field = "birthDate", access = "hidden" },
            },
        })).Created();
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));
        var customer = (await _api.Post("/api/v1/customers", new { kind = "person", name = "Secretive", birthDate = "1980-02-03", notes = "Likes tea" })).Created();
        var contact = (await _api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "C", birthDate = "1990-05-06" })).Created();

        foreach (var shown in new[]
                 {
                     (await they.Get(customer.Location!)).Ok().Json, (await they.Get($"{customer.Location}?fields=id,credit,birthDate,notes")).Ok().Json,
                     (await they.Patch(customer.Location!, new { tags = new[] { "x" } })).Ok().Json, (await they.Get($"{contact.Location}?expand=customer")).Ok().Json["customer"]!,
                 })
        {
            Assert.Null(shown["credit"]);
            Assert.Null(shown["birthDate"]);
        }
        Assert.Equal("Likes tea", (string?)(await they.Get(customer.Location!)).Ok()["notes"]);
        Assert.Equal("1980-02-03", (string?)(await _api.Get(customer.Location!)).Ok()["birthDate"]);
        Assert.Null((await they.Get(contact.Location!)).Ok()["birthDate"]);
        (await they.Get("/api/v1/customers?creditOnHold=true")).Invalid("creditOnHold");
        (await they.Get("/api/v1/contacts?customer.creditOnHold=true")).Invalid("customer.creditOnHold");
        (await they.Post("/api/v1/customers/search", new { filter = new { field = "creditOnHold", op = "eq", value = true } })).Is(HttpStatusCode.BadRequest);
        (await they.Patch(customer.Location!, new { notes = "Likes coffee" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Patch(customer.Location!, new { notes = "Likes tea" })).Ok();
        (await they.Patch(customer.Location!, new { birthDate = (string?)null })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Post("/api/v1/customers", new { kind = "person", name = "N", birthDate = "1999-01-01" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Put($"{customer.Location}/credit", new { isOnHold = true }, ("If-Match", "*"))).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        Assert.Equal(("Likes tea", "1980-02-03", false), ((string?)(await Now())["notes"], (string?)(await Now())["birthDate"], (bool?)(await Now())["credit", "isOnHold"]));

        async Task<Answer> Now() => (await _api.Get(customer.Location!)).Ok();
    }

    private static object Acts(string level) => new { read = level, create = level, change = level, archive = level, export = level, manage = level };

    private static string[] Ids(Answer list) => [.. list["data"]!.AsArray().Select(r => (string)r!["id"]!).Order()];

    private static string[] CustomersOf(Answer list) => [.. list["data"]!.AsArray().Select(r => (string)r!["customerId"]!).Order()];

    private async Task<(Answer User, Api Api)> Somebody(object permissions)
    {
        var role = (await _api.Post("/api/v1/roles", new { name = $"Role {Guid.NewGuid():N}", permissions })).Created();
        var user = await app.Given.User([Guid.Parse(role.Id)]);
        return (user, await app.Given.SignedIn(user));
    }

    private async Task<Answer> Customer(string tag, Answer? owner, Answer? team = null)
    {
        var name = $"{tag} {Guid.NewGuid():N}";
        return (await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name,
            ownerId = owner?.Id,
            teamId = team?.Id,
            tags = new[] { tag },
            externalIds = new[] { new { system = "visible", id = $"{tag}-{name}" } },
        })).Created();
    }
}
