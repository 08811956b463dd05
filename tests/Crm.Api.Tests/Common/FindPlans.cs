using System.Diagnostics;
using System.Globalization;
using Crm.Application.Common.Find;
using Crm.Infrastructure.Persistence.Search;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>The plans of the search box and of segments in large tables, with their times; by hand, because it takes minutes: <c>Crm.Api.Tests -explicit only -class
/// Crm.Tests.Common.FindPlans -showliveoutput</c>. The figures stand in docs/decisions/0024-find-anyone.md and 0025-segments.md.</summary>
public sealed class FindPlans(CrmApp app) : IClassFixture<CrmApp>
{
    private const int Customers = 50_000;
    private const int ContactsEach = 3;

    [Fact(Explicit = true)]
    public async Task Whatever_is_typed_is_answered_at_once()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var clock = Stopwatch.StartNew();
        var role = (await app.Api().Post("/api/v1/roles", new { name = "Own", permissions = new { customers = new { read = "own" }, orders = new { read = "own" }, tickets = new { read = "own" } } })).Created();
        var mine = await app.Given.User([Guid.Parse(role.Id)]);
        await Sql.RunAsync($"{app.AsOwner};Command Timeout=600", Seed.Replace("{owner}", $"'{mine.Id}'::uuid", StringComparison.Ordinal));
        output.WriteLine($"seeded after {clock.Elapsed}");
        await Sql.RunAsync($"{app.AsOwner};Command Timeout=600", "VACUUM ANALYZE");
        output.WriteLine($"analysed after {clock.Elapsed}");
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));
        var owner = await app.Given.SignedIn(mine);

        foreach (var q in new[] { "an", "anna", "anna schmidt", "be", "bergmann", "bregmann", "gmbh", "rgma", "王", "伟", "x", "kunde4711@post.example", "4711@post", "0004711", "000123", "O-1999-0004711", "7704711", "4711", "1Z0004711", "zzzqqq", "anna zzzqqq" })
        {
            var url = $"/api/v1/search?q={Uri.EscapeDataString(q)}";
            (await app.Api().Get(url)).Ok();
            var (all, own, none) = (await Median(app.Api(), url), await Median(owner, url), await Median(they, url));
            var (plan, milliseconds, read) = await Explain(q);
            var found = (await app.Api().Get(url)).Ok()["data"]!.AsArray().Count;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{q}` | {found} | {milliseconds:0.0} | {read} | {all:0} | {own:0} | {none:0} |"));
            if (q is "an" or "zzzqqq" || milliseconds > 40) output.WriteLine(plan);
        }
        foreach (var filter in new object[]
        {
            new { field = "orders.count", op = "gte", value = 2 }, new { field = "orders.netTotal", op = "gte", value = "500 EUR" }, new { any = "orders", filter = new { and = new object[] { new { field = "status", op = "eq", value = "placed" }, new { field = "channel", op = "eq", value = "web" } } } },
            new { none = "tickets", filter = new { field = "type", op = "eq", value = "complaint" } },
        })
        {
            var segment = await app.Given.DynamicSegment(filter);
            var (page, count) = (await Median(app.Api(), $"{segment.Location}/customers"), await Median(app.Api(), $"{segment.Location}/count"));
            var found = (int)(await app.Api().Get($"{segment.Location}/count")).Ok()["count"]!;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{System.Text.Json.JsonSerializer.Serialize(filter)}: {found} customers, page {page:0} ms, count {count:0} ms"));
        }
    }

    private static async Task<double> Median(Api api, string url)
    {
        List<double> times = [];
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            (await api.Get(url)).Ok();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times.Order().ElementAt(2);
    }

    private async Task<(string Plan, double Milliseconds, string Read)> Explain(string q)
    {
        List<string> lines = [];
        await app.Db(async db =>
        {
            await db.Database.OpenConnectionAsync();
            for (var run = 0; run < 3; run++)
            {
                lines.Clear();
                await using var command = new Finder(db).Command(Sought.Of(q), Enum.GetValues<FindingKind>(), 10);
                (command.CommandText, command.Connection) = ($"EXPLAIN (ANALYZE, BUFFERS) {command.CommandText}", (NpgsqlConnection)db.Database.GetDbConnection());
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
            }
        });
        var time = lines.First(l => l.StartsWith("Execution Time", StringComparison.Ordinal)).Split(' ')[2];
        return (string.Join('\n', lines), double.Parse(time, CultureInfo.InvariantCulture), lines.First(l => l.Contains("Buffers: ", StringComparison.Ordinal)).Trim());
    }

    /// <summary>Most contacts have one of forty given names; a third of all names begins with two letters that are typed below. The texts of the search are in its form.</summary>
    private static readonly string Seed = $$"""
        CREATE TEMPORARY TABLE n AS
        SELECT g, gen_random_uuid() AS id,
            CASE WHEN g % 12 = 0 THEN (ARRAY['王','李','张','刘'])[1 + g % 4] || '伟' || g WHEN g % 40 = 1 THEN 'Bergmann GmbH ' || g ELSE initcap(translate(substr(md5(g::text), 1, 7), '0123456789', 'oaeiubsltk')) || 'er GmbH ' || g END AS name,
            CASE WHEN g % 12 = 0 THEN (ARRAY['~0mtn','~0kem','~0isg','~0g7s'])[1 + g % 4] || '~0fmn' || ' ' || g END AS encoded
        FROM generate_series(1, {{Customers}}) g;
        INSERT INTO customers (id, kind, name, relationships, lifecycle, market, owner_id, tags, custom_fields, credit_is_on_hold, version, created_at, updated_at)
        SELECT id, 'organization', name, ARRAY['customer'], 'active', 'business', CASE WHEN g % 1000 = 7 THEN {owner} END, ARRAY[]::text[], '{}', false, 1, now() - g * interval '1 minute', now() FROM n;
        INSERT INTO customer_channels (id, customer_id, type, value, normalized, is_primary, position)
        SELECT gen_random_uuid(), id, 'email', 'kunde' || g || '@post.example', 'kunde' || g || '@post.example', true, 0 FROM n
        UNION ALL SELECT gen_random_uuid(), id, 'phone', '+49 1' || (7700000 + g), '491' || (7700000 + g), true, 1 FROM n;
        INSERT INTO customers_search (id, text, keys) SELECT id, '| ' || coalesce(encoded, lower(name)) || ' | kunde' || g || ' post example | 49 1' || (7700000 + g) || ' | 491' || (7700000 + g) || ' |', ARRAY[g, g % 5000 + 1000000] FROM n;
        CREATE TEMPORARY TABLE k AS
        SELECT gen_random_uuid() AS id, n.id AS customer_id, n.g * {{ContactsEach}} + c AS r, (ARRAY['Anna','Andreas','Angela','Anton','Bernd','Carla','Dora','Emil','Fritz','Gerd','Hanna','Ida','Jan','Karl','Lena','Max','Nora','Otto','Paul','Rosa'])[1 + (n.g * 7 + c) % 20] AS given,
            (ARRAY['Schmidt','Berger','Bauer','Weber','Anders','Becker','Wolf','Braun','Krug','Vogel'])[1 + (n.g * 3 + c) % 10] || (n.g % 500) AS family FROM n CROSS JOIN generate_series(1, {{ContactsEach}}) c;
        INSERT INTO contacts (id, customer_id, name, given_name, family_name, roles, is_primary, tags, custom_fields, version, created_at, updated_at)
        SELECT id, customer_id, given || ' ' || family, given, family, ARRAY[]::text[], false, ARRAY[]::text[], '{}', 1, now(), now() FROM k;
        INSERT INTO contacts_search (id, text, keys) SELECT id, '| ' || lower(given || ' ' || family) || ' | ' || lower(given) || ' | ' || lower(family) || ' |', ARRAY[r % 9000] FROM k;
        CREATE TEMPORARY TABLE o AS SELECT gen_random_uuid() AS id, id AS customer_id, g AS r FROM n UNION ALL SELECT gen_random_uuid(), id, g + {{Customers}} FROM n WHERE g % 2 = 0;
        INSERT INTO orders (id, number, customer_id, channel, currency, custom_fields, status, placed_at, revision, tags, net, tax, gross, credited, received, refunded, fulfilment, payment_state, version, created_at, updated_at)
        SELECT id, 'O-1999-' || lpad(r::text, 7, '0'), customer_id, CASE WHEN r % 3 = 0 THEN 'web' ELSE 'phone' END, 'EUR', '{}', 'placed', now(), 1, ARRAY[]::text[], r % 900, 0, r % 900, 0, 0, 0, 'unfulfilled', 'unpaid', 1, now() - r * interval '1 minute', now() FROM o;
        INSERT INTO orders_search (id, text, keys) SELECT id, '| o 1999 ' || lpad(r::text, 7, '0') || ' |', ARRAY[]::integer[] FROM o;
        INSERT INTO shipments (id, order_id, status, number, tracking_number, version, created_at, updated_at) SELECT gen_random_uuid(), id, 'pending', 'S-1999-' || lpad(r::text, 6, '0'), '1Z' || lpad(r::text, 7, '0'), 1, now(), now() FROM o;
        INSERT INTO tickets (id, number, customer_id, subject, type, channel, priority, status, tags, custom_fields, opened_at, reopened_count, version, created_at, updated_at)
        SELECT gen_random_uuid(), 'T-1999-' || lpad(g::text, 7, '0'), id, 'Question ' || g, CASE WHEN g % 5 = 0 THEN 'complaint' ELSE 'question' END, 'web', 1, 'open', ARRAY[]::text[], '{}', now(), 0, 1, now(), now() FROM n;
        INSERT INTO tickets_search (id, text, keys) SELECT id, '| question ' || substr(subject, 10) || ' | t 1999 ' || substr(number, 8) || ' |', ARRAY[]::integer[] FROM tickets;
        DROP TABLE n, k, o;
        """;
}
