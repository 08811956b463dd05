using System.Diagnostics;
using Crm.Tests.Postgres;
using Npgsql;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>The times of the reports on tickets among many, and the indexes that serve them; by hand, because it takes minutes:
/// <c>Crm.Api.Tests -explicit only -class Crm.Tests.Service.TicketReportPlans -showliveoutput</c>. The figures stand in docs/decisions/0029-complaints-and-satisfaction.md.</summary>
public sealed class TicketReportPlans(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact(Explicit = true)]
    public async Task The_time_that_decides_is_looked_up_in_an_index()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var (me, they) = await app.Given.SomebodyWho(new { tickets = new { read = "own" } });
        var patient = app.AsOwner + ";Command Timeout=600";
        await Sql.RunAsync(patient, Seed.Replace("{me}", me.Id, StringComparison.Ordinal));
        await Sql.RunAsync(patient, "VACUUM ANALYZE");
        var before = await Scans();
        foreach (var (who, api) in new[] { ("all", app.Api()), ("own", they) })
            foreach (var (what, address) in new[]
            {
                ("figures of a day", "/api/v1/ticket-statistics?from=2025-06-02T00:00:00Z&to=2025-06-03T00:00:00Z&by=assignee"),
                ("figures of a month by day", "/api/v1/ticket-statistics?from=2025-06-01T00:00:00Z&to=2025-07-01T00:00:00Z&by=day"),
                ("figures of a year by queue and month", "/api/v1/ticket-statistics?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&by=queue,month&timeZone=Europe/Berlin"),
                ("recurrence of a month", "/api/v1/complaints/recurrence?from=2025-06-01T00:00:00Z&to=2025-07-01T00:00:00Z"),
                ("recurrence of a year", "/api/v1/complaints/recurrence?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"),
            })
            {
                List<double> times = [];
                for (var i = 0; i < 11; i++)
                {
                    var watch = Stopwatch.StartNew();
                    (await api.Get(address)).Ok();
                    times.Add(watch.Elapsed.TotalMilliseconds);
                }
                times.Sort();
                output.WriteLine($"{who}, {what}: median {times[5]:0.0} ms, slowest {times[10]:0.0} ms over HTTP");
            }
        output.WriteLine(string.Join("\n", (await Scans()).Where(s => s.Value > before.GetValueOrDefault(s.Key)).OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value - before.GetValueOrDefault(s.Key)}")));
    }

    // A connection tells its counts when it is idle for a while, or ends.
    private async Task<Dictionary<string, long>> Scans()
    {
        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(app.AsOwner);
        await using var command = source.CreateCommand("SELECT indexrelname, idx_scan FROM pg_stat_user_indexes WHERE relname IN ('tickets', 'ticket_surveys') UNION ALL SELECT relname || ' read whole', seq_scan FROM pg_stat_user_tables WHERE relname IN ('tickets', 'ticket_surveys')");
        Dictionary<string, long> scans = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) scans.Add(reader.GetString(0), reader.GetInt64(1));
        return scans;
    }

    /// <summary>200,000 tickets of 5,000 customers in four years, a tenth of them complaints; a third of them was judged. A hundredth of the customers is one's own.</summary>
    private const string Seed = """
        INSERT INTO customers (id, kind, name, relationships, lifecycle, tags, custom_fields, credit_is_on_hold, version, created_at, updated_at, owner_id)
        SELECT md5('c' || i)::uuid, 'organization', 'Customer ' || i, ARRAY['customer'], 'active', ARRAY[]::text[], '{}', false, 1, now(), now(), CASE WHEN i % 100 = 0 THEN '{me}'::uuid END FROM generate_series(1, 5000) i;
        INSERT INTO queues (id, name, version, created_at, updated_at) SELECT md5('q' || i)::uuid, 'Queue ' || i, 1, now(), now() FROM generate_series(1, 10) i;
        INSERT INTO tickets (id, number, customer_id, subject, type, channel, priority, status, queue_id, opened_at, first_response_at, resolved_at, closed_at, reopened_count, tags, custom_fields, root_cause_code, remedy_cost_amount, remedy_cost_currency, version, created_at, updated_at)
        SELECT md5('t' || g)::uuid, 'T-1999-' || lpad(g::text, 7, '0'), md5('c' || 1 + g % 5000)::uuid, 'Subject ' || g, CASE WHEN g % 10 = 3 THEN 'complaint' ELSE 'question' END, 'email', g % 4, 'closed', md5('q' || 1 + g % 10)::uuid,
          at, at + g % 300 * interval '1 minute', at + g % 3000 * interval '1 minute', at + interval '8 days', CASE WHEN g % 20 = 3 THEN 1 ELSE 0 END, ARRAY[]::text[], '{}',
          CASE WHEN g % 10 = 3 THEN (ARRAY['productDefect', 'wrongItem', 'lateDelivery', 'staffError'])[1 + g / 10 % 4] END, CASE WHEN g % 10 = 3 THEN 5 END, CASE WHEN g % 10 = 3 THEN 'EUR' END, 1, at, at
        FROM (SELECT g, timestamptz '2022-01-01 00:00Z' + g::bigint * 7919 % 2100000 * interval '1 minute' AS at FROM generate_series(1, 200000) g) n;
        INSERT INTO ticket_surveys (id, ticket_id, resolved_at, token_hash, surveyed_at, expires_at, answered_at, score, version, created_at, updated_at)
        SELECT md5('s' || t.id)::uuid, t.id, t.resolved_at, md5('h' || t.id), t.resolved_at, t.resolved_at + interval '30 days', t.resolved_at + interval '1 day', 1 + t.priority, 1, t.resolved_at, t.resolved_at FROM tickets t WHERE right(t.number, 1) IN ('1', '4', '7');
        """;
}
