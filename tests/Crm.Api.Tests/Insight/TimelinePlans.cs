using System.Data.Common;
using System.Diagnostics;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Xunit;

namespace Crm.Tests.Insight;

/// <summary>The plans and times of timeline and overview in large tables; by hand, because it takes minutes: <c>Crm.Api.Tests -explicit only -class Crm.Tests.Insight.TimelinePlans -showliveoutput</c>.
/// The figures stand in docs/decisions/0023-timeline-and-overview.md.</summary>
public sealed class TimelinePlans(CrmApp app) : IClassFixture<CrmApp>
{
    private const int Customers = 3000;

    [Fact(Explicit = true)]
    public async Task An_index_serves_every_branch()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var (clock, patient) = (Stopwatch.StartNew(), app.AsOwner + ";Command Timeout=600");
        await Sql.RunAsync(patient, Seed.Replace("{0}", Customers.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await Sql.RunAsync(patient, "VACUUM ANALYZE");
        output.WriteLine($"seeded after {clock.Elapsed}");
        var they = await app.Given.SignedIn(await app.Given.User([Guid.Parse((await app.Api().Post("/api/v1/roles", new
        {
            name = "Team",
            permissions = new { customers = new { read = "all" }, orders = new { read = "team" }, tickets = new { read = "team" } },
        })).Created().Id)]));
        var statements = new Statements();
        using var listening = DiagnosticListener.AllListeners.Subscribe(statements);
        foreach (var (who, api) in new[] { ("all", app.Api()), ("team", they) })
            foreach (var (size, id) in new[] { ("one of many", await Number(77)), ("a fiftieth of everything", await Number(1)) })
            {
                var url = $"/api/v1/customers/{id}/timeline";
                var second = $"{url}?cursor={(await api.Get(url)).Ok()["page", "nextCursor"]}";
                foreach (var (what, address) in new[] { ("timeline", url), ("timeline, second page", second), ("timeline, limit=200", $"{url}?limit=200"), ("overview", $"/api/v1/customers/{id}/overview") })
                {
                    if (address.EndsWith("cursor=", StringComparison.Ordinal)) continue;
                    List<double> times = [];
                    for (var i = 0; i < 26; i++)
                    {
                        var watch = Stopwatch.StartNew();
                        (await api.Get(address)).Ok();
                        if (i >= 5) times.Add(watch.Elapsed.TotalMilliseconds);
                    }
                    times.Sort();
                    output.WriteLine($"{who}, {size}, {what}: median {times[10]:0.0} ms, 95 % {times[19]:0.0} ms over HTTP");
                }
                var plan = await Explain(statements.Last!);
                output.WriteLine(string.Join('\n', plan.Where(l => l.Contains("Scan using", StringComparison.Ordinal) || l.Contains("Seq Scan", StringComparison.Ordinal) || l.Contains(" Time:", StringComparison.Ordinal))));
            }
    }

    private async Task<object> Number(int customer) => (await Sql.RunAsync(app.AsOwner, $"SELECT md5('c{customer}')::uuid"))!;

    private async Task<List<string>> Explain(DbCommand command)
    {
        List<string> lines = [];
        await app.Db(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var explain = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS) {command.CommandText}", (NpgsqlConnection)db.Database.GetDbConnection());
            foreach (NpgsqlParameter p in command.Parameters) explain.Parameters.Add(p.Clone());
            await using var reader = await explain.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        });
        return lines;
    }

    /// <summary>Everybody has twenty orders, ten tickets, forty interactions and what belongs to them; the first customer has a fiftieth of everything.</summary>
    private const string Seed = """
        INSERT INTO customers (id, kind, name, relationships, lifecycle, tags, custom_fields, credit_is_on_hold, version, created_at, updated_at)
        SELECT md5('c' || i)::uuid, 'organization', 'Customer ' || i, ARRAY['customer'], 'active', ARRAY[]::text[], '{}', false, 1, now(), now() FROM generate_series(1, {0}) i;
        CREATE TABLE n AS SELECT g, md5('c' || CASE WHEN g % 50 = 0 THEN 1 ELSE 1 + g % {0} END)::uuid AS customer, now() - g * 7919 % 1000000 * interval '1 minute' AS at FROM generate_series(1, {0} * 40) g;
        INSERT INTO customer_lifecycle_changes (id, customer_id, "to", at) SELECT md5('l' || g)::uuid, customer, 'active', at FROM n WHERE g <= {0} * 2;
        INSERT INTO orders (id, number, customer_id, channel, currency, custom_fields, status, revision, tags, net, tax, gross, credited, received, refunded, fulfilment, payment_state, version, created_at, updated_at, placed_at, completed_at)
        SELECT md5('o' || g)::uuid, 'O-1999-' || lpad(g::text, 7, '0'), customer, 'web', 'EUR', '{}', CASE WHEN g % 5 = 0 THEN 'placed' ELSE 'completed' END, 1, ARRAY[]::text[], 100, 19, 119, 0, 0, 0, 'unfulfilled', 'unpaid', 1, at, at, at, CASE WHEN g % 5 > 0 THEN at + interval '3 days' END
        FROM n WHERE g <= {0} * 20;
        INSERT INTO shipments (id, order_id, status, version, created_at, updated_at, shipped_at, delivered_at) SELECT md5('s' || g)::uuid, md5('o' || g)::uuid, 'delivered', 1, at, at, at + interval '1 day', at + interval '2 days' FROM n WHERE g <= {0} * 20;
        INSERT INTO payments (id, order_id, kind, method, amount, currency, received_at, version, created_at, updated_at) SELECT md5('p' || g)::uuid, md5('o' || g)::uuid, 'payment', 'card', 119, 'EUR', at + interval '2 days', 1, at, at FROM n WHERE g <= {0} * 20;
        INSERT INTO tickets (id, number, customer_id, subject, type, channel, priority, status, opened_at, resolved_at, closed_at, reopened_count, tags, custom_fields, version, created_at, updated_at)
        SELECT md5('t' || g)::uuid, 'T-1999-' || lpad(g::text, 7, '0'), customer, 'Subject ' || g, 'question', 'email', 1, 'closed', at, at + interval '1 hour', at + interval '3 days', 0, ARRAY[]::text[], '{}', 1, at, at FROM n WHERE g <= {0} * 10;
        INSERT INTO ticket_messages (id, ticket_id, kind, channel, body, sent_at) SELECT md5('m' || g)::uuid, md5('t' || 1 + g % ({0} * 10))::uuid, 'publicReply', 'email', repeat('Good day. ', 30), at FROM n;
        INSERT INTO interactions (id, customer_id, channel, direction, subject, text, started_at, version, created_at, updated_at) SELECT md5('i' || g)::uuid, customer, 'phone', 'in', 'Call ' || g, repeat('Said. ', 50), at, 1, at, at FROM n;
        DROP TABLE n;
        """;

    /// <summary>The last timeline's statement, as it was sent.</summary>
    private sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public DbCommand? Last { get; private set; }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting", Value: CommandEventData { Command: NpgsqlCommand command } } && command.CommandText.Contains("UNION ALL", StringComparison.Ordinal))
                Last = command.Clone();
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
