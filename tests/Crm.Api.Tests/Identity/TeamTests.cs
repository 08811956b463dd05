using System.Net;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class TeamTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api(Duty.Manager);

    [Fact]
    public async Task A_team_can_be_made_changed_and_listed()
    {
        var (a, b, c) = (await app.Given.User(), await app.Given.User(), await app.Given.User());
        var team = (await _api.Post("/api/v1/teams", new { name = " Großkunden ", description = "Berlin\nHamburg", memberIds = new[] { b.Id, a.Id } })).Created();

        Assert.Equal(team.Text, (await _api.Get(team.Location!)).Ok().Text);
        var changed = (await _api.Patch(team.Location!, new { name = "Key accounts North", description = (string?)null, memberIds = new[] { c.Id, a.Id } })).Ok();

        Assert.Equal(("Key accounts North", null, 2), ((string?)changed["name"], (string?)changed["description"], (int)changed["version"]!));
        Assert.Equal(new[] { a.Id, c.Id }.Order(), Members(changed));
        Assert.Equal(changed.Text, (await _api.Get(team.Location!)).Text);
        Assert.Equal([team.Id], Ids(await _api.Get("/api/v1/teams?name[startsWith]=key accounts n")));
        Assert.Equal([team.Id], Ids(await _api.Get($"/api/v1/teams?memberId={c.Id}")));
        Assert.Empty(Ids(await _api.Get($"/api/v1/teams?memberId={b.Id}")));
        (await _api.Get("/api/v1/teams?memberId=nobody")).Invalid("memberId", "filter.invalid_value");
        Assert.Empty(Members((await _api.Patch(team.Location!, new { memberIds = (string[]?)null })).Ok()));
    }

    [Fact]
    public async Task Teams_are_found_by_words_and_by_their_members()
    {
        var member = await app.Given.User();
        var team = (await _api.Post("/api/v1/teams", new { name = "Waldkauz", memberIds = new[] { member.Id } })).Created();

        Assert.Equal([team.Id], (await _api.Get("/api/v1/teams?q=waldkautz")).Ok()["data"]!.AsArray().Select(t => (string)t!["id"]!));
        Assert.Equal(member.Id, (string?)(await _api.Get($"/api/v1/teams?q=waldkauz&memberId={member.Id},{Guid.NewGuid()}")).Ok()["data", 0, "memberIds", 0]);
        (await _api.Get("/api/v1/teams?memberId=nobody")).Invalid("memberId", "filter.invalid_value");
        (await _api.Post("/api/v1/teams/search", new { filter = new { field = "memberId", op = "eq", value = "nobody" } })).Invalid("/filter/value", "filter.invalid_value");
    }

    [Fact]
    public async Task A_name_is_taken_in_upper_and_lower_case_alike_even_by_an_archived_team_and_at_the_same_moment()
    {
        var first = await app.Given.Team("ÖSTERREICH");
        (await _api.Post("/api/v1/teams", new { name = "Österreich" })).Conflict("team.name_taken");
        (await _api.Delete(first.Location!)).NoContent();
        (await _api.Post("/api/v1/teams", new { name = "Österreich" })).Conflict("team.name_taken");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _api.Post("/api/v1/teams", new { name = i % 2 == 0 ? "Rush" : "RUSH" })));

        var made = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Except([made]), a => a.Conflict("team.name_taken"));
    }

    [Fact]
    public async Task Members_are_active_users()
    {
        var (active, gone) = (await app.Given.User(), await app.Given.User());
        (await app.Api().Patch(gone.Location!, new { isActive = false }, ("If-Match", gone.ETag!))).Ok();

        var refused = await _api.Post("/api/v1/teams", new { name = "Mixed", memberIds = new[] { active.Id, gone.Id, Guid.NewGuid().ToString() } });

        refused.Invalid("/memberIds/1", "reference.unknown").Invalid("/memberIds/2", "reference.unknown");
        Assert.Equal(2, refused["errors"]!.AsArray().Count);
        (await _api.Post("/api/v1/teams", new { name = "Twice", memberIds = new[] { active.Id, active.Id } })).Invalid("/memberIds", "list.repeats");
        (await _api.Post("/api/v1/teams", new { name = " " })).Invalid("/name", "required");
        (await _api.Post("/api/v1/teams", new { name = new string('t', 121) })).Invalid("/name", "text.too_long");
    }

    [Fact]
    public async Task Agents_read_teams_and_write_none()
    {
        var team = await app.Given.Team();
        var agent = app.Api(Duty.Agent);

        (await agent.Get(team.Location!)).Ok();
        (await agent.Get("/api/v1/teams")).Ok();
        (await agent.Post("/api/v1/teams", new { name = "Mine" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await agent.Patch(team.Location!, new { name = "Mine" })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await agent.Delete(team.Location!)).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await agent.Put($"{team.Location}/restoration")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    [Fact]
    public async Task Customers_belong_to_a_team_and_are_found_by_it()
    {
        var team = await app.Given.Team("Customers of the coast");
        var customer = await app.Given.CustomerOf(null, team);

        Assert.Equal(team.Id, (string?)customer["teamId"]);
        Assert.Equal(customer.Text, (await _api.Get(customer.Location!)).Text);
        Assert.Equal([customer.Id], Ids(await _api.Get($"/api/v1/customers?teamId={team.Id}")));
        Assert.Equal([customer.Id], Ids(await _api.Get("/api/v1/customers?team.name[contains]=of the coast")));
        (await _api.Patch(customer.Location!, new { teamId = Guid.NewGuid() })).Invalid("/teamId", "reference.unknown");
        (await _api.Patch(customer.Location!, new { industry = "Fish" })).Ok();
        Assert.Null((await _api.Patch(customer.Location!, new { teamId = (string?)null })).Ok()["teamId"]);
    }

    [Fact]
    public async Task A_team_with_customers_is_not_archived()
    {
        var team = await app.Given.Team();
        var customer = await app.Given.CustomerOf(null, team);

        var refused = (await _api.Delete(team.Location!)).Conflict("team.owns_customers");
        Assert.Equal(1, (int)refused["details", "customers"]!);

        (await _api.Patch(customer.Location!, new { teamId = (string?)null })).Ok();
        (await _api.Delete(team.Location!)).NoContent();
        (await _api.Get(team.Location!)).NotFound();
        (await _api.Patch(customer.Location!, new { teamId = team.Id })).Invalid("/teamId", "reference.unknown");
        (await _api.Put($"{team.Location}/restoration")).NoContent();
        (await _api.Patch(customer.Location!, new { teamId = team.Id })).Ok();
    }

    [Fact]
    public async Task A_team_that_is_archived_while_it_gets_a_customer_has_either_the_one_or_the_other()
    {
        for (var round = 0; round < 8; round++)
        {
            var (team, customer) = (await app.Given.Team(), await app.Given.Customer());

            var answers = await Task.WhenAll(_api.Delete(team.Location!), _api.Patch(customer.Location!, new { teamId = team.Id }));

            if (answers[0].Status == HttpStatusCode.NoContent) answers[1].Invalid("/teamId", "reference.unknown");
            else answers[0].Conflict("team.owns_customers");
            var isGone = (await _api.Get(team.Location!)).Status == HttpStatusCode.NotFound;
            Assert.NotEqual(isGone, (string?)(await app.Given.Now(customer))["teamId"] == team.Id);
        }
    }

    [Fact]
    public async Task A_customer_that_comes_back_leaves_a_team_that_is_gone()
    {
        var team = await app.Given.Team();
        var (kept, left) = (await app.Given.CustomerOf(null, await app.Given.Team()), await app.Given.CustomerOf(null, team));
        (await _api.Delete(kept.Location!)).NoContent();
        (await _api.Delete(left.Location!)).NoContent();
        (await _api.Delete(team.Location!)).NoContent();

        (await _api.Put($"{kept.Location}/restoration")).NoContent();
        (await _api.Put($"{left.Location}/restoration")).NoContent();

        Assert.NotNull((await app.Given.Now(kept))["teamId"]);
        Assert.Null((await app.Given.Now(left))["teamId"]);
        var change = (await _api.Get($"{left.Location}/ownership-changes")).Ok()["data", 0]!;
        Assert.Equal((team.Id, null), ((string?)change["fromTeamId"], (string?)change["toTeamId"]));
    }

    private static IEnumerable<string?> Members(Answer team) => team["memberIds"]!.AsArray().Select(m => (string?)m);

    private static IEnumerable<string?> Ids(Answer list) => list.Ok()["data"]!.AsArray().Select(t => (string?)t!["id"]);
}
