using System.Text.Encodings.Web;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Crm.Api.Common;

/// <summary>Knows other systems by the key in X-Api-Key.</summary>
internal sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionCheck check)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-Api-Key";
    public new const string Scheme = "key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Request.Headers[Header] is [{ } secret] && await check.OfKey(secret, Context.RequestAborted) is { } known
            ? AuthenticateResult.Success(new(Context.Principal(known, Scheme), Scheme))
            : AuthenticateResult.Fail("The key is wrong, expired or revoked.");

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = ProblemErrors.SignInNeeded.Status;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
