using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace Crm.Tests.Common;

public sealed class LimitTests : IClassFixture<CrmApp>
{
    private readonly CrmApp _app;

    public LimitTests(CrmApp app)
    {
        _app = app;
        app.Clock.Stop();
    }

    [Fact]
    public async Task A_caller_is_told_what_is_left_and_stopped_when_nothing_is()
    {
        await using var limited = Limited(requests: 3);
        var api = _app.ApiOf(limited);

        foreach (var left in new[] { 2, 1, 0 })
        {
            var answer = (await api.Get("/api/v1/users/me")).Ok();
            Assert.Equal(("\"user\";q=3;w=60", $"\"user\";r={left};t=60"), (answer.Headers["RateLimit-Policy"], answer.Headers["RateLimit"]));
        }
        _app.Clock.Advance(TimeSpan.FromSeconds(20));
        var refused = (await api.Get("/api/v1/users/me")).Refused(HttpStatusCode.TooManyRequests, "rate_limit.exceeded");
        Assert.Equal(("40", "\"user\";r=0;t=40"), (refused.Headers["Retry-After"], refused.Headers["RateLimit"]));

        _app.Clock.Advance(TimeSpan.FromSeconds(40));
        (await api.Get("/api/v1/users/me")).Ok();
    }

    [Fact]
    public async Task Each_user_each_key_and_each_address_has_a_share_of_its_own()
    {
        await using var limited = Limited(requests: 2);
        var (secret, stranger) = ((string)(await _app.Given.Key())["secret"]!, new Api(limited.CreateClient(), () => null));
        var (admin, agent) = (_app.ApiOf(limited), new Api(limited.CreateClient(), () => _app.Token(Duty.Agent)));
        for (var i = 0; i < 2; i++) (await admin.Get("/api/v1/users/me")).Ok();
        (await admin.Get("/api/v1/users/me")).Refused(HttpStatusCode.TooManyRequests, "rate_limit.exceeded");

        Assert.Equal("\"user\";r=1;t=60", (await agent.Get("/api/v1/users/me")).Ok().Headers["RateLimit"]);
        Assert.Equal("\"key\";r=1;t=60", (await stranger.Get("/api/v1/users/me", ("X-Api-Key", secret))).Ok().Headers["RateLimit"]);
        Assert.Equal("\"address\";r=1;t=60", (await stranger.Get("/api/v1/users/me")).Refused(HttpStatusCode.Unauthorized, "auth.required").Headers["RateLimit"]);
        (await stranger.Get("/api/v1/users/me")).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await stranger.Get("/api/v1/users/me")).Refused(HttpStatusCode.TooManyRequests, "rate_limit.exceeded");
        for (var i = 0; i < 5; i++) (await stranger.Get("/health/live")).Ok();
    }

    [Fact]
    public async Task Signing_in_has_a_smaller_share()
    {
        await using var limited = Limited(requests: 1000, signIns: 2);
        var stranger = new Api(limited.CreateClient(), () => null);
        for (var i = 0; i < 2; i++) (await stranger.Post("/api/v1/tokens", new { email = $"somebody{i}@crm.test", password = "wrong" })).Refused(HttpStatusCode.Unauthorized, "auth.refused");

        (await stranger.Post("/api/v1/tokens", new { email = Staff.EmailOf(Duty.Agent), password = Staff.Password })).Refused(HttpStatusCode.TooManyRequests, "rate_limit.exceeded");

        (await stranger.Post("/api/v1/tokens/refresh", new { refreshToken = "x" })).Refused(HttpStatusCode.Unauthorized, "auth.refresh_refused");
    }

    [Fact]
    public async Task A_refusal_and_a_failure_tell_what_is_left_too()
    {
        await using var limited = Limited(requests: 100);
        var api = _app.ApiOf(limited);

        Assert.Equal("\"user\";r=99;t=60", (await api.Get("/api/v1/customers?nonsense=1")).Invalid("nonsense").Headers["RateLimit"]);
        Assert.Equal("\"user\";r=98;t=60", (await api.Get($"/api/v1/customers/{Guid.CreateVersion7()}")).NotFound().Headers["RateLimit"]);
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_not_waited_for()
    {
        await using var impatient = Limited(requests: 100).WithWebHostBuilder(b => b.UseSetting("Limits:HeaderSeconds", "1"));
        impatient.UseKestrel(0);
        using var client = impatient.CreateClient();
        using var socket = new TcpClient();
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("request.timeout", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_larger_or_deeper_than_taken_is_refused()
    {
        await using var small = Limited(requests: 100).WithWebHostBuilder(b => b.UseSetting("Limits:BodyBytes", "1000"));
        small.UseKestrel(0);

        (await _app.ApiOf(small).Post("/api/v1/customers", new { notes = new string('x', 1000) })).Refused(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
        (await _app.Api().SendText(HttpMethod.Post, "/api/v1/customers", $"{{\"notes\":{new string('[', 40)}{new string(']', 40)}}}")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    private WebApplicationFactory<Program> Limited(int requests, int signIns = 1000) =>
        _app.WithWebHostBuilder(b => b.UseSetting("Limits:RequestsPerMinute", $"{requests}").UseSetting("Limits:SignInsPerMinute", $"{signIns}"));
}
