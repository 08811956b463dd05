using System.Collections.Concurrent;
using System.Net;
using Crm.Tests.Postgres;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class MergeRaceTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task Of_two_merges_that_overlap_one_wins_and_nothing_is_half_moved()
    {
        for (var round = 0; round < 5; round++)
        {
            var (a, b, c) = (await app.Given.PersonWithAll($"r{round}a"), await app.Given.PersonWithAll($"r{round}b"), await app.Given.PersonWithAll($"r{round}c"));
            var answers = await Task.WhenAll(app.Given.Merge(a.Customer, b.Customer), app.Given.Merge(c.Customer, b.Customer));
            Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], answers.Select(x => x.Status).Order());
            answers.Single(x => x.Status == HttpStatusCode.Conflict).Conflict("customer.merged");
            var winner = answers[0].Status == HttpStatusCode.Created ? a : c;
            foreach (var collection in new[] { "orders", "tickets", "contacts" })
                Assert.Equal(2, (await Ids($"/api/v1/{collection}?customerId={winner.Customer.Id}")).Count);
        }
    }

    [Fact]
    public async Task Two_that_take_in_each_other_leave_one()
    {
        var (a, b) = (await app.Given.PersonWithAll("x1"), await app.Given.PersonWithAll("x2"));
        var answers = await Task.WhenAll(app.Given.Merge(a.Customer, b.Customer), app.Given.Merge(b.Customer, a.Customer));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], answers.Select(x => x.Status).Order());
        Assert.Equal(2, (await Ids($"/api/v1/orders?customerId={a.Customer.Id}")).Count);
    }

    [Fact]
    public async Task Fifty_customers_merged_in_random_order_by_eight_clients_lose_nothing()
    {
        var all = new List<Given.Belongings>();
        for (var i = 0; i < 50; i++) all.Add(await app.Given.PersonWithAll($"many{i}"));
        var alive = new ConcurrentDictionary<string, bool>(all.Select(a => KeyValuePair.Create(a.Customer.Id, true)));
        var (wins, conflicts) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async client =>
        {
            var random = new Random(client);
            var api = app.Api();
            while (alive.Count > 8)
            {
                var ids = alive.Keys.OrderBy(_ => random.Next()).Take(random.Next(2, 4)).ToArray();
                var answer = await api.Post($"/api/v1/customers/{ids[0]}/merges", new { otherIds = ids[1..] });
                if (answer.Status == HttpStatusCode.Created)
                {
                    Interlocked.Increment(ref wins);
                    foreach (var id in ids[1..]) alive.TryRemove(id, out _);
                }
                else
                {
                    Interlocked.Increment(ref conflicts);
                    Assert.True(answer.Code is "customer.merged" or "customer_merge.too_many", answer.Text);
                    if (answer.Code == "customer_merge.too_many") return;
                }
            }
        }));

        Assert.True(wins > 20, $"{wins} merges");
        TestContext.Current.SendDiagnosticMessage($"{wins} merges, {conflicts} refused");
        var left = (await Ids("/api/v1/customers?limit=200&kind=person")).Intersect(all.Select(a => a.Customer.Id)).ToList();
        foreach (var (collection, expected) in new[] { ("contacts", all.Select(a => a.Contact.Id)), ("orders", all.Select(a => a.Order.Id)), ("tickets", all.Select(a => a.Ticket.Id)), ("interactions", all.Select(a => a.Interaction.Id)) })
            Assert.Equal(expected.Order(), (await Each(left, id => Ids($"/api/v1/{collection}?customerId={id}&limit=200"))).Order());
        var consents = await Each(left, id => Ids($"/api/v1/customers/{id}/consents?limit=200"));
        Assert.Equal(all.Select(a => a.Consent.Id).Order(), consents.Order());
        var external = await Each(left, async id => [.. (await _api.Get($"/api/v1/customers/{id}")).Ok()["externalIds"]!.AsArray().Select(e => (string)e!["id"]!)]);
        Assert.Equal(all.Select((_, i) => $"many{i}").Order(), external.Order());
        var plain = app.Unredirected();
        Assert.All(left, id => Assert.True(alive.ContainsKey(id)));
        foreach (var one in all)
        {
            var answer = await plain.Get(one.Customer.Location!);
            Assert.Contains(answer.Status == HttpStatusCode.PermanentRedirect ? answer.Location!.Split('/')[^1] : answer.Ok().Id, left);
        }
    }

    [Fact]
    public async Task Who_orders_or_asks_while_the_customer_is_merged_is_not_left_behind()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("w1"), await app.Given.PersonWithAll("w2"));
        var product = await app.Given.StockedProduct(1000);
        var writers = Enumerable.Range(0, 6).Select(async n =>
        {
            var api = app.Api();
            var made = 0;
            for (var i = 0; i < 6; i++)
            {
                var answer = (n % 3) switch
                {
                    0 => await api.Post("/api/v1/orders", new { customerId = gone.Customer.Id, currency = "EUR", place = true, shippingAddress = Given.Address(), lines = new[] { new { productId = product.Id, quantity = 1 } } }),
                    1 => await api.Post("/api/v1/tickets", new { customerId = gone.Customer.Id, subject = "Race", channel = "web" }),
                    _ => await api.Post("/api/v1/contacts", new { customerId = gone.Customer.Id, name = "Race" }),
                };
                if (answer.Status == HttpStatusCode.Created) made++;
                else answer.Invalid("/customerId", "reference.unknown");
            }
            return made;
        }).ToList();
        var merged = await app.Given.Merge(kept.Customer, gone.Customer);
        var made = (await Task.WhenAll(writers)).Sum();
        merged.Created();
        var there = 0;
        foreach (var collection in new[] { "orders", "tickets", "contacts" })
        {
            there += (await Ids($"/api/v1/{collection}?customerId={kept.Customer.Id}&limit=200")).Count;
            Assert.Equal(0L, await Sql.RunAsync(app.AsSuperuser, $"SELECT count(*) FROM {collection} WHERE customer_id = '{gone.Customer.Id}'"));
        }
        Assert.Equal(6 + made, there);
    }

    private async Task<List<string>> Ids(string url) => [.. (await _api.Get(url)).Ok()["data"]!.AsArray().Select(r => (string)r!["id"]!).Order()];

    private static async Task<List<string>> Each(IEnumerable<string> ids, Func<string, Task<List<string>>> read)
    {
        List<string> all = [];
        foreach (var id in ids) all.AddRange(await read(id));
        return all;
    }
}
