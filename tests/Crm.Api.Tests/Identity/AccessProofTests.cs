using System.Net;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>What is remembered of a caller counts only while it holds: whatever another instance, or somebody with a database tool, changes meanwhile, the next request knows.</summary>
public sealed class AccessProofTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Theory]
    [InlineData("UPDATE sessions SET ended_at = now() WHERE user_id = {0}")]
    [InlineData("UPDATE users SET is_active = false WHERE id = {0}")]
    [InlineData("DELETE FROM user_roles WHERE user_id = {0}", HttpStatusCode.Forbidden)]
    [InlineData("UPDATE roles SET permissions = '{{}}', version = version + 1 WHERE id IN (SELECT role_id FROM user_roles WHERE user_id = {0})", HttpStatusCode.Forbidden)]
    public async Task What_ends_a_session_or_takes_a_right_counts_with_the_next_read(string sql, HttpStatusCode then = HttpStatusCode.Unauthorized)
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all" } });
        var customer = await app.Given.Customer();
        string[] addresses = [$"/api/v1/customers/{customer.Id}", "/api/v1/customers?limit=1", $"/api/v1/customers/{customer.Id}/overview", $"/api/v1/customers/{Guid.NewGuid()}", "/api/v1/customers?nonsense=1"];
        foreach (var address in addresses[..3]) (await caller.Get(address)).Ok();
        await Run(sql, user);
        foreach (var address in addresses) Assert.Equal(then, (await caller.Get(address)).Status);
        Assert.Equal(then, (await caller.Post("/api/v1/customers/search", new { limit = 1 })).Status);
    }

    // Of those who see everything, a record that is known is asked about in one statement with the proof.
    [Theory]
    [InlineData("UPDATE sessions SET ended_at = now() WHERE user_id = {0}")]
    [InlineData("UPDATE users SET is_active = false WHERE id = {0}")]
    [InlineData("DELETE FROM user_roles WHERE user_id = {0}", HttpStatusCode.Forbidden)]
    public async Task What_ends_a_session_or_takes_a_right_counts_with_the_next_read_of_a_known_record(string sql, HttpStatusCode then = HttpStatusCode.Unauthorized)
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all" }, orders = new { read = "all" }, tickets = new { read = "all" } });
        var customer = await app.Given.Customer();
        for (var i = 0; i < 3; i++) (await caller.Get(customer.Location!)).Ok();
        await Run(sql, user);
        Assert.Equal(then, (await caller.Get(customer.Location!)).Status);
        (await _api.Get(customer.Location!)).Ok();
    }

    [Theory]
    [InlineData("UPDATE sessions SET ended_at = now() WHERE user_id = {0}")]
    [InlineData("UPDATE users SET is_active = false WHERE id = {0}")]
    [InlineData("DELETE FROM user_roles WHERE user_id = {0}", HttpStatusCode.Forbidden)]
    public async Task What_ends_a_session_or_takes_a_right_counts_with_the_next_write(string sql, HttpStatusCode then = HttpStatusCode.Unauthorized)
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all", create = "all", change = "all" }, settings = new { manage = "all" } });
        var customer = await app.Given.Customer();
        (await caller.Patch(customer.Location!, new { notes = "mine" })).Ok();
        await Run(sql, user);
        var key = (Crm.Tests.Api.IdempotencyKey, Guid.NewGuid().ToString());
        Assert.Equal(then, (await caller.Patch(customer.Location!, new { notes = "too late" })).Status);
        Assert.Equal(then, (await caller.Patch(customer.Location!, new { notes = "too late" }, key)).Status);
        Assert.Equal(then, (await caller.Post("/api/v1/customers", new { kind = "organization", name = "Too late" })).Status);
        Assert.Equal(then, (await caller.Post("/api/v1/customers", new { kind = "nonsense" })).Status);
        Assert.Equal(then, (await caller.Post("/api/v1/customers", "[")).Status);
        Assert.Equal(then, (await caller.Post("/api/v1/customers/bulk", new { items = new[] { new { kind = "organization", name = "Too late" } } }, key)).Status);
        Assert.Equal(then, (await caller.Post("/api/v1/exports", new { resource = "customers", format = "csv" }, key)).Status);
        Assert.Equal("mine", (string?)(await _api.Get(customer.Location!)).Ok()["notes"]);
        Assert.Empty((await _api.Post("/api/v1/customers/search", new { filter = new { field = "name", op = "eq", value = "Too late" } })).Ok()["data"]!.AsArray());
        Assert.Equal(0L, await Sql.RunAsync(app.AsOwner, $"SELECT count(*) FROM idempotency_keys WHERE principal = '{user.Id}'"));
    }

    [Fact]
    public async Task Whose_session_has_ended_signs_in_with_the_old_token_in_the_header()
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all" } });
        (await caller.Get("/api/v1/customers?limit=1")).Ok();
        await Run("UPDATE sessions SET ended_at = now() WHERE user_id = {0}", user);
        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.Patch($"/api/v1/customers/{Guid.NewGuid()}", new { notes = "x" }, ("Accept", "text/plain"))).Status);
        (await caller.Post("/api/v1/tokens", new { email = Staff.EmailOf(Duty.Agent), password = Staff.Password })).Ok();
    }

    [Fact]
    public async Task A_right_that_is_given_counts_with_the_next_write()
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all" } });
        var customer = await app.Given.Customer();
        (await caller.Get(customer.Location!)).Ok();
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.Patch(customer.Location!, new { notes = "mine" })).Status);
        await Run("INSERT INTO user_roles (user_id, role_id) SELECT {0}, r.role_id FROM user_roles r JOIN users u ON u.id = r.user_id WHERE u.email = {1} ON CONFLICT DO NOTHING", user, Staff.EmailOf(Duty.Administrator));
        (await caller.Patch(customer.Location!, new { notes = "mine" })).Ok();
    }

    [Fact]
    public async Task A_right_that_changes_meanwhile_makes_the_write_once()
    {
        var (_, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all", create = "all" } });
        (await caller.Get("/api/v1/customers?limit=1")).Ok();
        foreach (var withKey in (bool[])[false, true])
        {
            await Sql.RunAsync(app.AsOwner, "UPDATE access_epochs SET number = number + 1");
            var name = Given.Unique("Once");
            (string, string)[] headers = withKey ? [(Crm.Tests.Api.IdempotencyKey, Guid.NewGuid().ToString())] : [];
            (await caller.Post("/api/v1/customers", new { kind = "organization", name }, headers)).Created();
            Assert.Single((await _api.Post("/api/v1/customers/search", new { filter = new { field = "name", op = "eq", value = name } })).Ok()["data"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_right_that_is_given_counts_with_the_next_read()
    {
        var (user, caller) = await app.Given.SomebodyWho(new { orders = new { read = "all" } });
        (await caller.Get("/api/v1/orders")).Ok();
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.Get("/api/v1/customers")).Status);
        await Run("INSERT INTO user_roles (user_id, role_id) SELECT {0}, r.role_id FROM user_roles r JOIN users u ON u.id = r.user_id WHERE u.email = {1} ON CONFLICT DO NOTHING", user, Staff.EmailOf(Duty.Administrator));
        (await caller.Get("/api/v1/customers")).Ok();
    }

    [Fact]
    public async Task Who_joins_or_leaves_a_team_sees_with_the_next_read_what_it_sees()
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "team" } });
        var other = await app.Given.User();
        var customer = await app.Given.CustomerOf(other);
        Assert.Equal(HttpStatusCode.NotFound, (await caller.Get(customer.Location!)).Status);
        var team = await app.Given.Team(null, user, other);
        (await caller.Get(customer.Location!)).Ok();
        await Run("DELETE FROM team_members WHERE user_id = {0}", user);
        Assert.Equal(HttpStatusCode.NotFound, (await caller.Get(customer.Location!)).Status);
        await Run("INSERT INTO team_members (team_id, user_id) SELECT id, {0} FROM teams ORDER BY created_at DESC LIMIT 1", user);
        (await caller.Get(customer.Location!)).Ok();
        (await _api.Delete(team.Location!)).NoContent();
        Assert.Equal(HttpStatusCode.NotFound, (await caller.Get(customer.Location!)).Status);
    }

    [Fact]
    public async Task Rights_that_change_while_many_read_are_never_mixed_up()
    {
        var (user, caller) = await app.Given.SomebodyWho(new { customers = new { read = "all" } });
        var customer = await app.Given.Customer();
        var reads = Enumerable.Range(0, 60).Select(_ => caller.Get($"/api/v1/customers/{customer.Id}")).ToList();
        await Run("UPDATE sessions SET ended_at = now() WHERE user_id = {0}", user);
        Assert.All(await Task.WhenAll(reads), answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Unauthorized));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.Get($"/api/v1/customers/{customer.Id}"))), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
    }

    private Task Run(string sql, Answer user, params object[] more) => app.Db(db => db.Database.ExecuteSqlRawAsync(sql, [Guid.Parse(user.Id), .. more], TestContext.Current.CancellationToken));
}
