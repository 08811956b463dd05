using System.Data.Common;
using System.Diagnostics;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>The plans of searches in large tables, with their times; by hand, because it takes minutes: <c>Crm.Api.Tests -explicit only -class
/// Crm.Tests.Common.SearchPlans -showliveoutput</c>. The figures stand in docs/decisions/0012-search.md.</summary>
public sealed class SearchPlans(CrmApp app) : IClassFixture<CrmApp>
{
    private const int Rows = 120_000;

    [Fact(Explicit = true)]
    public async Task An_index_serves_every_kind_of_search()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var clock = Stopwatch.StartNew();
        await app.Db(async db =>
        {
            db.Database.SetCommandTimeout(600);
            await db.Database.ExecuteSqlRawAsync(Seed, Rows);
            output.WriteLine($"seeded after {clock.Elapsed}");
            await Migrator.Fill(db, TestContext.Current.CancellationToken);
            output.WriteLine($"filled after {clock.Elapsed}");
            await Sql.RunAsync(app.AsOwner, "VACUUM ANALYZE");
        });
        var api = app.Api();
        var statements = new Statements();
        using var listening = DiagnosticListener.AllListeners.Subscribe(statements);

        List<string> slow = [];
        foreach (var address in new[]
        {
            "customers?q=bergmann", "customers?q=bregmann", "customers?q=bregman mobelhaus", "customers?q=berg", "customers?q=be", "customers?q=rgma", "customers?q=王", "customers?q=陈娌", "customers?q=贸易", "customers?q=伟",
            "customers?q=17700042", "customers?q=kunde4711@post.example", "customers?q=gmbh", "customers?q=gmbh&sort=name", "contacts?q=陈娌", "contacts?q=schmitd", "contacts?q=nachname12345", "orders?q=bregmann",
            "orders?q=陈娌", "orders?q=O-1999-0004711", "orders?q=bergmann 0004711", "customers?name[contains]=rgma", "customers?phone=7700042", "customers?market=education&q=bregmann",
        })
        {
            var url = $"/api/v1/{Uri.EscapeDataString(address.Split('?')[0])}?{address.Split('?')[1]}";
            (await api.Get(url)).Ok();
            var watch = Stopwatch.StartNew();
            var rows = (await api.Get($"{url}&count=true")).Ok();
            var took = watch.Elapsed;
            var (plan, milliseconds, sequential) = await Explain(statements.First!);
            output.WriteLine($"{address}: {rows["page", "total"]} found, {took.TotalMilliseconds:0} ms over HTTP with the count, {milliseconds:0.0} ms the page");
            if (sequential.Length > 0 || milliseconds > 50 || address is "customers?q=bregmann" or "orders?q=陈娌") output.WriteLine(plan);
            if (milliseconds > 50) slow.Add(address);
            statements.First = null;
        }
        output.WriteLine($"over 50 ms: {string.Join(", ", slow)}");
    }

    private async Task<(string Plan, double Milliseconds, string Sequential)> Explain(DbCommand command)
    {
        List<string> lines = [];
        await app.Db(async db =>
        {
            await db.Database.OpenConnectionAsync();
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            for (var run = 0; run < 3; run++)
            {
                lines.Clear();
                await using var explain = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS) {command.CommandText}", connection);
                foreach (NpgsqlParameter p in command.Parameters) explain.Parameters.Add(p.Clone());
                await using var reader = await explain.ExecuteReaderAsync();
                while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
            }
        });
        var time = lines.First(l => l.StartsWith("Execution Time", StringComparison.Ordinal)).Split(' ')[2];
        return (string.Join('\n', lines), double.Parse(time, System.Globalization.CultureInfo.InvariantCulture), lines.Find(l => l.Contains("Seq Scan", StringComparison.Ordinal)) ?? "");
    }

    /// <summary>Names as they are: some are frequent (王 and Müller), most are rare, a twelfth of them Chinese.</summary>
    private const string Seed = """
        WITH n AS (
            SELECT g, (ARRAY['Bergmann','Müller','Schmidt','Schneider','Fischer','Weber','Meyer','Wagner','Becker','Schulz','Hoffmann','Schäfer','Koch','Bauer','Richter','Klein','Wolf','Schröder','Neumann','Schwarz'])[1 + g / 40 % 20] AS family,
                (ARRAY['王','李','张','刘','陈','杨','赵','黄','周','吴','徐','孙','胡','朱','高','林'])[1 + g % 16] AS xing,
                chr(19968 + g * 7919 % 6000) || CASE WHEN g % 24 = 0 THEN chr(19968 + g * 1049 % 6000) ELSE '伟' END AS ming,
                (ARRAY['GmbH','AG','KG','Möbelhaus','Optik','Trading Ltd','Handel','e.K.'])[1 + g % 8] AS form,
                substr(md5(g::text), 1, 7) AS rare
            FROM generate_series(1, {0}) g)
        INSERT INTO customers (id, kind, name, relationships, lifecycle, market, tags, custom_fields, credit_is_on_hold, version, created_at, updated_at)
        SELECT gen_random_uuid(), 'organization',
            CASE WHEN g % 12 = 0 THEN xing || ming || CASE WHEN g % 24 = 0 THEN '贸易有限公司' ELSE '' END
                WHEN g % 40 = 1 THEN family || ' ' || form ELSE initcap(translate(rare, '0123456789', 'oaeiubsltk')) || translate(family, 'ß', 's') || ' ' || form END || CASE WHEN g % 12 = 0 THEN '' ELSE ' ' || g END,
            ARRAY['customer'], 'active', CASE WHEN g % 9 = 0 THEN 'education' ELSE 'business' END, ARRAY[]::text[], '{{}}', false, 1, now() - g * interval '1 minute', now()
        FROM n;
        INSERT INTO customer_channels (id, customer_id, type, value, normalized, is_primary, position)
        SELECT gen_random_uuid(), id, 'email', 'kunde' || row_number() OVER () || '@post.example', 'kunde' || row_number() OVER () || '@post.example', true, 0 FROM customers
        UNION ALL SELECT gen_random_uuid(), id, 'phone', '+49 1' || (7700000 + row_number() OVER ()), '491' || (7700000 + row_number() OVER ()), true, 1 FROM customers;
        INSERT INTO contacts (id, customer_id, name, roles, is_primary, tags, custom_fields, version, created_at, updated_at)
        SELECT gen_random_uuid(), id, CASE WHEN r % 12 = 0 THEN left(name, 3) WHEN r % 30 = 1 THEN 'Anna Schmidt' ELSE 'Vorname' || r % 977 || ' Nachname' || r END, ARRAY[]::text[], false, ARRAY[]::text[], '{{}}', 1, now(), now()
        FROM (SELECT *, row_number() OVER () AS r FROM customers) c;
        INSERT INTO orders (id, number, customer_id, channel, currency, custom_fields, status, revision, tags, net, tax, gross, credited, received, refunded, fulfilment, payment_state, version, created_at, updated_at)
        SELECT gen_random_uuid(), 'O-1999-' || lpad(r::text, 7, '0'), id, 'web', 'EUR', '{{}}', 'draft', 0, ARRAY[]::text[], 0, 0, 0, 0, 0, 0, 'unfulfilled', 'unpaid', 1, now() - r * interval '1 minute', now()
        FROM (SELECT *, row_number() OVER () AS r FROM customers) c;
        """;

    /// <summary>The first statement of a call, as it was sent.</summary>
    private sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public DbCommand? First { get; set; }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting", Value: CommandEventData { Command: NpgsqlCommand command } } && command.CommandText.Contains("LIMIT", StringComparison.Ordinal))
                First ??= command.Clone();
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
