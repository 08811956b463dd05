using System.Net;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class MergeTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    private readonly Api _plain = app.Unredirected();

    [Fact]
    public async Task The_survivor_gets_everything_once_and_keeps_its_own_values()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("kept"), await app.Given.PersonWithAll("gone"));
        (await _api.Patch(kept.Customer.Location!, new { givenName = "Anna" })).Ok();
        (await _api.Patch(gone.Customer.Location!, new { givenName = "Anne", familyName = "Berg", market = "home", notes = "Rings twice" })).Ok();
        (await _api.Put($"{gone.Customer.Location}/credit", new { limit = Given.Euros("500.00"), paymentTermsDays = 14, isOnHold = true, holdNote = "Owes" }, ("If-Match", "*"))).Ok();

        var merged = (await app.Given.Merge(kept.Customer, gone.Customer)).Created();

        var survivor = (await _api.Get(kept.Customer.Location!)).Ok();
        Assert.Equal(survivor.Text, merged["survivor"]!.ToJsonString(Unescaped));
        Assert.Equal(("Anna kept", "Anna", "Berg", "home", "Rings twice"), ((string?)survivor["name"], (string?)survivor["givenName"], (string?)survivor["familyName"], (string?)survivor["market"], (string?)survivor["notes"]));
        Assert.Equal(("500.00", 14, true), ((string?)survivor["credit", "limit", "amount"], (int?)survivor["credit", "paymentTermsDays"], (bool?)survivor["credit", "isOnHold"]));
        Assert.Equal(["kept@example.org", "gone@example.org"], survivor["channels"]!.AsArray().Select(c => (string?)c!["value"]));
        Assert.Equal([true, false], survivor["channels"]!.AsArray().Select(c => (bool)c!["isPrimary"]!));
        Assert.Equal(["kept", "gone"], survivor["addresses"]!.AsArray().Select(a => (string?)a!["address"]!["city"]));
        Assert.Equal(["gone", "kept"], survivor["externalIds"]!.AsArray().Select(e => (string?)e!["id"]).Order());
        Assert.Equal(["gone", "kept"], survivor["tags"]!.AsArray().Select(t => (string?)t).Order());
        foreach (var (collection, mine, theirs) in new[] { ("contacts", kept.Contact, gone.Contact), ("orders", kept.Order, gone.Order), ("tickets", kept.Ticket, gone.Ticket), ("interactions", kept.Interaction, gone.Interaction) })
            Assert.Equal(new[] { mine.Id, theirs.Id }.Order(), await Ids($"/api/v1/{collection}?customerId={survivor.Id}"));
        Assert.Equal(2, (await Ids($"{kept.Customer.Location}/consents")).Count);
        Assert.Equal([true, false], (await _api.Get($"/api/v1/contacts?customerId={survivor.Id}&sort=createdAt")).Ok()["data"]!.AsArray().Select(c => (bool)c!["isPrimary"]!));
        Assert.Equal("""{"contacts":1,"orders":1,"tickets":1,"interactions":1,"consents":1,"subsidiaries":0}""", merged["moved"]!.ToJsonString());
        Assert.Equal(survivor.Id, (string?)(await _api.Get("/api/v1/customers/by-external-id/shop/gone")).Ok()["id"]);
    }

    [Fact]
    public async Task The_old_id_leads_to_the_survivor()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("k2"), await app.Given.PersonWithAll("g2"));
        (await app.Given.Merge(kept.Customer, gone.Customer)).Created();

        var redirect = (await _plain.Get($"{gone.Customer.Location}?fields=id,name")).Is(HttpStatusCode.PermanentRedirect);
        Assert.Equal($"{kept.Customer.Location}?fields=id,name", redirect.Location);
        Assert.Equal($"{kept.Customer.Location}/contacts?limit=1", (await _plain.Get($"{gone.Customer.Location}/contacts?limit=1")).Is(HttpStatusCode.PermanentRedirect).Location);
        Assert.Equal($"{kept.Customer.Location}/consents", (await _plain.Get($"{gone.Customer.Location}/consents")).Is(HttpStatusCode.PermanentRedirect).Location);
        var refused = (await _api.Patch(gone.Customer.Location!, new { name = "Other" })).Conflict("customer.merged");
        Assert.Equal(kept.Customer.Id, (string?)refused["details", "survivorId"]);
        (await _api.Put($"{gone.Customer.Location}/restoration")).Conflict("customer.merged");
        (await _api.Put($"{gone.Customer.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Conflict("customer.merged");
        Assert.DoesNotContain(gone.Customer.Id, await Ids("/api/v1/customers?limit=200"));
        Assert.Equal([gone.Customer.Id], await Ids($"/api/v1/customers?archived=true&mergedIntoId={kept.Customer.Id}"));
    }

    [Fact]
    public async Task A_list_that_is_filtered_by_the_old_id_finds_the_survivors_rows()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("k3"), await app.Given.PersonWithAll("g3"));
        var other = await app.Given.PersonWithAll("o3");
        (await app.Given.Merge(kept.Customer, gone.Customer)).Created();
        foreach (var collection in new[] { "contacts", "orders", "tickets", "interactions" })
        {
            var all = await Ids($"/api/v1/{collection}?customerId={kept.Customer.Id}");
            Assert.Equal(2, all.Count);
            Assert.Equal(all, await Ids($"/api/v1/{collection}?customerId={gone.Customer.Id}"));
            Assert.Equal(3, (await Ids($"/api/v1/{collection}?customerId={gone.Customer.Id},{other.Customer.Id}")).Count);
            Assert.DoesNotContain(all[0], await Ids($"/api/v1/{collection}?customerId[ne]={gone.Customer.Id}&limit=200"));
            var tree = new { filter = new { field = "customerId", op = "eq", value = gone.Customer.Id } };
            Assert.Equal(all, [.. (await _api.Post($"/api/v1/{collection}/search", tree)).Ok()["data"]!.AsArray().Select(r => (string)r!["id"]!).Order()]);
        }
    }

    [Fact]
    public async Task The_likely_duplicates_of_the_old_id_are_those_of_the_survivor()
    {
        var mark = $"Quellenhof{Guid.NewGuid():N}"[..22];
        var (kept, gone, third) = (await Like(1), await Like(2), await Like(3));
        (await app.Given.Merge(kept, gone)).Created();
        var pair = Assert.Single((await _api.Get($"/api/v1/customers/duplicates?customerId={gone.Id}")).Ok()["data"]!.AsArray())!;
        Assert.Equal(new[] { kept.Id, third.Id }.Order(), new[] { (string)pair["first"]!["id"]!, (string)pair["second"]!["id"]! }.Order());
        Assert.Equal(pair.ToJsonString(), Assert.Single((await _api.Get($"/api/v1/customers/duplicates?customerId={kept.Id}")).Ok()["data"]!.AsArray())!.ToJsonString());

        async Task<Answer> Like(int n) => (await _api.Post("/api/v1/customers", new
        {
            kind = "organization",
            name = mark,
            allowDuplicate = true,
            channels = new[] { new { type = "email", value = $"info@{mark.ToLowerInvariant()}.example" }, new { type = "other", value = $"{mark} {n}" } },
        })).Created();
    }

    [Fact]
    public async Task A_chain_of_merges_leads_to_its_end()
    {
        var (a, b, c) = (await app.Given.PersonWithAll("a4"), await app.Given.PersonWithAll("b4"), await app.Given.PersonWithAll("c4"));
        (await app.Given.Merge(b.Customer, a.Customer)).Created();
        (await app.Given.Merge(c.Customer, b.Customer)).Created();
        Assert.Equal(c.Customer.Location, (await _plain.Get(a.Customer.Location!)).Is(HttpStatusCode.PermanentRedirect).Location);
        Assert.Equal(3, (await Ids($"/api/v1/orders?customerId={a.Customer.Id}")).Count);
        Assert.Equal(c.Customer.Id, (string?)(await app.Given.Merge(a.Customer, c.Customer)).Conflict("customer.merged")["details", "survivorId"]);
    }

    [Fact]
    public async Task A_dry_run_shows_the_result_and_changes_nothing()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("k5"), await app.Given.PersonWithAll("g5"));
        (await _api.Post($"{gone.Customer.Location}/consents", new { purpose = "newsletter", channel = "email", state = "withdrawn", basis = "consent" })).Created();
        (await _api.Post($"{kept.Customer.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent" })).Created();
        var (before, theirs, seals) = (await _api.Get(kept.Customer.Location!), await _api.Get(gone.Customer.Location!), await Entries(gone.Order));

        var shown = (await _api.Post($"{kept.Customer.Location}/merges", new { otherIds = new[] { gone.Customer.Id }, dryRun = true })).Ok();

        Assert.True((bool)shown["isDryRun"]!);
        Assert.Null(shown["mergeId"]);
        Assert.Equal(("newsletter", "email", "withdrawn"), ((string?)shown["consents", 0, "purpose"], (string?)shown["consents", 0, "channel"], (string?)shown["consents", 0, "state"]));
        Assert.Equal("""{"contacts":1,"orders":1,"tickets":1,"interactions":1,"consents":2,"subsidiaries":0}""", shown["moved"]!.ToJsonString());
        Assert.Equal((before.Text, theirs.Text, seals), ((await _api.Get(kept.Customer.Location!)).Text, (await _api.Get(gone.Customer.Location!)).Text, await Entries(gone.Order)));
        Assert.Empty(await Ids($"{kept.Customer.Location}/merges"));
        var real = (await app.Given.Merge(kept.Customer, gone.Customer)).Created();
        foreach (var member in new[] { "moved", "consents" }) Assert.Equal(shown[member]!.ToJsonString(), real[member]!.ToJsonString());
        Assert.Equal(shown["survivor", "channels"]!.ToJsonString(), real["survivor", "channels"]!.ToJsonString());
    }

    [Fact]
    public async Task The_most_restrictive_consent_wins()
    {
        var (kept, gone) = (await app.Given.Person(), await app.Given.Person());
        await Say(gone, "marketing", "email", "withdrawn");
        await Say(kept, "marketing", "email", "granted");
        await Say(gone, "newsletter", null, "granted");
        await Say(kept, "survey", null, "withdrawn");
        await Say(gone, "survey", "phone", "granted");
        await Say(kept, "sharing", "email", "granted");

        (await app.Given.Merge(kept, gone)).Created();

        var status = (await _api.Get($"{kept.Location}/consent-status")).Ok();
        Assert.Equal("withdrawn", Holds(status, "marketing", "email"));
        Assert.Equal("granted", Holds(status, "newsletter", "fax"));
        Assert.Equal("withdrawn", Holds(status, "survey", null));
        Assert.Equal("withdrawn", Holds(status, "survey", "phone"));
        Assert.Equal("granted", Holds(status, "sharing", "email"));
        Assert.Equal("unknown", Holds(status, "profiling", null));
    }

    [Fact]
    public async Task Subsidiaries_come_to_stand_under_the_survivor_and_never_in_a_circle()
    {
        var (top, gone, kept, child) = (await app.Given.Customer(), await app.Given.Customer(), await app.Given.Customer(), await app.Given.Customer());
        await Under(gone, top);
        await Under(child, gone);
        await Under(kept, child);   // the survivor stands below one that stands below the one that is taken in
        var merged = (await app.Given.Merge(kept, gone)).Created();
        Assert.Equal(1, (int)merged["moved", "subsidiaries"]!);
        Assert.Equal(top.Id, (string?)(await _api.Get(kept.Location!)).Ok()["parentId"]);
        Assert.Equal(kept.Id, (string?)(await _api.Get(child.Location!)).Ok()["parentId"]);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_and_nothing_has_moved()
    {
        var (person, organization, archived) = (await app.Given.PersonWithAll("p7"), await app.Given.Customer(), await app.Given.Customer());
        (await _api.Delete(archived.Location!)).NoContent();
        (await app.Given.Merge(organization, person.Customer)).Conflict("customer_merge.kinds_differ");
        (await app.Given.Merge(organization, organization)).Conflict("customer_merge.with_itself");
        (await app.Given.Merge(organization, archived)).Invalid("/otherIds/0", "reference.unknown");
        (await app.Given.Merge(organization.Id, Guid.NewGuid().ToString())).Invalid("/otherIds/0", "reference.unknown");
        (await app.Given.Merge(archived, organization)).NotFound();
        (await _api.Post($"{organization.Location}/merges", new { otherIds = Array.Empty<string>() })).Invalid("/otherIds");
        (await _api.Post($"{organization.Location}/merges", new { otherIds = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()) })).Invalid("/otherIds");
        (await _api.Post($"{organization.Location}/merges", new { otherIds = new[] { person.Customer.Id, person.Customer.Id } })).Invalid("/otherIds");
        (await _api.Post($"{organization.Location}/merges", new { otherIds = new[] { person.Customer.Id } }, ("If-Match", "\"7\""))).Is(HttpStatusCode.PreconditionFailed);
        (await _api.Post($"/api/v1/customers/{Guid.NewGuid()}/merges", new { otherIds = new[] { organization.Id } })).NotFound();
        Assert.Equal(person.Customer.Text, (await _api.Get(person.Customer.Location!)).Ok().Text);
        var (many, more) = (await Reached(15), await Reached(6));
        Assert.Equal("channels", (string?)(await app.Given.Merge(many, more)).Conflict("customer_merge.too_many")["details", "what"]);
    }

    [Fact]
    public async Task A_merge_is_in_the_audit_of_all_that_it_touched()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("k8"), await app.Given.PersonWithAll("g8"));
        var merge = (string)(await app.Given.Merge(kept.Customer, gone.Customer)).Created()["mergeId"]!;
        var details = (await _api.Get($"/api/v1/customer-merges/{merge}")).Ok();
        Assert.Equal((kept.Customer.Id, gone.Customer.Id), ((string?)details["survivorId"], (string?)details["otherIds", 0]));
        Assert.Equal([merge], await Ids($"{kept.Customer.Location}/merges"));
        Assert.Equal([merge], await Ids($"/api/v1/customer-merges?survivorId={gone.Customer.Id}"));
        foreach (var moved in new[] { gone.Contact, gone.Order, gone.Ticket, gone.Interaction })
        {
            var change = (await _api.Get($"{moved.Location}/audit-entries?operation=mergeCustomers")).Ok()["data", 0, "changes"]!.AsArray().Single(c => (string?)c!["field"] == "customerId")!;
            Assert.Equal((gone.Customer.Id, kept.Customer.Id), ((string?)change["from"], (string?)change["to"]));
        }
        foreach (var customer in new[] { kept.Customer, gone.Customer })
            Assert.NotEmpty(await Ids($"{customer.Location}/audit-entries?operation=mergeCustomers"));
        Assert.NotEmpty(await Ids($"/api/v1/customer-merges/{merge}/audit-entries"));
    }

    [Fact]
    public async Task Whoever_does_not_see_the_survivor_is_not_told_of_it()
    {
        var agent = await app.Given.User([await OwnOnly()]);
        var (theirs, hidden) = (await app.Given.CustomerOf(agent), await app.Given.CustomerOf(await app.Given.User()));
        var api = app.Bearing((string)(await app.Given.Session(agent))["accessToken"]!);
        (await api.Post($"{theirs.Location}/merges", new { otherIds = new[] { hidden.Id } })).Invalid("/otherIds/0", "reference.unknown");
        (await app.Given.Merge(hidden, theirs)).Created();
        (await api.Get(theirs.Location!)).NotFound();
        (await api.Patch(theirs.Location!, new { name = "Mine" })).NotFound();
    }

    [Fact]
    public async Task What_a_role_hides_of_a_customer_it_hides_in_the_answer_of_a_merge()
    {
        var role = Guid.Parse((await _api.Post("/api/v1/roles", new
        {
            name = $"No credit {Guid.NewGuid():N}",
            permissions = new { customers = new { read = "all", create = "all", change = "all", archive = "all" } },
            fieldRules = new[] { new { resource = "customer", field = "credit", access = "hidden" } },
        })).Created().Id);
        var api = app.Bearing((string)(await app.Given.Session(await app.Given.User([role])))["accessToken"]!);
        var (kept, gone) = (await app.Given.Customer(), await app.Given.Customer());
        foreach (var dryRun in new[] { true, false })
        {
            var merged = await api.Post($"{kept.Location}/merges", new { otherIds = new[] { gone.Id }, dryRun });
            Assert.True(merged.Status is HttpStatusCode.OK or HttpStatusCode.Created, merged.Text);
            Assert.Equal(kept.Id, (string?)merged["survivor", "id"]);
            Assert.Null(merged["survivor", "credit"]);
        }
        Assert.NotNull((await _api.Get(kept.Location!)).Ok()["credit"]);
    }

    [Fact]
    public async Task Erasing_the_survivor_erases_those_that_were_merged_into_it()
    {
        var planted = new Planted(app.Given, _api);
        var (kept, gone) = (await app.Given.Person(), await planted.Person());
        var merge = (string)(await app.Given.Merge(kept, gone)).Created()["mergeId"]!;
        Assert.NotEmpty(await planted.In(app));
        var export = (await _api.Post($"{kept.Location}/personal-data-exports")).Ok();
        Assert.Equal(gone.Id, (string?)export["mergedCustomers", 0, "id"]);

        (await _api.Put($"{kept.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();

        Assert.Empty(await planted.In(app));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Conflict("customer_merge.erased");
    }

    private static readonly System.Text.Json.JsonSerializerOptions Unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<Guid> OwnOnly() => Guid.Parse((await _api.Post("/api/v1/roles", new
    {
        name = $"Own {Guid.NewGuid():N}",
        permissions = new { customers = new { read = "own", create = "own", change = "own", archive = "own" } },
    })).Created().Id);

    private async Task<List<string>> Ids(string url) => [.. (await _api.Get(url)).Ok()["data"]!.AsArray().Select(r => (string)r!["id"]!).Order()];

    private async Task<int> Entries(Answer record) => (await Ids($"{record.Location}/audit-entries")).Count;

    private async Task Under(Answer customer, Answer parent) => (await _api.Patch(customer.Location!, new { parentId = parent.Id })).Ok();

    private async Task Say(Answer person, string purpose, string? channel, string state)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _api.Post($"{person.Location}/consents", new { purpose, channel, state, basis = "consent" })).Created();
    }

    private static string? Holds(Answer status, string purpose, string? channel) =>
        (string?)status["data"]!.AsArray().Single(r => (string?)r!["purpose"] == purpose && (string?)r["channel"] == channel)!["state"];

    private async Task<Answer> Reached(int channels) => (await _api.Post("/api/v1/customers", new
    {
        kind = "organization",
        name = $"Reached {Guid.NewGuid():N}",
        channels = Enumerable.Range(0, channels).Select(_ => new { type = "other", value = Guid.NewGuid().ToString() }),
    })).Created();
}
