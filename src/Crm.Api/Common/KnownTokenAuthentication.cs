using System.Text.Encodings.Web;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Crm.Api.Common;

/// <summary>Knows callers by access tokens of ours whose signature was checked before.</summary>
internal sealed class KnownTokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "known";

    private const string Prefix = "Bearer ";

    /// <summary>Whether the request has such a token; which one is kept with the request.</summary>
    public static bool Knows(HttpContext http)
    {
        if (TokenOf(http) is not { } sent || http.RequestServices.GetRequiredService<KnownTokens>().Find(sent) is not { } known) return false;
        http.Features.Set(known);
        return true;
    }

    /// <summary>The token that the request has been sent with.</summary>
    public static string? TokenOf(HttpContext http) =>
        http.Request.Headers.Authorization is [{ } sent] && sent.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? sent[Prefix.Length..].Trim() : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Context.Features.Get<KnownToken>() is { } token && await Authentication.Known(Context, token.Session, token.User) is { } known
            ? AuthenticateResult.Success(new(Context.Principal(known, Scheme), Scheme))
            : AuthenticateResult.Fail("The session is over.");

    // Says what is wrong as it would of a token that was never seen.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Context.ChallengeAsync(JwtBearerDefaults.AuthenticationScheme, properties);
}
