using System.Text.Json.Nodes;
using Crm.Application.Insight.Timeline;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Xunit;

namespace Crm.Tests.Insight;

public sealed class TimelineTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task It_tells_of_everything_that_happened_the_newest_first()
    {
        var story = await app.Given.DeliveredOrder(paid: "10.00");
        var customer = (string)(await _api.Get($"/api/v1/orders/{story.Id}")).Ok()["customerId"]!;
        var rma = await app.Given.InspectedReturn(story);
        (await _api.Put($"/api/v1/returns/{rma.Id}/closure")).Ok();
        (await _api.Put($"/api/v1/returns/{(await app.Given.RequestedReturn(story)).Id}/rejection", new { reason = "Late" })).Ok();
        (await _api.Post($"/api/v1/orders/{(await app.Given.Placed(customer: (await _api.Get($"/api/v1/customers/{customer}")).Ok())).Id}/cancellation", new { reason = "Over" })).Ok();
        await app.Given.DraftOrder(customer: (await _api.Get($"/api/v1/customers/{customer}")).Ok());
        var contact = await app.Given.Contact(customer);
        var ticket = await app.Given.OpenTicket(customer);
        foreach (var kind in new[] { "publicReply", "internalNote", "customerMessage" }) await app.Given.Message(ticket, kind, new string('é', 300));
        (await _api.Put($"/api/v1/tickets/{ticket.Id}/resolution", Given.Solved)).Ok();
        (await _api.Put($"/api/v1/tickets/{ticket.Id}/closure")).Ok();
        (await _api.Post($"{contact.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent" })).Created();
        (await _api.Put($"/api/v1/customers/{customer}/lifecycle", new { lifecycle = "dormant", reason = "Quiet" })).Ok();
        (await _api.Patch($"/api/v1/customers/{customer}", new { ownerId = (await app.Given.User()).Id })).Ok();
        var call = await app.Given.Interaction(customer, contactIds: contact.Id);

        var entries = await Walk($"/api/v1/customers/{customer}/timeline", limit: 200);

        Assert.Equal(entries.OrderByDescending(At).Select(At), entries.Select(At));
        Assert.Equal(entries.Count, entries.Select(e => (string?)e["id"]).Distinct().Count());
        foreach (var (happened, count) in new (string, int)[]
        {
            ("orderPlaced", 2), ("orderDrafted", 1), ("orderCancelled", 1), ("paymentRecorded", 1), ("shipmentShipped", 1), ("shipmentDelivered", 1), ("returnRequested", 2), ("returnReceived", 1),
            ("returnClosed", 1), ("returnEnded", 1), ("ticketOpened", 1), ("ticketMessageWritten", 3), ("ticketResolved", 1), ("ticketClosed", 1), ("consentRecorded", 1), ("ownershipChanged", 1), ("interactionStarted", 1),
        })
            Assert.Equal((happened, count), (happened, entries.Count(e => (string?)e["event"] == happened)));
        Assert.True(entries.Count(e => (string?)e["kind"] == "lifecycle") >= 2);
        Assert.Equal(["in", "out", null], entries.Where(e => (string?)e["kind"] == "ticketMessage").Select(e => (string?)e["direction"]).OrderBy(d => d ?? "z"));
        Assert.All(entries.Where(e => (string?)e["kind"] == "ticketMessage"), e => Assert.Equal((200, ticket.Id, "email"), (((string)e["excerpt"]!).Length, (string?)e["ticketId"], (string?)e["channel"])));
        var placed = entries.Last(e => (string?)e["event"] == "orderPlaced");
        Assert.Equal((story.Id, story.Id, "phone"), ((string?)placed["recordId"], (string?)placed["orderId"], (string?)placed["channel"]));
        Assert.Equal((await _api.Get($"/api/v1/orders/{story.Id}")).Ok()["gross"]!.ToJsonString(), placed["amount"]!.ToJsonString());
        Assert.Matches("^Order O-[0-9-]+ placed$", (string?)placed["title"]);
        var spoken = entries.Single(e => (string?)e["kind"] == "interaction");
        Assert.Equal(($"interactionStarted:{call.Id}", (string?)call["subject"], "phone", "in", contact.Id, (string?)call["by"]),
            ((string?)spoken["id"], (string?)spoken["title"], (string?)spoken["channel"], (string?)spoken["direction"], (string?)spoken["contactId"], (string?)spoken["by"]));
        Assert.Equal("Return " + (string?)(await _api.Get($"/api/v1/returns?orderId={story.Id}&status=rejected")).Ok()["data", 0, "number"] + " rejected", (string?)entries.Single(e => (string?)e["event"] == "returnEnded")["title"]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 3)]
    [InlineData("sort=at", 2)]
    [InlineData("kind=interaction,ticket,ticketMessage", 4)]
    public async Task Walking_it_by_cursor_misses_none_and_shows_none_twice_though_much_happens_at_once_and_meanwhile(string query, int limit)
    {
        var customer = await app.Given.Customer();
        var then = app.Clock.GetUtcNow().AddMinutes(-10);
        for (var i = 0; i < 7; i++) await app.Given.Interaction(customer.Id, i < 5 ? then : then.AddSeconds(i));   // five at one time
        await Stop(async () =>
        {
            var ticket = await app.Given.OpenTicket(customer.Id);   // opened, answered, resolved and closed at one time
            foreach (var _ in new[] { 1, 2, 3 }) await app.Given.Message(ticket, "internalNote");
            (await _api.Put($"/api/v1/tickets/{ticket.Id}/resolution", Given.Solved)).Ok();
            (await _api.Put($"/api/v1/tickets/{ticket.Id}/closure")).Ok();
        });
        var url = $"/api/v1/customers/{customer.Id}/timeline?{query}";
        var whole = (await Walk(url, 200)).Select(e => (string)e["id"]!).ToList();
        Assert.True(whole.Count >= 13, $"{whole.Count}");
        var isAscending = query.Contains("sort=at", StringComparison.Ordinal);

        var walked = await Walk(url, limit, between: () => app.Given.Interaction(customer.Id, isAscending ? then.AddHours(-1) : null));   // comes where the walk has been

        Assert.Equal(whole, walked.Select(e => (string)e["id"]!));
    }

    [Fact]
    public async Task What_happens_at_the_same_time_stands_in_the_order_in_which_it_must_have_happened()
    {
        var customer = await app.Given.Customer();
        await Stop(async () =>
        {
            var ticket = await app.Given.OpenTicket(customer.Id);
            await app.Given.Message(ticket, "publicReply");
            (await _api.Put($"/api/v1/tickets/{ticket.Id}/resolution", Given.Solved)).Ok();
            (await _api.Put($"/api/v1/tickets/{ticket.Id}/closure")).Ok();
        });
        Assert.Equal(["ticketClosed", "ticketResolved", "ticketMessageWritten", "ticketOpened"],
            (await Walk($"/api/v1/customers/{customer.Id}/timeline?kind=ticket,ticketMessage", 50)).Select(e => (string?)e["event"]));
    }

    [Fact]
    public async Task It_is_filtered_by_kind_and_time_and_counted()
    {
        var customer = await app.Given.Customer();
        var now = app.Clock.GetUtcNow();
        var (old, recent) = (await app.Given.Interaction(customer.Id, now.AddDays(-20)), await app.Given.Interaction(customer.Id, now.AddDays(-2)));
        await app.Given.Ticket(customer.Id);
        var url = $"/api/v1/customers/{customer.Id}/timeline";

        Assert.Equal([recent.Id, old.Id], (await Walk($"{url}?kind=interaction", 50)).Select(e => (string?)e["recordId"]));
        Assert.DoesNotContain(await Walk($"{url}?kind[ne]=interaction", 50), e => (string?)e["kind"] == "interaction");
        Assert.Equal([recent.Id], (await Walk($"{url}?kind=interaction&at[gte]={Time(now.AddDays(-3))}", 50)).Select(e => (string?)e["recordId"]));
        Assert.Equal([old.Id], (await Walk($"{url}?at[lt]={(string)recent["startedAt"]!}", 50)).Select(e => (string?)e["recordId"]));
        Assert.Equal([recent.Id, old.Id], (await Walk($"{url}?at[lte]={(string)recent["startedAt"]!}", 50)).Select(e => (string?)e["recordId"]));
        Assert.Equal([recent.Id], (await Walk($"{url}?at[gt]={(string)old["startedAt"]!}&at[lte]={(string)recent["startedAt"]!}", 50)).Select(e => (string?)e["recordId"]));
        Assert.Empty(await Walk($"{url}?at[lt]=0001-01-01T00:00:00Z", 50));
        Assert.Empty(await Walk($"{url}?at[gt]=9999-12-31T23:59:59.999999Z", 50));
        var counted = (await _api.Get($"{url}?kind=interaction&limit=1&count=true&fields=title,at")).Ok();
        Assert.Equal((2, true), ((int)counted["page", "total"]!, (bool)counted["page", "hasMore"]!));
        Assert.Equal(["at", "title"], counted["data", 0]!.AsObject().Select(m => m.Key).Order());

        (await _api.Get($"{url}?kind=gossip")).Invalid("kind", "filter.invalid_value");
        (await _api.Get($"{url}?kinds=order")).Invalid("kinds", "parameter.unknown");
        (await _api.Get($"{url}?at=2026-01-01T00:00:00Z")).Invalid("at", "filter.unknown_operator");
        (await _api.Get($"{url}?at[gte]=yesterday")).Invalid("at[gte]", "filter.invalid_value");
        (await _api.Get($"{url}?limit=0")).Invalid("limit");
        (await _api.Get($"{url}?limit=201")).Invalid("limit");
        (await _api.Get($"{url}?sort=kind")).Invalid("sort", "sort.unknown_field");
        (await _api.Get($"{url}?q=tea")).Invalid("q");
        (await _api.Get($"{url}?expand=order")).Invalid("expand");
        (await _api.Get($"/api/v1/customers/{Guid.NewGuid()}/timeline")).NotFound();
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_customer_filters_and_sort_and_cannot_be_made_up()
    {
        var (customer, other) = (await app.Given.Customer(), await app.Given.Customer());
        foreach (var of in new[] { customer, other }) foreach (var _ in new[] { 1, 2, 3 }) await app.Given.Interaction(of.Id);
        var url = $"/api/v1/customers/{customer.Id}/timeline";
        var cursor = (string)(await _api.Get($"{url}?limit=1")).Ok()["page", "nextCursor"]!;

        (await _api.Get($"{url}?limit=2&cursor={cursor}")).Ok();
        foreach (var wrong in new[] { $"{url}?kind=interaction&cursor={cursor}", $"{url}?sort=at&cursor={cursor}", $"/api/v1/customers/{other.Id}/timeline?cursor={cursor}", $"{url}?cursor=A{cursor[1..]}A", $"{url}?cursor=x" })
            (await _api.Get(wrong)).Invalid("cursor", "cursor.invalid");
    }

    [Fact]
    public async Task Who_may_not_read_orders_or_tickets_is_not_told_of_them()
    {
        var customer = await app.Given.Customer();
        await app.Given.Placed(customer: customer);
        await app.Given.Message(await app.Given.OpenTicket(customer.Id), "internalNote", "Between us");
        await app.Given.Interaction(customer.Id);

        Assert.Equal(["interaction", "lifecycle"], await Kinds(new { customers = new { read = "all" } }));
        Assert.Equal(["interaction", "lifecycle", "order"], await Kinds(new { customers = new { read = "all" }, orders = new { read = "all" } }));
        Assert.Equal(["interaction", "lifecycle", "ticket", "ticketMessage"], await Kinds(new { customers = new { read = "all" }, tickets = new { read = "all" } }));
        Assert.Equal(["interaction", "lifecycle"], await Kinds(new { customers = new { read = "all" }, orders = new { read = "own" }, tickets = new { read = "team" } }));
        var they = await Somebody(new { customers = new { read = "all" } });
        Assert.Empty((await they.Get($"/api/v1/customers/{customer.Id}/timeline?kind=ticket&count=true")).Ok()["data"]!.AsArray());
        (await (await Somebody(new { customers = new { read = "own" } })).Get($"/api/v1/customers/{customer.Id}/timeline")).NotFound();

        async Task<IEnumerable<string>> Kinds(object permissions)
        {
            var api = await Somebody(permissions);
            return (await api.Get($"/api/v1/customers/{customer.Id}/timeline")).Ok()["data"]!.AsArray().Select(e => (string)e!["kind"]!).Distinct().Order();
        }
    }

    [Fact]
    public void A_timeline_knows_every_channel_that_its_records_have()
    {
        Type[] channels = [typeof(InteractionChannel), typeof(OrderChannel), typeof(TicketChannel), typeof(ChannelType)];
        Assert.Empty(channels.SelectMany(Enum.GetNames).Except(Enum.GetNames<TimelineChannel>()));
    }

    private async Task<Api> Somebody(object permissions) =>
        await app.Given.SignedIn(await app.Given.User([Guid.Parse((await _api.Post("/api/v1/roles", new { name = $"Looks {Guid.NewGuid():N}", permissions })).Created().Id)]));

    private async Task<List<JsonObject>> Walk(string url, int limit, Func<Task>? between = null)
    {
        List<JsonObject> entries = [];
        string? cursor = null;
        do
        {
            var page = (await _api.Get($"{url}{(url.Contains('?', StringComparison.Ordinal) ? "&" : "?")}limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}")).Ok();
            entries.AddRange(page["data"]!.AsArray().Select(e => e!.AsObject()));
            Assert.InRange(page["data"]!.AsArray().Count, 0, limit);
            cursor = (string?)page["page", "nextCursor"];
            Assert.Equal(cursor is not null, (bool)page["page", "hasMore"]!);
            if (between is not null) await between();
        }
        while (cursor is not null);
        return entries;
    }

    // The clock of the class goes on afterwards; what happened meanwhile has one time.
    private async Task Stop(Func<Task> meanwhile)
    {
        app.Clock.Stop();
        await meanwhile();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private static DateTimeOffset At(JsonObject entry) => entry["at"]!.GetValue<DateTimeOffset>();

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
