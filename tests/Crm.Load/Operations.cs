using System.Globalization;
using System.Net.Http.Json;
using Npgsql;

namespace Crm.Load;

/// <summary>What the measured calls ask for: ids and texts that are in the database.</summary>
internal sealed record Known(IReadOnlyList<Guid> Customers, IReadOnlyList<string> Names, IReadOnlyList<string> Emails, IReadOnlyList<string> Phones, IReadOnlyList<string> Orders, IReadOnlyList<string> Tickets, IReadOnlyList<string> Trackings, IReadOnlyList<string> ExternalIds)
{
    private const int Samples = 500;

    public static async Task<Known> Read(NpgsqlConnection connection, Random random, CancellationToken ct)
    {
        return new(
            await Some("SELECT id FROM customers WHERE archived_at IS NULL", Guid.Parse), await Some("SELECT name FROM customers", s => s), await Some("SELECT normalized FROM customer_channels WHERE type = 'email'", s => s),
            await Some("SELECT normalized FROM contact_channels WHERE type = 'phone'", s => s), await Some("SELECT number FROM orders", s => s), await Some("SELECT number FROM tickets", s => s),
            await Some("SELECT tracking_number FROM shipments WHERE tracking_number IS NOT NULL", s => s), await Some("SELECT value FROM customer_external_ids", s => s));

        async Task<IReadOnlyList<T>> Some<T>(string sql, Func<string, T> read)
        {
            await using var command = new NpgsqlCommand($"SELECT x::text FROM ({sql}) AS t (x) ORDER BY md5(x::text || 'load') LIMIT {Samples.ToString(CultureInfo.InvariantCulture)}", connection) { CommandTimeout = 300 };
            List<T> found = [];
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) found.Add(read(reader.GetString(0)));
            return found.Count == 0 ? [] : [.. found.OrderBy(_ => random.Next())];
        }
    }
}

/// <summary>The operations that are timed, each with how its n-th call looks.</summary>
internal static class Operations
{
    public static IEnumerable<(string Operation, Func<int, HttpRequestMessage> Call)> Of(Known known)
    {
        yield return ("get a customer", i => Get($"/api/v1/customers/{At(known.Customers, i)}"));
        yield return ("list customers, first page", _ => Get("/api/v1/customers?limit=20"));
        yield return ("list customers by a word of the name", i => Get($"/api/v1/customers?limit=20&q={Escape(At(known.Names, i).Split(' ')[^1])}"));
        yield return ("list customers by the whole name", i => Get($"/api/v1/customers?limit=20&q={Escape(At(known.Names, i))}"));
        yield return ("list a customer's orders", i => Get($"/api/v1/orders?limit=20&customerId={At(known.Customers, i)}"));
        yield return ("list a customer's tickets", i => Get($"/api/v1/tickets?limit=20&customerId={At(known.Customers, i)}"));
        yield return ("customers with 8 orders and more", _ => Get("/api/v1/customers?limit=20&orders.count[gte]=8"));
        yield return ("customers who bought for 20,000 EUR and more", _ => Get($"/api/v1/customers?limit=20&orders.netTotal[gte]={Escape("20000 EUR")}"));
        yield return ("customers with a confirmed import, no open complaint", _ => Search("customers", """
            {"limit":20,"filter":{"and":[{"any":"orders","filter":{"and":[{"field":"status","op":"eq","value":"confirmed"},{"field":"channel","op":"eq","value":"import"}]}},
              {"none":"tickets","filter":{"and":[{"field":"type","op":"eq","value":"complaint"},{"field":"status","op":"eq","value":"new"}]}}]}}
            """));
        yield return ("customer overview (360)", i => Get($"/api/v1/customers/{At(known.Customers, i)}/overview"));
        yield return ("timeline, first page", i => Get($"/api/v1/customers/{At(known.Customers, i)}/timeline?limit=20"));
        yield return ("find: 2 letters", i => Find(At(known.Names, i)[..2]));
        yield return ("find: 4 letters", i => Find(At(known.Names, i)[..4]));
        yield return ("find: a whole name", i => Find(At(known.Names, i)));
        yield return ("find: the last 4 digits of a number", i => Find(At(known.Phones, i)[^4..]));
        yield return ("find: the last 7 digits of a number", i => Find(At(known.Phones, i)[^7..]));
        yield return ("find: part of an e-mail address", i => Find(At(known.Emails, i)[2..^8]));
        yield return ("find: an order number", i => Find(At(known.Orders, i)));
        yield return ("find: a ticket number", i => Find(At(known.Tickets, i)));
        yield return ("find: a tracking number", i => Find(At(known.Trackings, i)));
        yield return ("find: an external id", i => Find(At(known.ExternalIds, i)));
        yield return ("create a customer, nothing like it", i => Create($"Xaver{i} Quittenhof{i * 31}", $"x{i}.{Guid.NewGuid():N}@neu.example"));
        yield return ("create a customer, refused as a duplicate", i => Create(At(known.Names, i), At(known.Emails, i)));
        yield return ("likely duplicates, first page", _ => Get("/api/v1/customers/duplicates?limit=20"));
        yield return ("likely duplicates of a customer", i => Get($"/api/v1/customers/{At(known.Customers, i)}/duplicates"));
    }

    private static HttpRequestMessage Get(string address) => new(HttpMethod.Get, address);

    private static HttpRequestMessage Search(string list, string body) => new(HttpMethod.Post, $"/api/v1/{list}/search") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

    private static HttpRequestMessage Find(string text) => Get($"/api/v1/search?q={Escape(text)}");

    private static HttpRequestMessage Create(string name, string email) => new(HttpMethod.Post, "/api/v1/customers")
    {
        Content = JsonContent.Create(new { kind = "organization", name, channels = new[] { new { type = "email", value = email } } }),
    };

    private static T At<T>(IReadOnlyList<T> of, int i) => of[i % of.Count];

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
