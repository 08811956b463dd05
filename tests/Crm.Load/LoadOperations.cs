using System.Globalization;
using System.Text;

namespace Crm.Load;

/// <summary>The operations that are called from many connections at once, each with how its n-th call looks. What is written is new each time and like nothing else.</summary>
internal static class LoadOperations
{
    private const int Bulk = 50;

    private static readonly string[] Syllables = ["ka", "ne", "ri", "to", "su", "ma", "lo", "vi", "de", "pa", "zu", "fe", "gi", "ho", "bra", "sti", "klu", "dro", "wen", "yal"];

    public static IEnumerable<(string Operation, Func<long, HttpRequestMessage> Call)> Of(Known known, long first)
    {
        var words = known.Names.Select(n => n.Split(' ')[^1]).ToList();
        yield return ("get", i => new(HttpMethod.Get, $"/api/v1/customers/{At(known.Customers, i)}"));
        yield return ("list by a word", i => new(HttpMethod.Get, $"/api/v1/customers?limit=20&q={Uri.EscapeDataString(At(words, i))}"));
        yield return ("list by a filter", _ => new(HttpMethod.Get, "/api/v1/customers?kind=organization&limit=20"));
        yield return ("360", i => new(HttpMethod.Get, $"/api/v1/customers/{At(known.Customers, i)}/overview"));
        yield return ("create", i => Post("/api/v1/customers", Customer(first + i)));
        yield return ("order of 3 lines", i => Post("/api/v1/orders", Order(At(known.Customers, i))));
        yield return ("50 customers in one call", i => Post("/api/v1/customers/bulk", string.Join('\n', Enumerable.Range(0, Bulk).Select(n => Customer(first + (i * Bulk) + n))), "application/x-ndjson"));
    }

    private static HttpRequestMessage Post(string address, string body, string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return request;
    }

    private static string Customer(long n)
    {
        var (name, other) = (Word(n), Word((n * 7919) + 13));
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"kind":"organization","name":"{{name}} {{other}} GmbH","channels":[{"type":"email","value":"office@{{name}}-{{other}}-{{n}}.example"},{"type":"phone","value":"+49 {{4_000_000_000 + (n % 5_000_000_000)}}"}]}""");
    }

    private static string Order(Guid customer) =>
        $$"""
        {"customerId":"{{customer}}","channel":"phone","currency":"EUR","place":true,"shippingAddress":{"line1":"Weg 1","postalCode":"10827","city":"Berlin","country":"DE"},
         "lines":[{"text":"Item one","quantity":1,"unitPrice":{"amount":"12.50","currency":"EUR"},"taxRate":20},{"text":"Item two","quantity":2,"unitPrice":{"amount":"7.25","currency":"EUR"},"taxRate":20},
                  {"text":"Item three","quantity":3,"unitPrice":{"amount":"99.90","currency":"EUR"},"taxRate":20}]}
        """;

    private static string Word(long n)
    {
        var (word, rest) = (new StringBuilder(), (ulong)n * 0x9E37_79B9_7F4A_7C15);
        for (var i = 0; i < 5; i++, rest /= (ulong)Syllables.Length) word.Append(Syllables[rest % (ulong)Syllables.Length]);
        return word.ToString();
    }

    private static T At<T>(IReadOnlyList<T> of, long i) => of[(int)(i % of.Count)];
}
