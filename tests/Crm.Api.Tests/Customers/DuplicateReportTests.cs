using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class DuplicateReportTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Customers = "/api/v1/customers";

    private readonly Api _api = app.Api();

    [Fact]
    public async Task Likely_pairs_are_listed_with_score_and_reasons_the_likeliest_first()
    {
        var (code, domain) = (New(), New());
        var first = await Registered("Bergmann Optik GmbH", code, $"a@{domain}.example");
        var typo = await Registered("Optik Bregmann", code, null);
        var same = await Registered("Bergmann Optik", code, $"a@{domain}.example");
        await Registered("Bergmann Akustik", code, null);

        var pairs = await Pairs(first);

        Assert.Equal([(first.Id, same.Id), (first.Id, typo.Id)], pairs.Select(Ids));
        Assert.Equal(["sameEmail", "similarName", "samePostalCode", "sameDomain"], pairs[0]["reasons"]!.AsArray().Select(r => (string?)r));
        Assert.Equal(["similarName", "samePostalCode"], pairs[1]["reasons"]!.AsArray().Select(r => (string?)r));
        Assert.Equal("Optik Bregmann", (string?)pairs[1]["second"]!["name"]);
        var whole = (await _api.Get($"{Customers}/duplicates?limit=200")).Ok()["data"]!.AsArray();
        Assert.Equal(3, whole.Count(p => new[] { first.Id, typo.Id, same.Id }.Contains((string?)p!["first"]!["id"])));
        Assert.Equal(whole.Select(p => (decimal)p!["score"]!).OrderDescending(), whole.Select(p => (decimal)p!["score"]!));
    }

    [Fact]
    public async Task The_least_score_can_be_said_and_pages_follow_one_another()
    {
        var phone = $"+49 30 {Random.Shared.Next(10_000_000, 99_999_999)}";
        var one = (await _api.Post(Customers, Called("Anna Kern", phone))).Created();
        foreach (var name in new[] { "Peter Holz", "Uwe Brandt", "Kern Anna" }) (await _api.Post(Customers, Called(name, phone))).Created();

        Assert.Single(await Pairs(one));
        Assert.Equal(3, (await Pairs(one, "?minScore=0.5")).Count);
        Assert.Empty(await Pairs(one, "?minScore=0.99"));
        Assert.Equal(3, (await Pairs(one, "?score[gte]=0.5")).Count);
        var page = (await _api.Get($"{one.Location}/duplicates?minScore=0.5&limit=2")).Ok();
        var rest = (await _api.Get($"{one.Location}/duplicates?minScore=0.5&limit=2&cursor={page["page", "nextCursor"]}")).Ok();
        Assert.Equal(3, page["data"]!.AsArray().Concat(rest["data"]!.AsArray()).Select(p => (string?)p!["id"]).Distinct().Count());
        (await _api.Get($"{Customers}/duplicates?minScore=2")).Invalid("minScore", "filter.invalid_value");
        (await _api.Get($"{Customers}/duplicates?minScore=much")).Invalid("minScore", "filter.invalid_value");
        (await _api.Get($"{Customers}/duplicates?leastScore=1")).Invalid("leastScore", "parameter.unknown");
        (await _api.Get($"{Customers}/{Guid.NewGuid()}/duplicates")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pairs_go_when_a_customer_changes_or_is_archived_and_come_when_it_comes_back()
    {
        var code = New();
        var (one, two) = (await Registered("Seifen Vogel", code, null), await Registered("Vogel Seifen", code, null));
        Assert.Single(await Pairs(one));

        (await _api.Patch(two.Location!, new { name = "Adler Kerzen" })).Ok();
        Assert.Empty(await Pairs(one));
        (await _api.Patch(two.Location!, new { name = "Vogel Seifne" })).Ok();
        Assert.Single(await Pairs(one));

        (await _api.Delete(two.Location!)).Is(HttpStatusCode.NoContent);
        Assert.Empty(await Pairs(one));
        (await _api.Put($"{two.Location}/restoration")).Is(HttpStatusCode.NoContent);
        Assert.Single(await Pairs(one));
    }

    private async Task<List<JsonNode>> Pairs(Answer of, string query = "") => [.. (await _api.Get($"{of.Location}/duplicates{query}")).Ok()["data"]!.AsArray().Select(p => p!)];

    private static (string?, string?) Ids(JsonNode pair) => ((string?)pair["first"]!["id"], (string?)pair["second"]!["id"]);

    private static string New() => $"x{Guid.NewGuid():N}"[..14];

    private async Task<Answer> Registered(string name, string postalCode, string? email) => (await _api.Post(Customers, new
    {
        kind = "organization",
        name,
        addresses = new[] { new { type = "billing", address = new { line1 = "Weg 1", postalCode, city = "Ort", country = "DE" } } },
        channels = email is null ? [] : new[] { new { type = "email", value = email } },
        allowDuplicate = true,
    })).Created();

    private static object Called(string name, string phone) => new { kind = "person", name, channels = new[] { new { type = "phone", value = phone } }, allowDuplicate = true };
}
