using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class LockoutTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;

    public LockoutTests(CrmApp app)
    {
        _app = app;
        app.Clock.Stop();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_five_failures_each_guess_waits_twice_as_long_whether_there_is_the_account_or_not(bool exists)
    {
        var email = exists ? (string)(await _app.Given.User())["email"]! : "no-such-user@crm.test";
        for (var i = 0; i < 5; i++) (await SignIn(email, "wrong")).Refused(HttpStatusCode.Unauthorized, "auth.refused");

        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900 })
        {
            Assert.Equal(seconds, Wait(await SignIn(email, "wrong")));
            Assert.Equal(seconds, Wait(await SignIn(email, "wrong again")));   // who tries on does not make it longer
            _app.Clock.Advance(TimeSpan.FromSeconds(seconds));
            (await SignIn(email, "wrong")).Refused(HttpStatusCode.Unauthorized, "auth.refused");
        }
    }

    [Fact]
    public async Task The_right_password_waits_too_and_then_clears_the_count()
    {
        var user = await _app.Given.User();
        var email = (string)user["email"]!;
        for (var i = 0; i < 6; i++) await SignIn(email, "wrong");

        Wait(await SignIn(email, Staff.Password));
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        (await SignIn(email, Staff.Password)).Ok();

        for (var i = 0; i < 4; i++) (await SignIn(email, "wrong")).Refused(HttpStatusCode.Unauthorized, "auth.refused");
        (await SignIn(email, Staff.Password)).Ok();
    }

    [Fact]
    public async Task A_hundred_guesses_at_the_same_moment_count_as_a_hundred()
    {
        await using var patient = _app.WithWebHostBuilder(b => b.UseSetting("SignIn:FreeFailures", "1000").UseSetting("SignIn:FreeFailuresFromEverywhere", "1000"));
        var (stranger, before) = (new Api(patient.CreateClient(), () => null), await Failures());

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => stranger.Post("/api/v1/tokens", new { email = "hundred@crm.test", password = $"guess {i}" })));

        Assert.All(answers, a => a.Refused(HttpStatusCode.Unauthorized, "auth.refused"));
        Assert.Equal(before + 200, await Failures());   // for the account from here, and from everywhere
    }

    [Fact]
    public async Task Of_a_hundred_guesses_at_the_same_moment_five_are_looked_at()
    {
        var before = await Failures();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => SignIn("burst@crm.test", $"guess {i}")));

        Assert.Equal(5, answers.Count(a => a is { Status: HttpStatusCode.Unauthorized, Code: "auth.refused" }));
        Assert.Equal(95, answers.Count(a => a is { Status: HttpStatusCode.TooManyRequests, Code: "auth.too_many_failures" }));
        Assert.Equal(before + 10, await Failures());
    }

    [Fact]
    public async Task Guesses_at_the_current_password_wait_too()
    {
        var self = await _app.Given.SignedIn(await _app.Given.User());
        for (var i = 0; i < 5; i++) (await Change("not it, whatever")).Invalid("/currentPassword", "password.wrong");

        Wait(await Change(Staff.Password));
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Change(Staff.Password)).NoContent();

        Task<Answer> Change(string current) => self.Put("/api/v1/users/me/password", new { currentPassword = current, newPassword = "staple battery horse correct" });
    }

    [Fact]
    public async Task Failures_elsewhere_do_not_keep_the_user_out_where_the_user_has_been()
    {
        await using var proxied = _app.WithWebHostBuilder(b => b.UseSetting("Limits:TrustedProxies", "127.0.0.1, ::1").UseSetting("SignIn:FreeFailuresFromEverywhere", "6"));
        proxied.UseKestrel(0);
        var email = (string)(await _app.Given.User())["email"]!;
        var http = new Api(proxied.CreateClient(), () => null);
        (await From("192.0.2.1", Staff.Password)).Ok();

        for (var i = 0; i < 6; i++) (await From($"198.51.100.{i}", "wrong")).Refused(HttpStatusCode.Unauthorized, "auth.refused");

        Wait(await From("198.51.100.77", Staff.Password));
        (await From("192.0.2.1", Staff.Password)).Ok();

        Task<Answer> From(string address, string password) => http.Post("/api/v1/tokens", new { email, password }, ("X-Forwarded-For", address));
    }

    private Task<Answer> SignIn(string email, string password) => _app.Stranger().Post("/api/v1/tokens", new { email, password });

    private static int Wait(Answer answer) => int.Parse(answer.Refused(HttpStatusCode.TooManyRequests, "auth.too_many_failures").Headers["Retry-After"], CultureInfo.InvariantCulture);

    private async Task<int> Failures()
    {
        var failures = 0;
        await _app.Db(async db => failures = await db.Database.SqlQuery<int>($"SELECT coalesce(sum(failures), 0)::int AS \"Value\" FROM sign_in_counts").SingleAsync());
        return failures;
    }
}
