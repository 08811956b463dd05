using System.Security.Claims;
using Crm.Application.Common;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Api.Common;

/// <summary>An OpenID Connect provider whose access tokens are accepted beside our own: the settings below OpenId.</summary>
/// <param name="UserClaim">The claim with the e-mail address of a user; of the claim email, only with email_verified.</param>
internal sealed record OutsideProvider(string Authority, string Audience, string UserClaim)
{
    public const string Scheme = "provider";

    private const string Email = "email";
    private const string EmailVerified = "email_verified";

    /// <summary>Signatures that need a private key: nobody who can read the provider's keys can make one.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Access tokens are at+jwt (RFC 9068) or, of older providers, JWT; a logout token is neither.</summary>
    private static readonly string[] Types = [Tokens.Type, "JWT"];

    public bool IsPlain => !Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when the settings name none.</summary>
    public static OutsideProvider? From(IConfiguration configuration)
    {
        var (authority, audience) = (configuration["OpenId:Authority"], configuration["OpenId:Audience"]);
        if (string.IsNullOrEmpty(authority)) return null;
        return new(authority, audience!, configuration["OpenId:UserClaim"] is { Length: > 0 } claim ? claim : Email);
    }

    /// <summary>Who a token says has issued it; null when it cannot be read.</summary>
    public static string? IssuerOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The address that the provider vouches for; null when it vouches for none.</summary>
    public string? AddressIn(ClaimsPrincipal claims) =>
        UserClaim != Email || string.Equals(claims.FindFirstValue(EmailVerified), "true", StringComparison.OrdinalIgnoreCase) ? claims.FindFirstValue(UserClaim) : null;

    public TokenValidationParameters Validation(Tokens own) => new()
    {
        ValidAudience = Audience,
        ValidTypes = Types,
        ValidAlgorithms = Algorithms,
        LifetimeValidator = own.IsInTime,
    };
}

internal static class OutsideProviders
{
    // So often the provider's keys are asked for again when a token names one that is not known.
    private static readonly TimeSpan KeysAskedFor = TimeSpan.FromSeconds(30);

    public static void AddOutsideProvider(this IServiceCollection services, OutsideProvider provider)
    {
        new AuthenticationBuilder(services).AddJwtBearer(OutsideProvider.Scheme, o =>
        {
            (o.Authority, o.RequireHttpsMetadata, o.MapInboundClaims, o.RefreshInterval) = (provider.Authority, !provider.IsPlain, false, KeysAskedFor);
            o.Events = new()
            {
                // Asked for (and kept) beforehand: a check without the provider's keys would call a good token bad.
                OnMessageReceived = context => context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted),
                OnTokenValidated = context => Check(context, provider),
                OnAuthenticationFailed = context => context.Exception is SecurityTokenException ? Task.CompletedTask
                    : throw new Unavailable(context.Exception, "The provider of identities"),
            };
        });
        services.AddOptions<JwtBearerOptions>(OutsideProvider.Scheme).Configure<Tokens>((o, own) => o.TokenValidationParameters = provider.Validation(own));
    }

    private static async Task Check(TokenValidatedContext context, OutsideProvider provider)
    {
        var http = context.HttpContext;
        if (provider.AddressIn(context.Principal!) is { } address && await http.RequestServices.GetRequiredService<SessionCheck>().OfAddress(address, http.RequestAborted) is { } known)
            context.Principal = http.Principal(known, context.Scheme.Name);
        else context.Fail("The provider's user is no active user here.");
    }
}
