using System.Security.Claims;
using Crm.Application.Identity;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Api.Common;

/// <summary>Every endpoint is closed to strangers unless it says otherwise. A caller is known by an access token of ours, by a key, or by a token of the outside
/// provider that the settings name.</summary>
internal static class Authentication
{
    private const string ByWhatIsSent = "caller";

    public static IServiceCollection AddSignedTokens(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = OutsideProvider.From(configuration);
        services.AddAuthentication(ByWhatIsSent)
            .AddPolicyScheme(ByWhatIsSent, null, o => o.ForwardDefaultSelector = http => Scheme(http, provider))
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, KnownTokenAuthentication>(KnownTokenAuthentication.Scheme, null)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Scheme, null);
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, Options>();
        if (provider is not null) services.AddOutsideProvider(provider);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    public static void AddSignInSettings(this IServiceCollection services, WebApplicationBuilder builder)
    {
        services.AddSingleton(builder.Configuration.GetSection("SignIn").Get<SignInSettings>() ?? new());
    }

    /// <summary>Tells the use cases who calls, as it was checked, what the caller may do, and from where it comes.</summary>
    public static void UseCaller(this WebApplication app) => app.Use((http, next) =>
    {
        var client = http.RequestServices.GetRequiredService<Client>();
        (client.UserAgent, client.Address) = (http.Request.Headers.UserAgent.ToString(), http.Connection.RemoteIpAddress?.ToString());
        var caller = http.RequestServices.GetRequiredService<Caller>();
        if (http.Features.Get<KnownCaller>() is { } known) caller.ActAs(known);
        else caller.ActAsNobody();
        return next(http);
    });

    /// <summary>The caller as ASP.NET Core's authorization sees it; kept with the request for the use cases, too.</summary>
    public static ClaimsPrincipal Principal(this HttpContext http, KnownCaller known, string scheme)
    {
        http.Features.Set(known);
        return new(new ClaimsIdentity([new(JwtRegisteredClaimNames.Sub, known.UserId.ToString())], scheme, JwtRegisteredClaimNames.Sub, null));
    }

    /// <summary>Who the caller is whose token names the session, remembered where that is enough to begin with; null when the session is over.</summary>
    public static async ValueTask<KnownCaller?> Known(HttpContext http, Id<Session> session, Id<User> user)
    {
        var check = http.RequestServices.GetRequiredService<SessionCheck>();
        return (ProvenAccess.IsGivenBy(http.GetEndpoint()) && !StaleReading.Applies(http) ? check.Recall(session, user) : null) ?? await check.OfSession(session, user, http.RequestAborted);
    }

    // What a token says of its issuer only chooses who checks it.
    private static string Scheme(HttpContext http, OutsideProvider? provider)
    {
        if (http.Request.Headers.ContainsKey(KeyAuthentication.Header)) return KeyAuthentication.Scheme;
        if (KnownTokenAuthentication.Knows(http)) return KnownTokenAuthentication.Scheme;
        if (provider is null || http.Request.Headers.Authorization.ToString() is not { } sent || !sent.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return JwtBearerDefaults.AuthenticationScheme;
        return OutsideProvider.IssuerOf(sent["Bearer ".Length..].Trim()) is null or Tokens.Issuer ? JwtBearerDefaults.AuthenticationScheme : OutsideProvider.Scheme;
    }

    private sealed class Options(Tokens tokens) : IConfigureNamedOptions<JwtBearerOptions>
    {
        public void Configure(string? name, JwtBearerOptions options)
        {
            if (name != JwtBearerDefaults.AuthenticationScheme) return;
            options.MapInboundClaims = false;
            options.TokenValidationParameters = tokens.Validation;
            options.Events = new() { OnTokenValidated = Check };
        }

        public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

        private static async Task Check(TokenValidatedContext context)
        {
            var (http, claims) = (context.HttpContext, context.Principal!);
            if (Id<Session>.TryParse(claims.FindFirstValue(Tokens.SessionClaim), null, out var session) && Id<User>.TryParse(claims.FindFirstValue(JwtRegisteredClaimNames.Sub), null, out var user)
                && await Known(http, session, user) is { } known)
            {
                context.Principal = http.Principal(known, context.Scheme.Name);
                if (KnownTokenAuthentication.TokenOf(http) is { } sent && context.SecurityToken is JsonWebToken token)
                    http.RequestServices.GetRequiredService<KnownTokens>().Remember(sent, new(session, user, token.ValidFrom == DateTime.MinValue ? null : token.ValidFrom, token.ValidTo));
            }
            else context.Fail("The session is over.");
        }
    }
}
