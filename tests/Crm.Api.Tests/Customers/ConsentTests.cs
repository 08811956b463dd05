using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class ConsentTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task What_a_person_says_is_kept_as_it_was_said()
    {
        var person = await app.Given.Person();
        var said = (await _api.Post($"{person.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent", source = " Form ", evidence = "Ticked\nthe box", at = "2026-01-05T10:00:00Z" })).Created();

        Assert.Equal(("newsletter", "email", "granted", "consent"), ((string?)said["purpose"], (string?)said["channel"], (string?)said["state"], (string?)said["basis"]));
        Assert.Equal(("Form", "Ticked\nthe box", "2026-01-05T10:00:00Z"), ((string?)said["source"], (string?)said["evidence"], (string?)said["at"]));
        Assert.Equal((person.Id, null), ((string?)said["customerId"], (string?)said["contactId"]));
        Assert.Equal(said.Text, (await _api.Get(said.Location!)).Ok().Text);
        var listed = (await _api.Get($"{person.Location}/consents")).Ok();
        Assert.Equal(said.Json.ToJsonString(), Assert.Single(listed["data"]!.AsArray())!.ToJsonString());
    }

    [Fact]
    public async Task The_history_stays_and_the_status_tells_what_holds()
    {
        var contact = await app.Given.Contact((await app.Given.Customer()).Id);
        await Say(contact, "newsletter", "email", "granted");
        await Say(contact, "newsletter", "phone", "granted");
        var withdrawn = await Say(contact, "newsletter", null, "withdrawn");
        var again = await Say(contact, "newsletter", "phone", "granted");

        Assert.Equal(4, (await _api.Get($"{contact.Location}/consents")).Ok()["data"]!.AsArray().Count);
        Assert.Equal([again.Id, withdrawn.Id], (await _api.Get($"{contact.Location}/consents?limit=2")).Ok()["data"]!.AsArray().Select(c => (string?)c!["id"]));
        Assert.Equal(2, (await _api.Get($"{contact.Location}/consents?channel=phone&state=granted&purpose=newsletter&basis=consent")).Ok()["data"]!.AsArray().Count);
        var status = (await _api.Get($"{contact.Location}/consent-status")).Ok();
        Assert.Equal(("withdrawn", withdrawn.Id), Holds(status, "newsletter", "email"));
        Assert.Equal(("granted", again.Id), Holds(status, "newsletter", "phone"));
        Assert.Equal(("withdrawn", withdrawn.Id), Holds(status, "newsletter", "fax"));
        Assert.Equal(("withdrawn", withdrawn.Id), Holds(status, "newsletter", null));
        Assert.Equal(("unknown", null), Holds(status, "marketing", "email"));
    }

    [Fact]
    public async Task An_organisation_says_nothing_and_nobody_says_anything_in_the_future()
    {
        var (organization, person) = (await app.Given.Customer(), await app.Given.Person());
        (await _api.Post($"{organization.Location}/consents", Body("survey", null, "granted"))).Conflict("privacy.not_a_person");
        (await _api.Post($"{person.Location}/consents", new { purpose = "survey", state = "granted", basis = "consent", at = app.Clock.GetUtcNow().AddMinutes(1) })).Conflict("consent.in_future");
        (await _api.Post($"{person.Location}/consents", new { purpose = "survey", state = "granted" })).Invalid("/basis");
        (await _api.Post($"{person.Location}/consents", new { purpose = "survey", state = "granted", basis = "consent", source = new string('x', 201) })).Invalid("/source", "text.too_long");
        (await _api.Post($"/api/v1/customers/{Guid.NewGuid()}/consents", Body("survey", null, "granted"))).NotFound();
        Assert.Empty((await _api.Get($"{person.Location}/consents")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task A_repeated_request_records_one_word()
    {
        var person = await app.Given.Person();
        var key = (Api.IdempotencyKey, Guid.NewGuid().ToString());
        var first = (await _api.Post($"{person.Location}/consents", Body("survey", null, "granted"), key)).Created();
        var second = (await _api.Post($"{person.Location}/consents", Body("survey", null, "granted"), key)).Created();
        Assert.Equal(first.Id, second.Id);
        Assert.True(second.Replayed);
    }

    [Fact]
    public async Task Consents_are_seen_with_their_customer()
    {
        var agent = await app.Given.User(Duty.Agent);
        var contact = await app.Given.Contact((await app.Given.CustomerOf(agent)).Id);
        var said = await Say(contact, "survey", null, "granted");
        var role = (await _api.Post("/api/v1/roles", new { name = $"Own {Guid.NewGuid():N}", permissions = new { customers = new { read = "own" } } })).Created();
        var stranger = await app.Given.SignedIn(await app.Given.User([Guid.Parse(role.Id)]));

        (await stranger.Get(said.Location!)).NotFound();
        (await stranger.Get($"{contact.Location}/consents")).NotFound();
        (await stranger.Get($"{contact.Location}/consent-status")).NotFound();
        Assert.Equal(HttpStatusCode.OK, (await _api.Get(said.Location!)).Status);
    }

    private static object Body(string purpose, string? channel, string state) => new { purpose, channel, state, basis = "consent" };

    private async Task<Answer> Say(Answer person, string purpose, string? channel, string state) => (await _api.Post($"{person.Location}/consents", Body(purpose, channel, state))).Created();

    private static (string? State, string? Decides) Holds(Answer status, string purpose, string? channel)
    {
        JsonNode row = status["data"]!.AsArray().Single(r => (string?)r!["purpose"] == purpose && (string?)r["channel"] == channel)!;
        return ((string?)row["state"], (string?)row["consentId"]);
    }
}
