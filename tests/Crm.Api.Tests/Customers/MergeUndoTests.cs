using System.Net;
using Xunit;

namespace Crm.Tests.Customers;

public sealed class MergeUndoTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();
    private readonly Api _plain = app.Unredirected();

    [Fact]
    public async Task Undone_everyone_is_and_has_what_they_were_and_had()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("u1k"), await app.Given.PersonWithAll("u1g"));
        (await _api.Patch(gone.Customer.Location!, new { familyName = "Berg", notes = "Rings twice" })).Ok();
        (await _api.Post($"{gone.Customer.Location}/consents", new { purpose = "marketing", state = "withdrawn", basis = "consent" })).Created();
        (await _api.Post($"{kept.Customer.Location}/consents", new { purpose = "marketing", state = "granted", basis = "consent" })).Created();
        var before = await Picture(kept, gone);
        var merge = await Merge(kept.Customer, gone.Customer);
        Assert.NotEqual(before, await Picture(kept, gone));

        var undone = (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Ok();

        Assert.NotNull((string?)undone["undoneAt"]);
        Assert.Equal(before, await Picture(kept, gone));
        Assert.Equal(undone.Text, (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Ok().Text);
        Assert.Equal(gone.Customer.Id, (string?)(await _api.Get("/api/v1/customers/by-external-id/shop/u1g")).Ok()["id"]);
        (await app.Given.Merge(kept.Customer, gone.Customer)).Created();
    }

    [Fact]
    public async Task What_was_changed_after_the_merge_stays_as_it_is()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("u2k"), await app.Given.PersonWithAll("u2g"));
        (await _api.Patch(gone.Customer.Location!, new { givenName = "Anne", notes = "Old", market = "home" })).Ok();
        var merge = await Merge(kept.Customer, gone.Customer);
        var later = (await _api.Post("/api/v1/tickets", new { customerId = gone.Customer.Id, subject = "Later", channel = "web" })).Status;
        var ticket = await app.Given.Ticket(kept.Customer.Id);
        (await _api.Patch(kept.Customer.Location!, new { notes = "New", channels = new[] { new { type = "email", value = "u2g@example.org" }, new { type = "email", value = "u2new@example.org" } } })).Ok();
        var elsewhere = await app.Given.Person();
        (await _api.Put($"{gone.Contact.Location}/customer", new { customerId = elsewhere.Id })).Ok();

        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Ok();

        var survivor = (await _api.Get(kept.Customer.Location!)).Ok();
        Assert.Equal(("New", null, null), ((string?)survivor["notes"], (string?)survivor["market"], (string?)survivor["givenName"]));
        Assert.Equal(["u2new@example.org"], survivor["channels"]!.AsArray().Select(c => (string?)c!["value"]));
        Assert.Equal(HttpStatusCode.BadRequest, later);
        Assert.Equal(kept.Customer.Id, (string?)(await _api.Get(ticket.Location!)).Ok()["customerId"]);
        Assert.Equal(elsewhere.Id, (string?)(await _api.Get(gone.Contact.Location!)).Ok()["customerId"]);
        Assert.Equal(gone.Customer.Id, (string?)(await _api.Get(gone.Order.Location!)).Ok()["customerId"]);
        Assert.Equal("u2g@example.org", (string?)(await _api.Get(gone.Customer.Location!)).Ok()["channels", 0, "value"]);
    }

    [Fact]
    public async Task Memberships_in_segments_move_and_come_back()
    {
        var (kept, gone) = (await app.Given.Customer(), await app.Given.Customer());
        var (theirs, both) = (await app.Given.StaticSegment(gone.Id), await app.Given.StaticSegment(gone.Id, kept.Id));
        var merge = await Merge(kept, gone);
        foreach (var segment in new[] { theirs, both }) Assert.Equal([kept.Id], await Members(segment));
        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Ok();
        Assert.Equal([gone.Id], await Members(theirs));
        Assert.Equal(new[] { gone.Id, kept.Id }.Order(), await Members(both));

        async Task<IEnumerable<string?>> Members(Answer segment) => (await _api.Get($"{segment.Location}/customers")).Ok()["data"]!.AsArray().Select(c => (string?)c!["id"]).Order();
    }

    [Fact]
    public async Task Merges_are_undone_from_the_last_one_back()
    {
        var (a, b, c) = (await app.Given.PersonWithAll("u3a"), await app.Given.PersonWithAll("u3b"), await app.Given.PersonWithAll("u3c"));
        var first = await Merge(b.Customer, a.Customer);
        var second = await Merge(c.Customer, b.Customer);
        Assert.Equal(second, (string?)(await _api.Put($"/api/v1/customer-merges/{first}/reversal")).Conflict("customer_merge.not_latest")["details", "mergeId"]);
        (await _api.Put($"/api/v1/customer-merges/{second}/reversal")).Ok();
        Assert.Equal(b.Customer.Location, (await _plain.Get(a.Customer.Location!)).Is(HttpStatusCode.PermanentRedirect).Location);
        Assert.Equal(2, (await _api.Get($"/api/v1/orders?customerId={a.Customer.Id}")).Ok()["data"]!.AsArray().Count);
        (await _api.Put($"/api/v1/customer-merges/{first}/reversal")).Ok();
        foreach (var one in new[] { a, b, c })
        {
            Assert.Equal(one.Customer.Id, (await _api.Get(one.Customer.Location!)).Ok().Id);
            Assert.Equal(one.Order.Id, (string?)(await _api.Get($"/api/v1/orders?customerId={one.Customer.Id}")).Ok()["data", 0, "id"]);
        }
    }

    [Fact]
    public async Task A_customer_does_not_come_back_into_a_team_that_was_archived_meanwhile()
    {
        var team = await app.Given.Team();
        var (kept, gone) = (await app.Given.Customer(), await app.Given.CustomerOf(null, team));
        var merge = await Merge(kept, gone);
        (await _api.Patch(kept.Location!, new { teamId = (string?)null })).Ok();
        (await _api.Delete(team.Location!)).NoContent();
        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Ok();
        Assert.Null((string?)(await _api.Get(gone.Location!)).Ok()["teamId"]);
    }

    [Fact]
    public async Task After_thirty_days_a_merge_stays()
    {
        var (kept, gone) = (await app.Given.Person(), await app.Given.Person());
        var merge = await Merge(kept, gone);
        app.Clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Conflict("customer_merge.too_late");
        Assert.Equal(kept.Location, (await app.Unredirected().Get(gone.Location!)).Is(HttpStatusCode.PermanentRedirect).Location);
    }

    [Fact]
    public async Task An_archived_survivor_is_restored_first_and_an_external_id_given_away_stays_away()
    {
        var (kept, gone) = (await app.Given.PersonWithAll("u5k"), await app.Given.PersonWithAll("u5g"));
        var merge = await Merge(kept.Customer, gone.Customer);
        (await _api.Patch(kept.Customer.Location!, new { externalIds = Array.Empty<object>() })).Ok();
        (await _api.Post("/api/v1/customers", new { kind = "person", name = "Taker", allowDuplicate = true, externalIds = new[] { new { system = "shop", id = "u5g" } } })).Created();
        foreach (var record in new[] { kept, gone })
        {
            (await _api.Delete(record.Order.Location!)).NoContent();
        }
        (await _api.Delete(kept.Customer.Location!)).NoContent();
        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Conflict("customer_merge.survivor_archived");
        (await _api.Put($"{kept.Customer.Location}/restoration")).NoContent();
        (await _api.Put($"/api/v1/customer-merges/{merge}/reversal")).Ok();
        Assert.Empty((await _api.Get(gone.Customer.Location!)).Ok()["externalIds"]!.AsArray());
    }

    private async Task<string> Merge(Answer survivor, Answer other) => (string)(await app.Given.Merge(survivor, other)).Created()["mergeId"]!;

    /// <summary>All that can be read of the customers and what is theirs, but for versions and times of change.</summary>
    private async Task<string> Picture(params Given.Belongings[] all)
    {
        List<string> lines = [];
        foreach (var one in all)
        {
            foreach (var url in new[] { one.Customer.Location, one.Contact.Location, one.Order.Location, one.Ticket.Location, $"{one.Customer.Location}/consents", $"/api/v1/contacts?customerId={one.Customer.Id}",
                $"/api/v1/orders?customerId={one.Customer.Id}", $"/api/v1/tickets?customerId={one.Customer.Id}", $"/api/v1/interactions?customerId={one.Customer.Id}", $"{one.Customer.Location}/timeline", $"{one.Customer.Location}/ownership-changes" })
            {
                var answer = await _plain.Get(url!);
                if (answer.Status == HttpStatusCode.PermanentRedirect)
                {
                    lines.Add(answer.Location!);
                    continue;
                }
                var read = answer.Ok().Json;
                foreach (var row in read["data"]?.AsArray().ToList() ?? [read]) foreach (var member in new[] { "version", "updatedAt" }) row!.AsObject().Remove(member);
                lines.Add(read.ToJsonString());
            }
        }
        return string.Join('\n', lines);
    }
}
