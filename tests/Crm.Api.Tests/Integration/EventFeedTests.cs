using System.Net;
using System.Text.Json.Nodes;
using Crm.Application.Integration.Events;
using Crm.Domain.Customers;
using Crm.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Crm.Tests.Integration;

/// <summary>The feed: everything that happened, in order, and nothing left out.</summary>
public sealed class EventFeedTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task What_becomes_of_a_record_is_told_with_what_changed()
    {
        var start = await app.Given.EndOfFeed();
        var customer = await app.Given.Customer("Kafka & Co");
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { name = "Kafka Company" })).Ok();
        (await _api.Delete($"/api/v1/customers/{customer.Id}")).NoContent();

        var events = await app.Given.EventsAfter(start);
        Assert.Equal(["customer.created", "customer.changed", "customer.archived"], events.Select(e => (string)e["type"]!));
        Assert.Equal([1, 2, 3], events.Select(e => (int)e["subject"]!["version"]!));
        Assert.All(events, e => Assert.Equal(("customer", customer.Id, app.Member(Duty.Administrator).Id.ToString(), "api"),
            ((string)e["subject"]!["kind"]!, (string)e["subject"]!["id"]!, (string)e["actorId"]!, (string)e["channel"]!)));
        var change = Assert.Single(events[1]["changes"]!.AsArray(), c => (string)c!["field"]! == "name")!;
        Assert.Equal(("Kafka & Co", "Kafka Company"), ((string)change["from"]!, (string)change["to"]!));
        Assert.Equal(events[1].ToJsonString(), (await _api.Get($"/api/v1/events/{(string)events[1]["id"]!}")).Ok().Json.ToJsonString());
    }

    [Fact]
    public async Task What_happens_in_the_business_is_told_by_its_name_beside_the_change()
    {
        var order = await app.Given.DraftOrder();
        var start = await app.Given.EndOfFeed();
        (await _api.Put($"{order.Location}/placement")).Ok();

        var events = (await app.Given.EventsAfter(start)).Where(e => (string)e["subject"]!["id"]! == order.Id).ToList();
        Assert.Equal(["order.placed", "order.changed"], events.Select(e => (string)e["type"]!));
        Assert.Equal((string)order["customerId"]!, (string)events[0]["details"]!["customerId"]!);
        Assert.False((bool)events[0]["details"]!["isHistory"]!);
        Assert.Null(events[1]["details"]);
        Assert.Contains(events[0]["changes"]!.AsArray(), c => (string)c!["field"]! == "status" && (string)c["to"]! == "placed");
    }

    [Fact]
    public async Task What_is_refused_is_not_told()
    {
        var customer = await app.Given.Customer();
        var start = await app.Given.EndOfFeed();
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { preferredLanguage = "not a language" })).Is(HttpStatusCode.BadRequest);
        (await _api.Patch($"/api/v1/customers/{customer.Id}", new { name = "Other" }, ("If-Match", "\"99\""))).Is(HttpStatusCode.PreconditionFailed);
        Assert.Empty(await app.Given.EventsAfter(start));
    }

    [Fact]
    public async Task What_is_committed_late_is_not_passed_over()
    {
        var start = await app.Given.EndOfFeed();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await using var late = await db.BeginAsync(TestContext.Current.CancellationToken);
        var first = await Added(db, "Came first");
        var second = await app.Given.Customer("Was faster");   // its id is younger, and it is there before the other one

        var page = (await Read(start)).Ok();
        Assert.Equal([second.Id], Subjects(page));
        await late.CommitAsync(TestContext.Current.CancellationToken);
        await app.Given.EventsPlaced();
        Assert.Equal([first.ToString()], Subjects((await Read((string)page["nextCursor"]!)).Ok()));
    }

    [Fact]
    public async Task Events_of_one_record_come_in_the_order_of_its_versions_whatever_the_clocks_of_the_instances_say()
    {
        var start = await app.Given.EndOfFeed();
        var subject = Guid.NewGuid();
        // The clock of the instance that wrote version 2 is ahead.
        await Written(subject, 2, "ffffffff-0000-7000-8000-000000000002");
        await Written(subject, 1, "ffffffff-0000-7000-8000-000000000003");
        await Written(subject, 3, "ffffffff-0000-7000-8000-000000000001");

        Assert.Equal([1, 2, 3], (await app.Given.EventsAfter(start)).Select(e => (int)e["subject"]!["version"]!));
    }

    [Fact]
    public async Task Of_many_writers_and_several_who_give_places_nothing_is_lost_doubled_or_out_of_order()
    {
        const int writers = 16, changes = 12;
        var start = await app.Given.EndOfFeed();
        var customers = await Task.WhenAll(Enumerable.Range(0, writers / 2).Select(_ => app.Given.Customer()));
        using var done = new CancellationTokenSource();
        var placing = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await app.Given.EventsPlaced();
        })).ToArray();
        var reading = Task.Run(() => ReadAlong(start, done.Token));

        await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < changes; i++) (await _api.Patch($"/api/v1/customers/{customers[w % customers.Length].Id}", new { notes = $"{w}-{i}" })).Ok();
        }));
        await app.Given.EventsPlaced();
        await done.CancelAsync();
        await Task.WhenAll(placing);
        var seen = await reading;

        var written = await app.Given.EventsAfter(start);
        Assert.Equal((writers * changes) + customers.Length, written.Count);
        Assert.Equal(written.Select(e => (string)e["id"]!), seen);
        foreach (var customer in customers)
            Assert.Equal(Enumerable.Range(1, 1 + (2 * changes)), written.Where(e => (string)e["subject"]!["id"]! == customer.Id).Select(e => (int)e["subject"]!["version"]!));
    }

    [Fact]
    public async Task Types_choose_and_what_is_no_type_is_refused()
    {
        var start = await app.Given.EndOfFeed();
        var customer = await app.Given.Customer();
        await app.Given.Contact(customer.Id);

        Assert.Equal(["contact.created"], Types(await app.Given.EventsAfter(start, "contact.*")));
        Assert.Equal(["customer.created"], Types(await app.Given.EventsAfter(start, "customer.created,order.placed")));
        Assert.Equal(2, (await app.Given.EventsAfter(start, "*")).Count);
        foreach (var wrong in new[] { "customer", "customer.", "nothing.*", "customer.eaten", "**", "customer.created,", "%00", "job.created" })
            (await _api.Get($"/api/v1/events?types={wrong}")).Invalid("types");
        var all = (await _api.Get("/api/v1/event-types")).Ok()["data"]!.AsArray().Select(t => (string)t!["type"]!).ToList();
        Assert.Contains("ticket.slaBreached", all);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public async Task What_orders_and_counts_do_to_the_stock_of_a_product_is_told()
    {
        var start = await app.Given.EndOfFeed();
        var product = await app.Given.Product();
        (await _api.Post($"/api/v1/products/{product}/stock-adjustments", new { quantity = 7, reason = "Delivery" })).Ok();
        await app.Given.Placed(product, 2);

        var told = (await app.Given.EventsAfter(start, "stockLevel.*")).Where(e => (string)e["subject"]!["id"]! == product).ToList();

        Assert.Equal(["stockLevel.created", "stockLevel.changed", "stockLevel.changed"], told.Select(e => (string)e["type"]!));
        Assert.Equal("reserved", (string)Assert.Single(told[^1]["changes"]!.AsArray())!["field"]!);
        Assert.Equal(2, (decimal)told[^1]["changes"]![0]!["to"]!);
        var (_, agent) = await app.Given.SomebodyWho(new { customers = new { read = "all" } });
        Assert.Empty((await agent.Get($"/api/v1/events?after={start}&types=stockLevel.*")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task A_page_ends_where_the_next_one_begins()
    {
        var start = await app.Given.EndOfFeed();
        for (var i = 0; i < 5; i++) await app.Given.Customer();
        await app.Given.EventsPlaced();
        var first = (await _api.Get($"/api/v1/events?after={start}&limit=3")).Ok();
        Assert.Equal((3, true), (first["data"]!.AsArray().Count, (bool)first["hasMore"]!));
        Assert.Equal((string)first["nextCursor"]!, (string)first["data", 2, "cursor"]!);
        var second = (await Read((string)first["nextCursor"]!)).Ok();
        Assert.Equal((2, false), (second["data"]!.AsArray().Count, (bool)second["hasMore"]!));
        var third = (await Read((string)second["nextCursor"]!)).Ok();
        Assert.Equal((0, (string)second["nextCursor"]!), (third["data"]!.AsArray().Count, (string)third["nextCursor"]!));
    }

    [Fact]
    public async Task A_cursor_from_elsewhere_is_refused_and_one_from_too_long_ago_says_so()
    {
        var start = await app.Given.EndOfFeed();
        (await Read("abc")).Invalid("after", "cursor.invalid");
        (await Read(start[..^2] + (start.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"))).Invalid("after", "cursor.invalid");
        (await _api.Get("/api/v1/events?limit=0")).Invalid("limit");
        (await _api.Get("/api/v1/events?limit=501")).Invalid("limit");
        (await _api.Get("/api/v1/events?waitSeconds=31")).Invalid("waitSeconds");
        (await _api.Get($"/api/v1/events/{Guid.NewGuid()}")).NotFound();

        await app.Given.Customer();
        await app.Given.EventsPlaced();
        var places = app.Services.GetRequiredService<IEventPlaces>();
        while (await places.Forget(app.Clock.GetUtcNow().AddDays(1), TestContext.Current.CancellationToken) > 0) { }
        (await Read(start)).Refused(HttpStatusCode.Gone, "events.cursor_expired");
        var latest = await app.Given.EndOfFeed();
        var customer = await app.Given.Customer();
        Assert.Equal([customer.Id], (await app.Given.EventsAfter(latest)).Select(e => (string)e["subject"]!["id"]!));
        Assert.Equal([customer.Id], Subjects((await _api.Get("/api/v1/events")).Ok()));   // from the oldest that is kept
    }

    [Fact]
    public async Task Forgetting_ends_at_the_first_event_that_is_to_be_kept()
    {
        await app.Given.EndOfFeed();
        var old = await app.Given.Customer();
        await app.Given.EventsPlaced();
        var between = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var young = await app.Given.Customer();
        await app.Given.EventsPlaced();
        while (await app.Services.GetRequiredService<IEventPlaces>().Forget(between.AddSeconds(30), TestContext.Current.CancellationToken) > 0) { }
        var kept = Subjects((await _api.Get("/api/v1/events?types=customer.created")).Ok());
        Assert.Contains(young.Id, kept);
        Assert.DoesNotContain(old.Id, kept);
    }

    [Fact]
    public async Task One_is_told_only_of_what_one_sees_and_only_what_ones_role_shows()
    {
        var start = await app.Given.EndOfFeed();
        var (user, own) = await app.Given.SomebodyWho(new { customers = new { read = "own" } }, new { resource = "customer", field = "credit", access = "hidden" });
        var mine = await app.Given.CustomerOf(user);
        var foreign = await app.Given.CustomerOf(await app.Given.User());
        (await _api.Put($"/api/v1/customers/{mine.Id}/credit", new { limit = new { amount = "500.00", currency = "EUR" } }, ("If-Match", mine.ETag!))).Ok();
        await app.Given.Queue();

        var told = await app.Given.EventsAfter(start, by: own);
        Assert.NotEmpty(told);
        Assert.All(told, e => Assert.Equal(mine.Id, (string)e["subject"]!["id"]!));
        var credit = told.SelectMany(e => e["changes"]!.AsArray()).Where(c => ((string)c!["field"]!).StartsWith("credit", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(credit);
        Assert.All(credit, c => Assert.True(c!["from"] is null && c["to"] is null));
        var foreigners = (await app.Given.EventsAfter(start)).First(e => (string)e["subject"]!["id"]! == foreign.Id);
        (await own.Get($"/api/v1/events/{(string)foreigners["id"]!}")).NotFound();
        Assert.DoesNotContain("queue.created", (await own.Get("/api/v1/event-types")).Ok()["data"]!.AsArray().Select(t => (string)t!["type"]!));
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_event()
    {
        var start = await app.Given.EndOfFeed();
        var waiting = _api.Get($"/api/v1/events?after={start}&waitSeconds=30&types=customer.created");
        await app.Given.Queue();   // not what is waited for
        await app.Given.EventsPlaced();
        var customer = await app.Given.Customer();
        await app.Given.EventsPlaced();
        Assert.Equal([customer.Id], Subjects((await waiting).Ok()));
    }

    [Fact]
    public async Task An_erasure_takes_the_values_out_of_what_was_told()
    {
        var start = await app.Given.EndOfFeed();
        var person = await app.Given.Person("Franz Kafka");
        (await _api.Put($"/api/v1/customers/{person.Id}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();
        var told = (await app.Given.EventsAfter(start)).Where(e => (string)e["subject"]!["id"]! == person.Id).ToList();
        Assert.Contains("customer.erased", Types(told));
        Assert.DoesNotContain("Kafka", string.Concat(told.Select(e => e.ToJsonString())), StringComparison.Ordinal);
        Assert.True((bool)told.First(e => (string)e["type"]! == "customer.created")["isErased"]!);
    }

    [Fact]
    public void Every_event_of_the_domain_is_told_by_a_type_or_is_said_not_to_be()
    {
        var types = EventTypes.All.Select(t => t.Type).ToList();
        Assert.Contains("order.placed", types);
        Assert.Contains("shipment.takenBack", types);
        Assert.Contains("ticket.messageWritten", types);
        Assert.DoesNotContain("ticketClocks.touched", types);
        Assert.All(types, t => Assert.Matches("^[a-z][A-Za-z]+\\.[a-z][A-Za-z]+$", t));
    }

    private static IEnumerable<string> Types(IEnumerable<JsonNode> events) => events.Select(e => (string)e["type"]!);

    private static List<string> Subjects(Answer page) => [.. page["data"]!.AsArray().Select(e => (string)e!["subject"]!["id"]!)];

    private async Task<Guid> Added(CrmDb db, string name)
    {
        var customer = Customer.Register(new CustomerProfile { Kind = CustomerKind.Organization, Name = name }, null, null, null, app.Clock.GetUtcNow());
        db.Customers.Add(customer);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return customer.Id.Value;
    }

    private async Task<Answer> Read(string after)
    {
        await app.Given.EventsPlaced();
        return await _api.Get($"/api/v1/events?after={after}");
    }

    private async Task<List<string>> ReadAlong(string cursor, CancellationToken until)
    {
        List<string> seen = [];
        while (true)
        {
            var isLast = until.IsCancellationRequested;
            var page = (await _api.Get($"/api/v1/events?limit=7&after={cursor}")).Ok();
            seen.AddRange(page["data"]!.AsArray().Select(e => (string)e!["id"]!));
            cursor = (string)page["nextCursor"]!;
            if (isLast && !(bool)page["hasMore"]!) return seen;
        }
    }

    private async Task Written(Guid subject, int version, string id)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "INSERT INTO events (id, type, at, recorded_at, kind, subject_id, subject_version, channel) VALUES ($1, 'product.changed', now(), now(), 'product', $2, $3, 'api')", connection)
        { Parameters = { new() { Value = Guid.Parse(id) }, new() { Value = subject }, new() { Value = version } } };
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
