using System.Net;
using System.Security.Cryptography;
using Crm.Infrastructure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Access tokens of our own, made by hand: one as it should be, and all that others might make of it.</summary>
public sealed class ForgedTokenTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly RSA Attacker = RSA.Create(2048);

    [Fact]
    public async Task The_token_that_the_others_are_forged_from_is_good() => (await Me(await Token("good"))).Ok();

    [Theory]
    [InlineData("none")]
    [InlineData("wrong key")]
    [InlineData("wrong issuer")]
    [InlineData("wrong audience")]
    [InlineData("expired")]
    [InlineData("not yet")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    [InlineData("JWT")]
    [InlineData("no type")]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("foreign user")]
    [InlineData("no session")]
    [InlineData("no expiry")]
    [InlineData("changed")]
    public async Task A_forged_token_is_refused(string how) => (await Me(await Token(how))).Refused(HttpStatusCode.Unauthorized, "auth.required");

    private async Task<string> Token(string how)
    {
        var user = await app.Given.User();
        var session = await app.Given.Session(user);
        var key = app.Services.GetRequiredService<Tokens>().Key.Key;
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var header = new Dictionary<string, object> { ["alg"] = "HS256", ["typ"] = "at+jwt" };
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "crm",
            ["aud"] = "crm-api",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 600,
            ["sub"] = user.Id,
            ["sid"] = (string)session["sessionId"]!,
        };
        Func<byte[], byte[]> sign = content => HMACSHA256.HashData(key, content);
        switch (how)
        {
            case "none": (header["alg"], sign) = ("none", _ => []); break;
            case "wrong key": sign = content => HMACSHA256.HashData(key[..32], content); break;
            case "wrong issuer": claims["iss"] = "crm2"; break;
            case "wrong audience": claims["aud"] = "another"; break;
            case "expired": claims["exp"] = now - 1; break;
            case "not yet": claims["nbf"] = now + 60; break;
            case "HS512": (header["alg"], sign) = ("HS512", content => HMACSHA512.HashData(key, content)); break;
            case "RS256": (header["alg"], sign) = ("RS256", content => FakeProvider.Sign(Attacker, content)); break;
            case "JWT": header["typ"] = "JWT"; break;
            case "no type": header.Remove("typ"); break;
            case "jwk": (header["alg"], header["jwk"], sign) = ("RS256", FakeProvider.Public(Attacker, "a"), content => FakeProvider.Sign(Attacker, content)); break;
            case "jku": (header["alg"], header["jku"], header["kid"], sign) = ("RS256", "http://127.0.0.1:9/keys", "a", content => FakeProvider.Sign(Attacker, content)); break;
            case "foreign user": claims["sub"] = app.Member(Duty.Administrator).Id.ToString(); break;
            case "no session": claims.Remove("sid"); break;
            case "no expiry": claims.Remove("exp"); break;
        }
        var token = FakeProvider.Token(header, claims, sign);
        if (how != "changed") return token;
        var parts = token.Split('.');
        claims["sub"] = app.Member(Duty.Administrator).Id.ToString();
        return $"{parts[0]}.{FakeProvider.Token(header, claims, content => content).Split('.')[1]}.{parts[2]}";
    }

    private Task<Answer> Me(string token) => app.Bearing(token).Get("/api/v1/users/me");
}
