using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Tokens of an outside OpenID Connect provider, which publishes its keys on loopback.</summary>
public sealed class ProviderTests(ProvidedApp app) : IClassFixture<ProvidedApp>
{
    private static readonly RSA Attacker = RSA.Create(2048);

    [Fact]
    public async Task A_user_whom_the_provider_knows_by_a_verified_address_is_let_in_until_deactivated()
    {
        var user = await app.Given.User();
        var token = Token((string)user["email"]!);

        Assert.Equal(user.Id, (await Me(token)).Ok().Id);
        (await app.Api().Patch(user.Location!, new { isActive = false }, ("If-Match", user.ETag!))).Ok();
        (await Me(token)).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Our_own_tokens_are_good_beside_those_of_the_provider() =>
        (await Me(app.Token())).Ok();

    [Fact]
    public async Task Without_the_setting_no_token_of_a_provider_is_good()
    {
        await using var without = app.WithWebHostBuilder(b => b.UseSetting("OpenId:Authority", ""));
        var user = await app.Given.User();
        (await Me(Token((string)user["email"]!), without)).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Keys_are_followed_when_they_rotate()
    {
        var email = (string)(await app.Given.User())["email"]!;
        await using var provider = await FakeProvider.Start();
        await using var trusting = app.Trusting(provider);
        (await Me(Token(email, provider: provider), trusting)).Ok();

        provider.Rotate();
        var after = Token(email, provider: provider);
        var answer = await Me(after, trusting);
        for (var i = 0; i < 50 && answer.Status == HttpStatusCode.Unauthorized; i++) answer = await Me(after, trusting);   // the first ones may come while the keys are fetched

        answer.Ok();
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_no_fault_of_the_caller()
    {
        var provider = await FakeProvider.Start();
        await using var trusting = app.Trusting(provider);
        await provider.DisposeAsync();

        (await Me(Token("somebody@crm.test", provider: provider), trusting)).Refused(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await Me(app.Token(), trusting)).Ok();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("wrong key")]
    [InlineData("wrong issuer")]
    [InlineData("our issuer")]
    [InlineData("wrong audience")]
    [InlineData("expired")]
    [InlineData("not yet")]
    [InlineData("HS256")]
    [InlineData("logout+jwt")]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("address not verified")]
    [InlineData("address not said to be verified")]
    [InlineData("unknown user")]
    [InlineData("no address")]
    public async Task A_forged_token_is_refused(string how)
    {
        var email = (string)(await app.Given.User())["email"]!;
        (await Me(Token(email))).Ok();

        (await Me(Token(email, how))).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    private Task<Answer> Me(string token, WebApplicationFactory<Program>? variant = null) => new Api((variant ?? app).CreateClient(), () => token).Get("/api/v1/users/me");

    private string Token(string email, string how = "good", FakeProvider? provider = null)
    {
        provider ??= app.Provider;
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var (key, id) = (provider.Key, provider.KeyId);
        var header = new Dictionary<string, object> { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = id };
        var claims = new Dictionary<string, object> { ["iss"] = provider.Address, ["aud"] = "crm", ["iat"] = now, ["nbf"] = now, ["exp"] = now + 600, ["sub"] = "4711", ["email"] = email, ["email_verified"] = true };
        Func<byte[], byte[]> sign = content => FakeProvider.Sign(key, content);
        switch (how)
        {
            case "none": (header["alg"], sign) = ("none", _ => []); break;
            case "wrong key": sign = content => FakeProvider.Sign(Attacker, content); break;
            case "wrong issuer": claims["iss"] = "https://elsewhere.example"; break;
            case "our issuer": claims["iss"] = "crm"; break;
            case "wrong audience": claims["aud"] = "another"; break;
            case "expired": claims["exp"] = now - 1; break;
            case "not yet": claims["nbf"] = now + 60; break;
            case "HS256": (header["alg"], sign) = ("HS256", content => HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), content)); break;   // what is public is no secret
            case "logout+jwt": header["typ"] = "logout+jwt"; break;
            case "jwk": (header["jwk"], header["kid"], sign) = (FakeProvider.Public(Attacker, "a"), "a", content => FakeProvider.Sign(Attacker, content)); break;
            case "jku": (header["jku"], header["kid"], sign) = ("http://127.0.0.1:9/keys", "a", content => FakeProvider.Sign(Attacker, content)); break;
            case "address not verified": claims["email_verified"] = false; break;
            case "address not said to be verified": claims.Remove("email_verified"); break;
            case "unknown user": claims["email"] = "nobody-here@crm.test"; break;
            case "no address": claims.Remove("email"); break;
        }
        return FakeProvider.Token(header, claims, sign);
    }
}

/// <summary>An app that trusts a provider of its own.</summary>
public sealed class ProvidedApp(PostgresServer server) : CrmApp(server)
{
    public FakeProvider Provider { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Provider = await FakeProvider.Start();
        await base.InitializeAsync();
    }

    /// <summary>The same app, but that it trusts another provider.</summary>
    public WebApplicationFactory<Program> Trusting(FakeProvider provider) => WithWebHostBuilder(b => Trust(b, provider));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        Trust(builder, Provider);
    }

    private static void Trust(IWebHostBuilder builder, FakeProvider provider) => builder.UseSetting("OpenId:Authority", provider.Address).UseSetting("OpenId:Audience", "crm");
}
