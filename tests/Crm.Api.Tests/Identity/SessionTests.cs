using System.Net;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class SessionTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _stranger = app.Stranger();

    [Fact]
    public async Task A_session_is_continued_with_a_new_token_each_time()
    {
        var first = await app.Given.Session(await app.Given.User());

        var second = (await Refresh(first)).Ok();

        Assert.NotEqual((string?)first["refreshToken"], (string?)second["refreshToken"]);
        Assert.Equal((string?)first["sessionId"], (string?)second["sessionId"]);
        (await Me(second)).Ok();
        (await Refresh(second)).Ok();
    }

    [Fact]
    public async Task Tokens_are_kept_as_hashes_only()
    {
        var signedIn = await app.Given.Session(await app.Given.User());
        var next = (await Refresh(signedIn)).Ok();

        await app.Db(async db =>
        {
            var kept = string.Join(' ', await db.RefreshTokens.Select(t => t.Hash + t.SealedNext).ToListAsync(TestContext.Current.CancellationToken));
            Assert.DoesNotContain((string)signedIn["refreshToken"]!, kept, StringComparison.Ordinal);
            Assert.DoesNotContain((string)next["refreshToken"]!, kept, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Callers_who_refresh_at_the_same_moment_get_the_same_successor()
    {
        var signedIn = await app.Given.Session(await app.Given.User());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Refresh(signedIn)));

        Assert.Single(answers.Select(a => (string)a.Ok()["refreshToken"]!).Distinct());
        (await Refresh(answers[0])).Ok();
        await app.Db(async db => Assert.Equal(3, (await db.RefreshTokens.ToListAsync()).Count(t => t.SessionId.ToString() == (string)signedIn["sessionId"]!)));
    }

    [Fact]
    public async Task A_token_that_comes_again_later_ends_the_session()
    {
        var stolen = await app.Given.Session(await app.Given.User());
        var owners = (await Refresh(stolen)).Ok();

        app.Clock.Advance(TimeSpan.FromSeconds(11));
        (await Refresh(stolen)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");

        (await Me(owners)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await Refresh(owners)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
        Assert.Equal(SessionEnd.TokenReplayed, await EndOf(stolen));
    }

    [Fact]
    public async Task A_token_whose_successor_was_used_ends_the_session_even_at_once()
    {
        var stolen = await app.Given.Session(await app.Given.User());
        var latest = (await Refresh((await Refresh(stolen)).Ok())).Ok();

        (await Refresh(stolen)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");

        (await Me(latest)).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Vq0m3mYx0rS7c1kO2pJ8nQ5tW9zA4bD6eFgHiKlMsN0")]
    public async Task An_unknown_token_is_refused(string refreshToken) =>
        (await _stranger.Post("/api/v1/tokens/refresh", new { refreshToken })).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");

    [Fact]
    public async Task A_session_that_is_not_continued_is_over_after_two_weeks_and_any_after_thirty_days()
    {
        var user = await app.Given.User();
        var (idle, used) = (await app.Given.Session(user), await app.Given.Session(user));

        app.Clock.Advance(TimeSpan.FromDays(13));
        used = (await Refresh(used)).Ok();
        app.Clock.Advance(TimeSpan.FromDays(2));
        (await Refresh(idle)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
        app.Clock.Advance(TimeSpan.FromDays(10));
        used = (await Refresh(used)).Ok();
        Assert.InRange((int)used["refreshExpiresIn"]!, 1, 5 * 24 * 3600);
        app.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(1));
        used = (await Refresh(used)).Ok();
        Assert.InRange((int)used["expiresIn"]!, 1, 60);   // an access token does not outlive its session
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        (await Refresh(used)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
    }

    [Fact]
    public async Task Signing_out_ends_both_tokens_at_once_and_no_other_session()
    {
        var user = await app.Given.User();
        var (here, there) = (await app.Given.Session(user), await app.Given.Session(user));

        (await As(here).Delete("/api/v1/sessions/current")).NoContent();

        (await Me(here)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await Refresh(here)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
        (await Me(there)).Ok();
        Assert.Equal(SessionEnd.SignedOut, await EndOf(here));
    }

    [Fact]
    public async Task One_sees_and_ends_ones_own_sessions_only()
    {
        var user = await app.Given.User();
        var (here, there, foreign) = (await app.Given.Session(user), await app.Given.Session(user), await app.Given.Session(await app.Given.User()));

        var list = (await As(here).Get("/api/v1/sessions")).Ok();
        Assert.Equal([((string)there["sessionId"]!, false), ((string)here["sessionId"]!, true)], list["data"]!.AsArray().Select(s => ((string)s!["id"]!, (bool)s["isCurrent"]!)));

        (await As(here).Delete($"/api/v1/sessions/{foreign["sessionId"]}")).NotFound();
        (await As(here).Delete($"/api/v1/sessions/{there["sessionId"]}")).NoContent();
        (await As(here).Delete($"/api/v1/sessions/{there["sessionId"]}")).NotFound();
        (await Me(there)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await Me(foreign)).Ok();
        Assert.Equal(there["sessionId"]!.ToString(), (string?)(await As(here).Get("/api/v1/sessions?endedAt[isNull]=false")).Ok()["data", 0, "id"]);
    }

    [Fact]
    public async Task An_administrator_signs_somebody_out_everywhere()
    {
        var user = await app.Given.User();
        var (one, two, agent) = (await app.Given.Session(user), await app.Given.Session(user), await app.Given.SignedIn(await app.Given.User()));

        (await agent.Delete($"/api/v1/users/{user.Id}/sessions")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
        (await Me(one)).Ok();
        (await app.Api().Delete($"/api/v1/users/{user.Id}/sessions")).NoContent();

        foreach (var ended in new[] { one, two }) (await Me(ended)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await app.Api().Delete($"/api/v1/users/{Guid.CreateVersion7()}/sessions")).NotFound();
    }

    [Fact]
    public async Task Another_password_ends_the_other_sessions()
    {
        var user = await app.Given.User();
        var (here, there) = (await app.Given.Session(user), await app.Given.Session(user));

        (await As(here).Put("/api/v1/users/me/password", new { currentPassword = Staff.Password, newPassword = "staple battery horse correct" })).NoContent();

        (await Me(here)).Ok();
        (await Refresh(here)).Ok();
        (await Me(there)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        Assert.Equal(SessionEnd.PasswordChanged, await EndOf(there));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deactivation_ends_both_tokens_at_once_and_for_good(bool byPatch)
    {
        var user = await app.Given.User();
        var signedIn = await app.Given.Session(user);

        var gone = byPatch
            ? (await app.Api().Patch(user.Location!, new { isActive = false }, ("If-Match", user.ETag!))).Ok()
            : (await app.Api().Put($"{user.Location}/deactivation", new { }, ("If-Match", user.ETag!))).Ok();

        (await Me(signedIn)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await app.Api().Patch(user.Location!, new { isActive = true }, ("If-Match", gone.ETag!))).Ok();
        (await Me(signedIn)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await Refresh(signedIn)).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
    }

    [Fact]
    public async Task Another_role_holds_from_the_next_request_on()
    {
        var user = await app.Given.User(Duty.Administrator);
        var self = await app.Given.SignedIn(user);
        (await self.Get("/api/v1/api-keys")).Ok();

        (await app.Api().Patch(user.Location!, new { roleIds = Staff.RolesOf(Duty.Agent) }, ("If-Match", user.ETag!))).Ok();

        (await self.Get("/api/v1/api-keys")).Refused(HttpStatusCode.Forbidden, "auth.not_allowed");
    }

    private Task<Answer> Refresh(Answer tokens) => _stranger.Post("/api/v1/tokens/refresh", new { refreshToken = (string)tokens["refreshToken"]! });

    private Api As(Answer tokens) => app.Bearing((string)tokens["accessToken"]!);

    private Task<Answer> Me(Answer tokens) => As(tokens).Get("/api/v1/users/me");

    private async Task<SessionEnd?> EndOf(Answer tokens)
    {
        SessionEnd? end = null;
        await app.Db(async db => end = (await db.Sessions.ToListAsync()).Single(s => s.Id.ToString() == (string)tokens["sessionId"]!).EndedBy);
        return end;
    }
}
