using System.Net;
using System.Text.Json.Nodes;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class DuplicateTests(CrmApp app) : IClassFixture<CrmApp>
{
    private const string Customers = "/api/v1/customers";

    private static int _count;

    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("""{"name":"Quarzwerk Nord GmbH","channels":[{"type":"email","value":"einkauf@{0}.example"}]}""", """{"name":"Ganz anders","channels":[{"type":"email","value":"EinKauf@{0}.Example"}]}""", "sameEmail", "sameDomain")]
    [InlineData("""{"name":"Quarzwerk Nord GmbH","channels":[{"type":"phone","value":"+49 (0)30 77{0}"}]}""", """{"name":"Ganz anders","channels":[{"type":"mobile","value":"030/77-{0}"}]}""", "samePhone")]
    [InlineData("""{"name":"Quarzwerk Nord GmbH","channels":[{"type":"phone","value":"+49 30 88{0}"}]}""", """{"name":"Ganz anders","channels":[{"type":"phone","value":"0049 30 88{0}"}]}""", "samePhone")]
    [InlineData("""{"name":"Quarzwerk Nord GmbH","registrationNumber":"HRB {0} B"}""", """{"name":"Ganz anders","registrationNumber":"hrb-{0}b"}""", "sameRegistrationNumber")]
    [InlineData("""{"name":"Müller & Söhne GmbH","addresses":[{"type":"billing","address":{"line1":"Weg 1","postalCode":"D-{0}","city":"Ort","country":"DE"}}]}""",
        """{"name":"ＭＵＥＬＬＥＲ Shöne Limited","addresses":[{"type":"shipping","address":{"line1":"Weg 1","postalCode":"{0}","city":"Ort","country":"DE"}}]}""", "similarName", "samePostalCode")]
    [InlineData("""{"name":"Bergmann Optik","channels":[{"type":"email","value":"a@optik{0}.example"}]}""", """{"name":"Optik Bregmann Ltd.","channels":[{"type":"web","value":"https://www.optik{0}.example/start"}]}""", "similarName", "sameDomain")]
    public async Task What_seems_to_be_there_is_refused_with_the_candidates_unless_it_is_allowed(string there, string again, params string[] reasons)
    {
        var number = 100_000 + Interlocked.Increment(ref _count);
        var first = (await _api.Post(Customers, Organization(there, number))).Created();

        var refused = (await _api.Post(Customers, Organization(again, number))).Conflict("customer.duplicate");

        var candidate = refused["details", "candidates"]!.AsArray().Single()!;
        Assert.Equal((first.Id, (string?)first["name"]), ((string?)candidate["id"], (string?)candidate["name"]));
        Assert.Equal(reasons, candidate["reasons"]!.AsArray().Select(r => (string?)r));
        Assert.InRange((decimal)candidate["score"]!, 0.5m, 1m);
        var body = Organization(again, number);
        body["allowDuplicate"] = true;
        (await _api.Post(Customers, body)).Created();
    }

    [Theory]
    [InlineData("""{"name":"Handelshaus {0}"}""", """{"name":"Handelshaus {0}"}""")]
    [InlineData("""{"name":"Handelshaus {0}","channels":[{"type":"email","value":"a{0}@gmail.com"}]}""", """{"name":"Handelshaus {0}","channels":[{"type":"email","value":"b{0}@gmail.com"}]}""")]
    [InlineData("""{"name":"Anna Kern","channels":[{"type":"email","value":"anna@amt{0}.example"}]}""", """{"name":"Peter Kern","channels":[{"type":"email","value":"peter@amt{0}.example"}]}""")]
    [InlineData("""{"name":"Filiale 17 {0}","channels":[{"type":"email","value":"17@kette{0}.example"}]}""", """{"name":"Filiale 18 {0}","channels":[{"type":"email","value":"18@kette{0}.example"}]}""")]
    public async Task What_only_looks_alike_is_registered(string there, string other)
    {
        var number = 200_000 + Interlocked.Increment(ref _count);
        (await _api.Post(Customers, Organization(there, number))).Created();
        (await _api.Post(Customers, Organization(other, number))).Created();
    }

    [Fact]
    public async Task Father_and_son_at_one_address_are_two()
    {
        var code = New("F");
        (await _api.Post(Customers, Person("Hans Müller", code))).Created();
        (await _api.Post(Customers, Person("Peter Müller", code))).Created();
        (await _api.Post(Customers, Person("Müller, Hnas", code))).Conflict("customer.duplicate");
    }

    [Fact]
    public async Task At_most_ten_candidates_are_named_the_likeliest_first()
    {
        var email = $"{New("many")}@post.example";
        for (var i = 0; i < 12; i++) (await _api.Post(Customers, Mailed(i == 7 ? "Zwölfender" : $"Ding{i}haus", email, allowDuplicate: true))).Created();

        var candidates = (await _api.Post(Customers, Mailed("Zwoelfender GmbH", email))).Conflict("customer.duplicate")["details", "candidates"]!.AsArray();

        Assert.Equal(10, candidates.Count);
        Assert.Equal("Zwölfender", (string?)candidates[0]!["name"]);
    }

    [Fact]
    public async Task A_changed_customer_is_known_by_what_it_is_now()
    {
        var (before, after) = ($"{New("before")}@a.example", $"{New("after")}@b.example");
        var customer = (await _api.Post(Customers, Mailed("Wandel", before))).Created();
        (await _api.Patch(customer.Location!, new { channels = new[] { new { type = "email", value = after } } })).Ok();

        (await _api.Post(Customers, Mailed("Andere", after))).Conflict("customer.duplicate");
        (await _api.Post(Customers, Mailed("Dritte", before))).Created();
    }

    [Fact]
    public async Task What_is_archived_is_no_candidate_until_it_is_restored()
    {
        var email = $"{New("archive")}@post.example";
        var customer = (await _api.Post(Customers, Mailed("Archiv", email))).Created();
        (await _api.Delete(customer.Location!)).Is(HttpStatusCode.NoContent);
        var second = (await _api.Post(Customers, Mailed("Archiv", email))).Created();
        (await _api.Delete(second.Location!)).Is(HttpStatusCode.NoContent);
        await app.Db(async db => Assert.False(await db.Set<MatchKey>().AnyAsync(k => k.CustomerId == Id(customer), TestContext.Current.CancellationToken)));

        (await _api.Put($"{customer.Location}/restoration")).Is(HttpStatusCode.NoContent);

        (await _api.Post(Customers, Mailed("Archiv", email))).Conflict("customer.duplicate");
    }

    [Fact]
    public async Task Of_many_who_register_the_same_customer_at_once_one_does()
    {
        var code = New("R");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _api.Post(Customers, Person(i % 2 == 0 ? "Clara Rennen" : "Rennen Clara", code))));

        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Created));
        foreach (var refused in answers.Where(a => a.Status != HttpStatusCode.Created)) refused.Conflict("customer.duplicate");
    }

    [Fact]
    public async Task Bulks_that_meet_register_each_customer_once()
    {
        var tag = New("bulk");
        object[] items = [.. Enumerable.Range(0, 30).Select(i => Mailed($"Haus {i}", $"{tag}{i}@post.example"))];
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(n => _api.Post($"{Customers}/bulk?mode=partial", new { items = n % 2 == 0 ? items : [.. items.Reverse()] }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))));

        var outcomes = answers.SelectMany(a => a.Is(HttpStatusCode.MultiStatus)["data"]!.AsArray()).ToList();
        Assert.Equal(30, outcomes.Count(o => (int)o!["status"]! == 201));
        Assert.All(outcomes.Where(o => (int)o!["status"]! != 201), o => Assert.Equal("customer.duplicate", (string?)o!["problem"]!["code"]));
    }

    [Fact]
    public async Task An_item_of_a_bulk_may_be_a_duplicate_when_it_says_so()
    {
        var email = $"{New("item")}@post.example";
        object[] items = [Mailed("Eins", email), Mailed("Zwei", email, allowDuplicate: true)];
        (await _api.Post($"{Customers}/bulk", new { items }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Ok();
        var refused = (await _api.Post($"{Customers}/bulk", new { items }, (Api.IdempotencyKey, Guid.NewGuid().ToString()))).Conflict("customer.duplicate");
        Assert.Equal(0, (int)refused["details", "index"]!);
    }

    [Fact]
    public async Task An_upsert_registers_no_duplicate_either_unless_it_is_allowed()
    {
        var (email, url) = ($"{New("upsert")}@post.example", $"{Customers}/by-external-id/shop/{New("up")}");
        (await _api.Post(Customers, Mailed("Schon da", email))).Created();

        (await _api.Put(url, Mailed("Schon wieder", email))).Conflict("customer.duplicate");
        (await _api.Put(url, Mailed("Schon wieder", email, allowDuplicate: true))).Created();
        (await _api.Put(url, Mailed("Geändert", email, allowDuplicate: true))).Ok();
        (await _api.Put(url, Mailed("Geändert", email))).Ok();
    }

    [Fact]
    public async Task Upserts_that_meet_register_once_and_change_then()
    {
        var (email, url) = ($"{New("meet")}@post.example", $"{Customers}/by-external-id/shop/{New("meet")}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.Put(url, Mailed("Treffpunkt", email))));
        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 7), HttpStatusCode.Created], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task A_change_takes_no_allowDuplicate_and_is_not_refused()
    {
        var email = $"{New("patch")}@post.example";
        (await _api.Post(Customers, Mailed("Erster", email))).Created();
        var second = (await _api.Post(Customers, Mailed("Zweiter", $"other{email}"))).Created();

        (await _api.Patch(second.Location!, new { allowDuplicate = true })).Invalid("/allowDuplicate", "member.unknown");
        (await _api.Patch(second.Location!, new { channels = new[] { new { type = "email", value = email } } })).Ok();
    }

    [Fact]
    public async Task Customers_from_before_get_their_keys_when_the_app_starts()
    {
        var email = $"{New("old")}@post.example";
        var customer = (await _api.Post(Customers, Mailed("Altbestand", email))).Created();
        await app.Db(async db =>
        {
            await db.Set<MatchKey>().Where(k => k.CustomerId == Id(customer)).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.Set<MatchState>().Where(m => m.Id == Id(customer)).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await Infrastructure.Persistence.Migrator.Fill(db, TestContext.Current.CancellationToken);
        });
        (await _api.Post(Customers, Mailed("Neu", email))).Conflict("customer.duplicate");
    }

    [Fact]
    public async Task A_customer_that_the_caller_may_not_see_neither_blocks_nor_is_named()
    {
        var role = (await _api.Post("/api/v1/roles", new { name = $"Role {Guid.NewGuid():N}", permissions = new { customers = new { read = "own", create = "own" } } })).Created();
        var me = await app.Given.User([Guid.Parse(role.Id)]);
        var they = await app.Given.SignedIn(me);
        var email = $"{New("hidden")}@post.example";
        var foreign = (await _api.Post(Customers, Mailed("Fremd", email))).Created();

        var mine = (await they.Post(Customers, Mailed("Meins", email, ownerId: me.Id))).Created();
        var refused = (await they.Post(Customers, Mailed("Nochmals", email, ownerId: me.Id))).Conflict("customer.duplicate");

        Assert.Equal(mine.Id, (string?)refused["details", "candidates"]!.AsArray().Single()!["id"]);
        Assert.Equal(2, (await _api.Post(Customers, Mailed("Wieder", email))).Conflict("customer.duplicate")["details", "candidates"]!.AsArray().Count);
        Assert.Empty((await they.Get($"{mine.Location}/duplicates?minScore=0")).Ok()["data"]!.AsArray());
        var seen = (await _api.Get($"{mine.Location}/duplicates?minScore=0")).Ok()["data"]!.AsArray();   // other tests' customers may be a little alike
        Assert.Single(seen, p => foreign.Id == (string?)p!["first"]!["id"] || foreign.Id == (string?)p["second"]!["id"]);
        (await they.Get($"{foreign.Location}/duplicates")).NotFound();
    }

    private static Id<Customer> Id(Answer customer) => new(Guid.Parse(customer.Id));

    private static string New(string text) => $"{text}{Interlocked.Increment(ref _count)}x{Guid.NewGuid():N}"[..18];

    private static JsonObject Organization(string json, int number)
    {
        var body = JsonNode.Parse(json.Replace("{0}", $"{number}", StringComparison.Ordinal))!.AsObject();
        body["kind"] = "organization";
        return body;
    }

    private static object Person(string name, string postalCode) => new
    {
        kind = "person",
        name,
        addresses = new[] { new { type = "billing", address = new { line1 = "Weg 1", postalCode, city = "Ort", country = "DE" } } },
    };

    private static object Mailed(string name, string email, bool allowDuplicate = false, string? ownerId = null) =>
        new { kind = "organization", name, channels = new[] { new { type = "email", value = email } }, ownerId, allowDuplicate };
}
