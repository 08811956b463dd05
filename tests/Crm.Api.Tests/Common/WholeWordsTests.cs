using Crm.Application.Common.Lists;
using Crm.Tests.Observability;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Records that have all words as they are asked for are looked for first, and others only when these do not fill the page. Nobody may notice but by the time it takes.</summary>
public sealed class WholeWordsTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("Kaltwasser")]
    [InlineData("kaltwasser bergquell")]
    [InlineData("bergquell Kaltwasser vertrieb")]
    public async Task Pages_of_any_size_are_pieces_of_the_same_order(string q)
    {
        var tag = $"t{Guid.NewGuid():N}";
        string[] names =
        [
            "Kaltwasser", "Kaltwasser Bergquell", "Bergquell Kaltwasser", "Bergquell und Kaltwasser Vertrieb", "Kaltwassers Bergquell Vertrieb", "Kaltwaser Bergquell Vertrieb", "Urkaltwasser Bergquelle Vertrieb", "Kaltwasserwerk Bergquell Vertriebe",
            "Kaltwasser Bergquell Vertrieb", "Kaltwasser Bregquell Vertrieb",
        ];
        foreach (var round in Enumerable.Range(0, 4))
            foreach (var name in names)
            {
                var customer = (await _api.Post("/api/v1/customers", new { kind = "organization", name = $"{name}{(round == 0 ? "" : $" {round}")}", tags = round == 3 ? new[] { tag } : [], allowDuplicate = true })).Created();
                if (round == 1) (await _api.Delete(customer.Location!)).NoContent();
            }

        foreach (var more in new[] { "", $"&tag={tag}", "&archived=true" })
        {
            var whole = await Ids($"q={Uri.EscapeDataString(q)}&limit=200&count=true{more}");   // looks at all of them, because it counts
            Assert.NotEmpty(whole);
            Assert.Equal(whole, await Ids($"q={Uri.EscapeDataString(q)}&limit=200{more}"));
            foreach (var limit in new[] { 1, 3, 7 }) Assert.Equal(whole, await Paged($"q={Uri.EscapeDataString(q)}&limit={limit}{more}"));
        }
    }

    [Fact]
    public async Task A_page_of_whole_words_takes_one_round_trip_and_one_that_the_filter_leaves_short_takes_two()
    {
        var word = NewWord();
        for (var i = 0; i < 5; i++) (await _api.Post("/api/v1/customers", new { kind = "organization", name = $"{word} {i}", market = i == 0 ? "home" : "business", allowDuplicate = true })).Created();
        using var trips = new RoundTrips(app.Database);
        foreach (var (query, expected) in new[] { ("limit=1", 1), ("limit=10", 1), ("limit=1&market=business", 1), ("limit=1&market=home", 2) })
        {
            (await _api.Get($"/api/v1/customers?q={Uri.EscapeDataString(word)}&{query}")).Ok();
            Assert.Equal((query, expected), (query, (await trips.During(async () => (await _api.Get($"/api/v1/customers?q={Uri.EscapeDataString(word)}&{query}")).Ok())).Count));
        }
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(false, "4712")]
    [InlineData(true, "王")]
    [InlineData(false, "qy")]
    public async Task Of_words_that_very_many_have_the_newest_are_looked_at_first(bool begins, string? without)
    {
        var word = without ?? NewWord();   // numbers, Chinese and two letters have no key
        foreach (var name in new[] { word, $"{word} Erste", $"Alte {word}", $"{word}s", word }) await Customer(name);
        for (var at = 0; at < CommonWords.Many; at += 500)
            (await _api.Post("/api/v1/customers/bulk", new { items = Enumerable.Range(at, 500).Select(i => new { kind = "organization", name = begins ? $"{word} {i}" : $"Firma {i} {word}", allowDuplicate = true }) })).Ok();
        await Customer($"Neue {word}");
        var newest = await Customer(begins ? $"{word} Neueste" : $"Neueste {word}");
        var best = await Ids($"q={Uri.EscapeDataString(word)}&limit=200&count=true");

        Assert.Equal(best.Take(50), await Ids($"q={Uri.EscapeDataString(word)}&limit=50"));   // finds out how many there are
        using (var trips = new RoundTrips(app.Database))
        {
            var sent = await trips.During(async () => Assert.Equal(best.Take(50), await Ids($"q={Uri.EscapeDataString(word)}&limit=50")));
            Assert.Contains("n AS MATERIALIZED", Assert.Single(sent), StringComparison.Ordinal);
        }
        foreach (var limit in new[] { 1, 2, 5, 60 }) Assert.Equal(best.Take(limit), await Ids($"q={Uri.EscapeDataString(word)}&limit={limit}"));
        Assert.Equal(best.Take(150), await Paged($"q={Uri.EscapeDataString(word)}&limit=30", pages: 5));

        (await _api.Delete($"/api/v1/customers/{newest}")).NoContent();   // the page is short by one, and others come after
        Assert.Equal(best.Where(id => id != newest).Take(50), await Ids($"q={Uri.EscapeDataString(word)}&limit=50"));
    }

    [Fact]
    public async Task What_nobody_may_see_among_the_newest_does_not_shorten_a_page()
    {
        var word = NewWord();
        (await _api.Post("/api/v1/customers/bulk", new { items = Enumerable.Range(0, 500).Select(i => Item(i)) })).Ok();
        (await _api.Post("/api/v1/customers/bulk", new { items = Enumerable.Range(500, 500).Select(i => Item(i)) })).Ok();
        var best = await Ids($"q={Uri.EscapeDataString(word)}&limit=6");
        foreach (var id in best.Take(4)) (await _api.Delete($"/api/v1/customers/{id}")).NoContent();

        Assert.Equal(best.Skip(4), await Ids($"q={Uri.EscapeDataString(word)}&limit=2"));   // of the six newest, which would be enough, two are left, but not three
        Assert.Equal([best[4]], await Ids($"q={Uri.EscapeDataString(word)}&limit=1"));   // of four none

        object Item(int i) => new { kind = "organization", name = $"Firma {i} {word}", allowDuplicate = true };
    }

    [Fact]
    public void A_record_has_the_own_key_of_each_word_of_its_text_however_many_there_are()
    {
        var random = new Random(20261123);
        foreach (var count in new[] { 0, 1, 40, 200, 700, 2_000 })
        {
            string[] texts = [.. Enumerable.Range(0, 5).Select(_ => string.Join(' ', Enumerable.Range(0, count / 5 + 1).Select(_ => Word(random))))];

            var (text, keys) = SearchForm.Of(texts);

            Assert.True(text.Length <= SearchForm.TextMax);
            Assert.Equal(keys.Order().Distinct(), keys);
            foreach (var word in SearchForm.Words(text))
                if (word.OwnKey is { } own) Assert.Contains(own, keys);
        }
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(26))));

    private static string NewWord() => $"Zu{string.Concat(Guid.NewGuid().ToByteArray().Select(b => (char)('a' + b % 26)))}";

    private async Task<string> Customer(string name) => (await _api.Post("/api/v1/customers", new { kind = "organization", name, allowDuplicate = true })).Created().Id;

    private async Task<List<string?>> Ids(string query) => [.. (await _api.Get($"/api/v1/customers?{query}")).Ok()["data"]!.AsArray().Select(r => (string?)r!["id"])];

    private async Task<List<string?>> Paged(string query, int pages = int.MaxValue)
    {
        List<string?> ids = [];
        for (string? cursor = ""; cursor is not null && pages-- > 0;)
        {
            var page = (await _api.Get($"/api/v1/customers?{query}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}")).Ok();
            ids.AddRange(page["data"]!.AsArray().Select(r => (string?)r!["id"]));
            cursor = (string?)page["page", "nextCursor"];
        }
        return ids;
    }
}
