using Crm.Application.Identity;
using Crm.Application.Operations;
using Crm.Domain.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Infrastructure.Identity;

/// <summary>Signs access tokens: JWT (RFC 9068), HS256, with the user's id and the session's. What the user may do, the database says at each request.</summary>
public sealed class Tokens(Secrets secrets, RealTime clock, SignInSettings settings) : ITokens
{
    public const string Issuer = "crm";
    public const string Audience = "crm-api";
    public const string SessionClaim = "sid";
    public const string Type = "at+jwt";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public SymmetricSecurityKey Key { get; } = new(secrets.KeyFor("access-token"));

    public AccessToken Issue(User user, Session session)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var lifetime = TimeSpan.FromMinutes(settings.AccessTokenMinutes);
        if (session.ExpiresAt.UtcDateTime - now is var left && left < lifetime) lifetime = left;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Type,
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = user.Id.ToString(), [SessionClaim] = session.Id.ToString() },
            SigningCredentials = new(Key, SecurityAlgorithms.HmacSha256),
        });
        return new(token, (int)lifetime.TotalSeconds);
    }

    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        ValidTypes = [Type],
        IssuerSigningKey = Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        NameClaimType = JwtRegisteredClaimNames.Sub,
        LifetimeValidator = IsInTime,
    };

    /// <summary>Whether a token's time has come and is not over, by the app's own clock.</summary>
    public bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken? token, TokenValidationParameters? parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now + Grace);
    }
}
