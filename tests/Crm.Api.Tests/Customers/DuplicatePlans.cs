using System.Diagnostics;
using Crm.Application.Customers.Duplicates;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Customers;

/// <summary>The times of the duplicate check and of the report among very many customers; by hand, because it takes minutes: <c>Crm.Api.Tests -explicit only
/// -class Crm.Tests.Customers.DuplicatePlans -showliveoutput</c>; CRM_TEST_ROWS says among how many. The figures stand in docs/decisions/0022-duplicates.md.</summary>
public sealed class DuplicatePlans(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly int Rows = int.Parse(Environment.GetEnvironmentVariable("CRM_TEST_ROWS") ?? "200000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact(Explicit = true)]
    public async Task The_check_and_the_report_are_fast_among_very_many_customers()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var ct = TestContext.Current.CancellationToken;
        var clock = Stopwatch.StartNew();
        await app.Db(async db =>
        {
            db.Database.SetCommandTimeout(600);
            await db.Database.ExecuteSqlRawAsync(Seed, [Rows], ct);
            output.WriteLine($"seeded after {clock.Elapsed}");
            await Migrator.Fill(db, ct);
            output.WriteLine($"search and match keys after {clock.Elapsed}");
            await Sql.RunAsync(app.AsOwner, "VACUUM ANALYZE");
        });
        clock.Restart();
        var done = 0;
        for (var more = 1; more > 0; done += more)
        {
            await using var scope = app.Services.CreateAsyncScope();
            more = await scope.ServiceProvider.GetRequiredService<ICustomerMatches>().RefreshAsync(ct);
        }
        await Sql.RunAsync(app.AsOwner, "VACUUM ANALYZE");
        output.WriteLine($"pairs of {done} customers after {clock.Elapsed}");
        output.WriteLine($"sizes: {await Sql.RunAsync(app.AsOwner, "SELECT string_agg(c.relname || ' ' || pg_size_pretty(pg_total_relation_size(c.oid)) || ' ' || c.reltuples::bigint, ', ') FROM pg_class c WHERE c.relname IN ('customer_match_keys', 'customer_match_states', 'customer_duplicate_pairs')")}");

        var api = app.Api();
        await Measure("create, nothing like it", i => api.Post("/api/v1/customers", Body($"Xaver{i} Quittenhof", $"{10000 + (i * 31 % 8000)}", $"x{i}@neu{i}.example")));
        await Measure("create, refused", i => api.Post("/api/v1/customers", Body($"Firma Zwei {i}", $"{10000 + (i % 8000)}", $"m{(i * 7) + 1}@firma{(i * 7) + 1}.example")));
        await Measure("create without the check", i => api.Post("/api/v1/customers", Body($"Yaver{i} Quittenhof", "99999", $"y{i}@neu{i}.example", allowDuplicate: true)));
        await Measure("report, first page", _ => api.Get("/api/v1/customers/duplicates"));
        await Measure("report, minScore=0.95", _ => api.Get("/api/v1/customers/duplicates?minScore=0.95"));
        var customer = (await api.Get("/api/v1/customers?sort=createdAt&limit=1")).Ok();
        await Measure("one customer's", _ => api.Get($"/api/v1/customers/{customer["data", 0, "id"]}/duplicates"));

        async Task Measure(string what, Func<int, Task<Answer>> call)
        {
            for (var i = 0; i < 5; i++) await call(1000 + i);
            List<double> times = [];
            Answer? last = null;
            for (var i = 0; i < 41; i++)
            {
                var watch = Stopwatch.StartNew();
                last = await call(i);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            times.Sort();
            output.WriteLine($"{what}: median {times[20]:0.0} ms, 95 % {times[38]:0.0} ms over HTTP ({(int)last!.Status})");
        }
    }

    private static object Body(string name, string postalCode, string email, bool allowDuplicate = false) => new
    {
        kind = "organization",
        name,
        addresses = new[] { new { type = "billing", address = new { line1 = "Weg 1", postalCode, city = "Ort", country = "DE" } } },
        channels = new[] { new { type = "email", value = email } },
        allowDuplicate,
    };

    /// <summary>One in fifty has the name, with a letter wrong, and the postal code of the one before it.</summary>
    private const string Seed = """
        WITH m AS (
          SELECT i, md5('dup' || i)::uuid AS id, CASE WHEN i % 50 = 0 THEN i - 1 ELSE i END AS who FROM generate_series(1, {0}) i),
        n AS (SELECT *, translate(substr(md5(who::text), 1, 9), '0123456789', 'oaeiubsltk') AS word FROM m),
        c AS (
          INSERT INTO customers (id, kind, name, relationships, lifecycle, tags, custom_fields, credit_is_on_hold, version, created_at, updated_at)
          SELECT id, 'organization', initcap(CASE WHEN i % 50 = 0 THEN substr(word, 1, 4) || substr(word, 6) ELSE word END) || ' ' || (ARRAY['Optik', 'Logistik', 'Handel', 'Software', 'Möbel', 'Verlag', 'Brauerei', 'Metallbau'])[1 + who % 8] || ' GmbH', ARRAY['customer'], 'active', ARRAY[]::text[], '{{}}', false, 1, now(), now() FROM n RETURNING 1),
        a AS (
          INSERT INTO customer_addresses (id, customer_id, type, address, is_default, position)
          SELECT md5('a' || i)::uuid, id, 'billing', jsonb_build_object('line1', 'Weg 1', 'postalCode', (10000 + who % 8000)::text, 'city', 'Ort', 'country', 'DE'), true, 0 FROM n RETURNING 1)
        INSERT INTO customer_channels (id, customer_id, type, value, normalized, is_primary, position)
        SELECT md5('m' || i)::uuid, id, 'email', 'm' || i || '@firma' || who || '.example', 'm' || i || '@firma' || who || '.example', true, 0 FROM n
        UNION ALL SELECT md5('p' || i)::uuid, id, 'phone', '+49' || 3000000000 + i, '49' || 3000000000 + i, true, 1 FROM n
        """;
}
