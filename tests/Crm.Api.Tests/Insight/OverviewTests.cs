using System.Text.Json.Nodes;
using Crm.Tests.Observability;
using Xunit;

namespace Crm.Tests.Insight;

public sealed class OverviewTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task It_shows_how_things_stand()
    {
        var person = await app.Given.Person("Anna Bergmann");
        var (second, primary) = (await app.Given.Contact(person.Id, "Aaron"), await app.Given.Contact(person.Id, "Zoe", isPrimary: true));
        (await _api.Post($"{person.Location}/consents", new { purpose = "newsletter", state = "withdrawn", basis = "consent" })).Created();
        (await _api.Post($"{person.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent" })).Created();
        (await _api.Put($"{person.Location}/credit", new { isOnHold = true }, ("If-Match", "*"))).Ok();
        (await _api.Put($"{person.Location}/legal-hold", new { reason = "Case 12" })).Ok();
        var (open, draft) = (await app.Given.Placed(customer: person), await app.Given.DraftOrder(customer: person));
        var yen = await Order(person, "JPY", "1000", 1);
        var over = await app.Given.Placed(customer: person);
        (await _api.Post($"/api/v1/orders/{over.Id}/cancellation", new { reason = "Over" })).Ok();
        var complaint = await app.Given.OpenTicket(person.Id, "complaint");
        await app.Given.ResolvedTicket(person.Id);
        for (var i = 0; i < 12; i++) await app.Given.Interaction(person.Id, app.Clock.GetUtcNow().AddMinutes(-i));

        var overview = (await _api.Get($"{person.Location}/overview")).Ok();

        Assert.Equal((await _api.Get(person.Location!)).Ok().Text, overview["profile"]!.ToJsonString(Relaxed));
        Assert.Equal([primary.Id, second.Id], Ids(overview["contacts"]));
        Assert.Equal([(null, "withdrawn"), ("email", "granted")], overview["consents"]!.AsArray().Where(c => (string?)c!["purpose"] == "newsletter").Select(c => ((string?)c!["channel"], (string?)c["state"])));
        Assert.Equal(6, overview["consents"]!.AsArray().Count);
        Assert.Equal([yen.Id, draft.Id, open.Id], Ids(overview["openOrders"]));
        Assert.Equal(["fulfilled unpaid", "unfulfilled unpaid", "unfulfilled unpaid"], overview["openOrders"]!.AsArray().Select(o => $"{o!["fulfilment"]} {o["payment"]}"));
        Assert.Equal([complaint.Id], Ids(overview["openTickets"]));
        Assert.Equal(10, overview["lastInteractions"]!.AsArray().Count);
        Assert.Equal((await _api.Get($"{person.Location}/interactions?limit=10")).Ok()["data"]!.ToJsonString(), overview["lastInteractions"]!.ToJsonString());
        Assert.Equal((2, (string?)yen["placedAt"], 1), ((int)overview["orderTotals", "count"]!, (string?)overview["orderTotals", "lastOrderAt"], (int)overview["openTicketCount"]!));
        Assert.Equal([("EUR", (string?)open["net", "amount"], (string?)open["due", "amount"]), ("JPY", "1000", (string?)yen["due", "amount"])],
            overview["orderTotals", "currencies"]!.AsArray().Select(c => ((string?)c!["currency"], (string?)c["netRevenue"]!["amount"], (string?)c["openAmount"]!["amount"])));
        Assert.Equal("""{"creditHold":true,"complaintOpen":true,"legalHold":true,"archived":false,"erased":false,"merged":false}""", overview["flags"]!.ToJsonString());
        Assert.Null(overview.ETag);
    }

    [Fact]
    public async Task A_customer_of_whom_nothing_is_known_has_one_too_and_so_has_an_archived_and_an_erased_one()
    {
        var person = await app.Given.Person();
        var bare = (await _api.Get($"{person.Location}/overview")).Ok();
        Assert.Equal("""{"count":0,"lastOrderAt":null,"currencies":[]}""", bare["orderTotals"]!.ToJsonString());
        Assert.Equal((0, 5), ((int)bare["openTicketCount"]!, bare["consents"]!.AsArray().Count));
        Assert.Equal("""{"creditHold":false,"complaintOpen":false,"legalHold":false,"archived":false,"erased":false,"merged":false}""", bare["flags"]!.ToJsonString());

        (await _api.Delete(person.Location!)).NoContent();
        Assert.True((bool)(await _api.Get($"{person.Location}/overview")).Ok()["flags", "archived"]!);
        (await _api.Put($"{person.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();
        Assert.True((bool)(await _api.Get($"{person.Location}/overview")).Ok()["flags", "erased"]!);
        (await _api.Get($"/api/v1/customers/{Guid.NewGuid()}/overview")).NotFound();
        (await _api.Get($"{person.Location}/overview?limit=3")).Invalid("limit");
    }

    [Fact]
    public async Task Returned_goods_are_no_revenue_and_what_is_paid_is_not_open()
    {
        var story = await app.Given.DeliveredOrder(quantity: 4, paid: "12.00");   // 4 × 10 net, 48 gross
        var customer = (string)(await _api.Get($"/api/v1/orders/{story.Id}")).Ok()["customerId"]!;
        (await _api.Put($"/api/v1/returns/{(await app.Given.InspectedReturn(story, wish: "credit")).Id}/closure")).Ok();

        var order = (await _api.Get($"/api/v1/orders/{story.Id}")).Ok();
        var totals = (await _api.Get($"/api/v1/customers/{customer}/overview")).Ok()["orderTotals", "currencies", 0]!;
        Assert.Equal("12.00", (string?)order["credited", "amount"]);
        Assert.Equal(("30.00", (string?)order["due", "amount"]), ((string?)totals["netRevenue"]!["amount"], (string?)totals["openAmount"]!["amount"]));
    }

    [Fact]
    public async Task Parts_that_the_caller_may_not_see_are_null_and_hidden_fields_stay_hidden()
    {
        var customer = await app.Given.Customer();
        (await _api.Patch(customer.Location!, new { notes = "Hush" })).Ok();
        (await _api.Put($"{customer.Location}/credit", new { isOnHold = true }, ("If-Match", "*"))).Ok();
        await app.Given.Placed(customer: customer);
        await app.Given.OpenTicket(customer.Id, "complaint");

        var reader = await Overview(new { customers = new { read = "all" } });
        foreach (var part in new[] { "openOrders", "openTickets", "orderTotals", "openTicketCount" }) Assert.Null(reader[part]);
        Assert.Null(reader["flags", "complaintOpen"]);
        Assert.Equal(("Hush", true), ((string?)reader["profile", "notes"], (bool?)reader["flags", "creditHold"]));
        var limited = await Overview(new { customers = new { read = "all" }, orders = new { read = "own" }, tickets = new { read = "own" } });
        Assert.Equal((0, 0, 0, false), (limited["openOrders"]!.AsArray().Count, (int)limited["orderTotals", "count"]!, (int)limited["openTicketCount"]!, (bool)limited["flags", "complaintOpen"]!));
        var masked = await Overview(new { customers = new { read = "all" } }, new { resource = "customer", field = "notes", access = "hidden" }, new { resource = "customer", field = "credit", access = "hidden" });
        Assert.Null(masked["profile", "notes"]);
        Assert.Null(masked["profile", "credit"]);
        Assert.Null(masked["flags", "creditHold"]);
        (await (await Somebody(new { customers = new { read = "own" } })).Get($"{customer.Location}/overview")).NotFound();

        async Task<Answer> Overview(object permissions, params object[] rules) => (await (await Somebody(permissions, rules)).Get($"{customer.Location}/overview")).Ok();
    }

    [Fact]
    public async Task What_was_compiled_for_one_caller_shows_another_what_they_see_themselves()
    {
        var customer = await app.Given.Customer();
        object permissions = new { customers = new { read = "all" }, tickets = new { read = "own" } };
        var callers = new[] { await app.Given.SomebodyWho(permissions), await app.Given.SomebodyWho(permissions) };
        var tickets = new[] { await app.Given.Ticket(customer.Id), await app.Given.Ticket(customer.Id) };
        foreach (var (ticket, (user, _)) in tickets.Zip(callers)) (await _api.Put($"{ticket.Location}/assignee", new { userId = user.Id })).Ok();

        foreach (var (ticket, (_, api)) in tickets.Zip(callers))
            Assert.Equal([ticket.Id], (await api.Get($"{customer.Location}/overview")).Ok()["openTickets"]!.AsArray().Select(t => (string)t!["id"]!));
        Assert.Equal(2, (int)(await _api.Get($"{customer.Location}/overview")).Ok()["openTicketCount"]!);
    }

    [Fact]
    public async Task It_asks_the_database_once()
    {
        var customer = await app.Given.Customer();
        using var trips = new RoundTrips(app.Database);
        (await _api.Get($"{customer.Location}/overview")).Ok();   // the roles are known from now on

        var sent = await trips.During(async () => (await _api.Get($"{customer.Location}/overview")).Ok());

        Assert.Contains("access_epochs", Assert.Single(sent), StringComparison.Ordinal);   // who calls is asked together with the rest
    }

    [Fact]
    public async Task A_timeline_asks_for_the_customer_and_for_the_page()
    {
        var customer = await app.Given.Customer();
        using var trips = new RoundTrips(app.Database);
        (await _api.Get($"{customer.Location}/timeline")).Ok();

        Assert.Equal(2, (await trips.During(async () => (await _api.Get($"{customer.Location}/timeline")).Ok())).Count);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<Answer> Order(Answer customer, string currency, string price, int quantity)
    {
        var order = Given.OrderOf(customer, new { text = "Tasting", quantity, unitPrice = new { amount = price, currency }, taxRate = 0 });
        (order["currency"], order["place"]) = (currency, true);
        return (await _api.Post("/api/v1/orders", order)).Created();
    }

    private async Task<Api> Somebody(object permissions, params object[] fieldRules) =>
        await app.Given.SignedIn(await app.Given.User([Guid.Parse((await _api.Post("/api/v1/roles", new { name = $"Looks {Guid.NewGuid():N}", permissions, fieldRules })).Created().Id)]));

    private static IEnumerable<string?> Ids(JsonNode? records) => records!.AsArray().Select(r => (string?)r!["id"]);
}
