using System.Net;
using Xunit;

namespace Crm.Tests.Service;

/// <summary>Who is in a queue, and what they can do.</summary>
public sealed class QueueMemberTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task A_queue_is_manual_until_it_is_given_a_rule()
    {
        var queue = await app.Given.Queue();
        Assert.Equal(("manual", false, 0), ((string?)queue["strategy"], (bool)queue["matchLanguage"]!, queue["requiredSkills"]!.AsArray().Count));

        var changed = (await _api.Patch(queue.Location!, new { strategy = "leastOpen", requiredSkills = new[] { "Warranty", " warranty", "Ärger" }, matchLanguage = true })).Ok();

        Assert.Equal(("leastOpen", true), ((string?)changed["strategy"], (bool)changed["matchLanguage"]!));
        Assert.Equal(["warranty", "ärger"], changed["requiredSkills"]!.AsArray().Select(s => (string?)s));
        Assert.Equal(changed.Text, (await _api.Get(queue.Location!)).Ok().Text);
        Assert.Equal("leastOpen", (string?)(await _api.Patch(queue.Location!, new { name = "Still by rule" })).Ok()["strategy"]);
    }

    [Fact]
    public async Task Users_are_put_into_a_queue_and_taken_out()
    {
        var (queue, anna, ben) = (await app.Given.Queue(), await app.Given.User(), await app.Given.User());

        var put = (await _api.Put($"{queue.Location}/members/{anna.Id}")).Ok();
        Assert.Equal((anna.Id, queue.Id, true), ((string?)put["userId"], (string?)put["queueId"], (bool)put["receivesAutomatically"]!));
        (await _api.Put($"{queue.Location}/members/{ben.Id}", new { receivesAutomatically = false })).Ok();
        (await _api.Put($"{queue.Location}/members/{anna.Id}", new { receivesAutomatically = true })).Ok();

        Assert.Equal([anna.Id, ben.Id], await Members(queue));
        Assert.Equal([ben.Id], await Members(queue, "?receivesAutomatically=false"));
        Assert.Equal((string?)anna["name"], (string?)(await _api.Get($"{queue.Location}/members?expand=user")).Ok()["data", 0, "user", "name"]);
        (await _api.Delete($"{queue.Location}/members/{anna.Id}")).NoContent();
        (await _api.Delete($"{queue.Location}/members/{anna.Id}")).NotFound();
        Assert.Equal([ben.Id], await Members(queue));
        Assert.Equal(1, (int)(await _api.Get(queue.Location!)).Ok()["version"]!);
    }

    [Fact]
    public async Task A_user_put_in_many_times_at_the_same_moment_is_in_once()
    {
        var (queue, other, user) = (await app.Given.Queue(), await app.Given.Queue(), await app.Given.User());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _api.Put($"{(i % 2 == 0 ? queue : other).Location}/members/{user.Id}")));

        Assert.All(answers, a => a.Ok());
        Assert.Equal([user.Id], await Members(queue));
        Assert.Equal([user.Id], await Members(other));
        Assert.Single((await _api.Get($"/api/v1/agents?userId={user.Id}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Who_is_put_into_a_queue_is_an_agent_without_any_limit()
    {
        var (queue, user) = (await app.Given.Queue(), await app.Given.User());
        (await _api.Get($"/api/v1/agents/{user.Id}")).NotFound();

        await app.Given.Join(queue, user);

        var agent = (await _api.Get($"/api/v1/agents/{user.Id}")).Ok();
        Assert.Equal((null, true, 0), ((int?)agent["capacity"], (bool)agent["isAvailable"]!, agent["skills"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_an_agent_can_do_is_replaced_whole_but_for_the_duty()
    {
        var user = await app.Given.User();
        var address = $"/api/v1/agents/{user.Id}";

        var made = (await _api.Put(address, new { languages = new[] { "zh-Hans", "de", "DE" }, skills = new[] { "Lenses", "lenses" }, capacity = 3, isAvailable = false })).Ok();
        Assert.Equal(["de", "zh-Hans"], made["languages"]!.AsArray().Select(l => (string?)l));
        Assert.Equal(["lenses"], made["skills"]!.AsArray().Select(l => (string?)l));
        Assert.Equal(made.Text, (await _api.Get(address)).Ok().Text);

        var changed = (await _api.Put(address, new { capacity = 5 }, ("If-Match", made.ETag!))).Ok();
        Assert.Equal((5, false, 0), ((int)changed["capacity"]!, (bool)changed["isAvailable"]!, changed["skills"]!.AsArray().Count));
        (await _api.Put(address, new { capacity = 6 }, ("If-Match", made.ETag!))).Refused(HttpStatusCode.PreconditionFailed, "precondition.stale");
    }

    [Fact]
    public async Task Agents_are_found_by_what_they_can_do()
    {
        var (anna, ben) = (await app.Given.User(), await app.Given.User());
        await app.Given.Agent(anna, new { languages = new[] { "fi" }, skills = new[] { "Sauna" } });
        await app.Given.Agent(ben, new { languages = new[] { "sv", "fi" }, skills = new[] { "Ovens" }, isAvailable = false });

        Assert.Equal([anna.Id], await Agents("skill=SAUNA"));
        Assert.Equal([anna.Id, ben.Id], await Agents("language=fi"));
        Assert.Equal([ben.Id], await Agents("language=fi&isAvailable=false"));
        var searched = (await _api.Post("/api/v1/agents/search", new { filter = new { field = "skill", op = "eq", value = "ovens" } })).Ok();
        Assert.Equal(ben.Id, (string?)searched["data", 0, "userId"]);
    }

    [Fact]
    public async Task An_agent_reads_what_is_said_of_it_and_goes_on_and_off_duty()
    {
        var user = await app.Given.User();
        var they = await app.Given.SignedIn(user);
        (await they.Get("/api/v1/agents/me")).NotFound();
        (await they.Put("/api/v1/agents/me/availability", new { isAvailable = false })).NotFound();

        await app.Given.Agent(user, new { capacity = 4 });

        Assert.False((bool)(await they.Put("/api/v1/agents/me/availability", new { isAvailable = false })).Ok()["isAvailable"]!);
        var mine = (await they.Get("/api/v1/agents/me")).Ok();
        Assert.Equal((4, false), ((int)mine["capacity"]!, (bool)mine["isAvailable"]!));
        Assert.True((bool)(await they.Put("/api/v1/agents/me/availability", new { isAvailable = true })).Ok()["isAvailable"]!);
    }

    [Fact]
    public async Task Only_who_keeps_the_settings_changes_members_and_agents()
    {
        var (queue, user, they) = (await app.Given.Queue(), await app.Given.User(), app.Api(Duty.Agent));

        (await they.Put($"{queue.Location}/members/{user.Id}")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Delete($"{queue.Location}/members/{user.Id}")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await they.Put($"/api/v1/agents/{user.Id}", new { capacity = 1 })).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await app.Api(Duty.Manager).Put($"{queue.Location}/members/{user.Id}")).Ok();
        (await they.Get($"{queue.Location}/members")).Ok();
        (await they.Get($"/api/v1/agents/{user.Id}")).Ok();
    }

    [Fact]
    public async Task Who_comes_and_goes_is_written_down()
    {
        var (queue, user) = (await app.Given.Queue(), await app.Given.User());
        await app.Given.Join(queue, user);
        (await _api.Delete($"{queue.Location}/members/{user.Id}")).NoContent();

        var entries = (await _api.Get($"/api/v1/audit-entries?kind=queue&recordId={queue.Id}&field=members&sort=at")).Ok()["data"]!.AsArray();

        Assert.Equal([user.Id, null], entries.Select(e => (string?)e!["changes"]![0]!["to"]?[0]?["userId"]));
        Assert.Equal([null, user.Id], entries.Select(e => (string?)e!["changes"]![0]!["from"]?[0]?["userId"]));
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_a_pointer()
    {
        var (queue, user, gone) = (await app.Given.Queue(), await app.Given.User(), await app.Given.User());
        (await _api.Put($"/api/v1/users/{gone.Id}/deactivation", new { }, ("If-Match", gone.ETag!))).Ok();

        (await _api.Put($"{queue.Location}/members/{Guid.NewGuid()}")).NotFound();
        (await _api.Put($"{queue.Location}/members/{gone.Id}")).NotFound();
        (await _api.Put($"/api/v1/agents/{gone.Id}", new { })).NotFound();
        (await _api.Put($"/api/v1/queues/{Guid.NewGuid()}/members/{user.Id}")).NotFound();
        (await _api.Get($"/api/v1/queues/{Guid.NewGuid()}/members")).NotFound();
        (await _api.Put($"{queue.Location}/members/{user.Id}", new { receives = true })).Invalid("/receives", "member.unknown");
        (await _api.Patch(queue.Location!, new { strategy = "random" })).Invalid("/strategy");
        (await _api.Patch(queue.Location!, new { requiredSkills = new[] { " " } })).Invalid("/requiredSkills/0", "required");
        (await _api.Patch(queue.Location!, new { requiredSkills = Enumerable.Range(0, 21).Select(i => $"s{i}") })).Invalid("/requiredSkills", "list.too_long");
        (await _api.Put($"/api/v1/agents/{user.Id}", new { capacity = -1 })).Invalid("/capacity", "number.out_of_range");
        (await _api.Put($"/api/v1/agents/{user.Id}", new { languages = new[] { "not a tag" } })).Invalid("/languages/0", "language.invalid");
        (await _api.Put($"/api/v1/agents/{user.Id}", new { skills = new[] { "" } })).Invalid("/skills/0", "required");
        (await _api.Get("/api/v1/agents?capacity=3")).Invalid("capacity", "parameter.unknown");
    }

    private async Task<IEnumerable<string?>> Members(Answer queue, string query = "") =>
        (await _api.Get($"{queue.Location}/members{query}")).Ok()["data"]!.AsArray().Select(m => (string?)m!["userId"]);

    private async Task<IEnumerable<string?>> Agents(string query) => (await _api.Get($"/api/v1/agents?{query}")).Ok()["data"]!.AsArray().Select(m => (string?)m!["userId"]);
}
