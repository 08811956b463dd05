using Xunit;

namespace Crm.Tests.Observability;

/// <summary>How often operations go to the database and back: a read once, together with the proof of who asks. It costs more than any layer of ours.</summary>
public sealed class RoundTripTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_read_takes_one_round_trip()
    {
        var customer = await app.Given.Customer();
        var contact = await app.Given.Contact(customer.Id);
        var (order, ticket) = (await app.Given.OrderOf(await app.Given.User()), await app.Given.Ticket());
        string[] addresses =
        [
            $"customers/{customer.Id}", $"contacts/{contact.Id}", $"orders/{order.Id}", $"tickets/{ticket.Id}", $"customers/{customer.Id}/overview",
            "customers?limit=20", "customers?limit=20&q=acme", "customers?kind=organization&limit=20", "contacts?limit=20", "orders?limit=20", $"orders?customerId={customer.Id}", "tickets?limit=20", "products?limit=20", "interactions?limit=20", "users/me", "roles?limit=20",
        ];
        using var trips = new RoundTrips(app.Database);
        List<string> more = [];
        foreach (var address in addresses)
        {
            (await _api.Get($"/api/v1/{address}")).Ok();   // what is read once for all, such as the fields of the company's own
            var sent = await trips.During(async () => (await _api.Get($"/api/v1/{address}")).Ok());
            if (sent.Count != 1) more.Add($"{address}: {sent.Count}\n  {string.Join("\n  ", sent)}");
        }
        Assert.True(more.Count == 0, string.Join('\n', more));
    }

    [Fact]
    public async Task A_write_takes_as_many_round_trips_as_stands_here()
    {
        using var counter = new RoundTrips(app.Database);
        List<string> wrong = [];
        foreach (var (name, trips, statements, write) in Writes())
        {
            await (await write())();   // what is read once for all
            var call = await write();
            var sent = await counter.During(call);
            var run = sent.Sum(RoundTrips.Statements);
            if ((sent.Count, run) != (trips, statements)) wrong.Add($"{name}: {sent.Count} trips with {run} statements, not {trips} with {statements}\n  {string.Join("\n  ", sent)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Each first makes what it works on, then says what is to be counted: the round trips, and the statements in them with the commit, but not the beginning of the transaction.
    private IEnumerable<(string Name, int Trips, int Statements, Func<Task<Func<Task>>> Write)> Writes()
    {
        yield return ("create a customer", 2, 15, () => Task.FromResult<Func<Task>>(async () => (await _api.Post("/api/v1/customers", Organization())).Created()));
        yield return ("create 50 customers at once", 15, 22, () => Task.FromResult<Func<Task>>(async () => (await _api.Post("/api/v1/customers/bulk", new { items = Enumerable.Range(0, 50).Select(_ => Organization()) })).Ok()));
        yield return ("create a customer with a key", 4, 20, () => Task.FromResult<Func<Task>>(async () => (await _api.Post("/api/v1/customers", Organization(), ("Idempotency-Key", Guid.NewGuid().ToString()))).Created()));
        yield return ("change a customer's market", 2, 9, () => On(app.Given.Customer(), async c => (await _api.Patch(c.Location!, new { market = "home" })).Ok()));
        yield return ("change a customer's name", 2, 12, () => On(app.Given.Customer(), async c => (await _api.Patch(c.Location!, new { name = Given.Unique("Other") })).Ok()));
        yield return ("archive a customer", 2, 11, () => On(app.Given.Customer(), async c => (await _api.Delete(c.Location!)).NoContent()));
        yield return ("create a contact", 2, 10, () => On(app.Given.Customer(), async c => (await _api.Post("/api/v1/contacts", new { customerId = c.Id, name = Given.Unique("Maria") })).Created()));
        yield return ("note an interaction", 2, 11, () => On(app.Given.Customer(), async c => (await _api.Post("/api/v1/interactions", new { customerId = c.Id, channel = "phone", direction = "in", subject = "Called" })).Created()));
        yield return ("draft an order of 3 lines", 2, 14, () => On(app.Given.Customer(), async c => (await _api.Post("/api/v1/orders", Given.OrderOf(c, Line, Line, Line))).Created()));
        yield return ("place an order of 3 lines", 2, 15, () => On(app.Given.Customer(), async c => (await _api.Post("/api/v1/orders", new Dictionary<string, object?>(Given.OrderOf(c, Line, Line, Line)) { ["place"] = true })).Created()));
        yield return ("place an order of a product at once", 2, 21, () => On(Basket(), async order => (await _api.Post("/api/v1/orders", order)).Created()));
        yield return ("place a draft of a product", 2, 19, () => On(app.Given.DraftOrder(), async o => (await _api.Put($"{o.Location}/placement")).Ok()));
        yield return ("open a ticket", 2, 11, () => On(app.Given.Customer(), async c => (await _api.Post("/api/v1/tickets", new { customerId = c.Id, subject = Given.Unique("It leaks"), type = "question", channel = "email", priority = "normal" })).Created()));
        yield return ("change a ticket", 2, 10, () => On(app.Given.Ticket(), async t => (await _api.Patch(t.Location!, new { priority = "high" })).Ok()));
    }

    private async Task<Dictionary<string, object?>> Basket() => new(Given.OrderOf(await app.Given.Customer(), new { productId = await app.Given.Product(), quantity = 1 })) { ["place"] = true };

    private static object Line => new { text = "Item", quantity = 1, unitPrice = Given.Euros("12.50"), taxRate = 20 };

    private static object Organization() => new { kind = "organization", name = $"B{Guid.NewGuid():N} GmbH", channels = new[] { new { type = "email", value = $"b{Guid.NewGuid():N}@example.com" } } };

    private static async Task<Func<Task>> On<T>(Task<T> made, Func<T, Task> call)
    {
        var record = await made;
        return () => call(record);
    }
}
