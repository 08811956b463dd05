using Crm.Domain.Identity;

namespace Crm.Application.Identity;

/// <summary>Turns passwords into hashes that are safe to keep, and checks them.</summary>
public interface IPasswords
{
    string Hash(string password);

    /// <summary>Takes as long for a null hash (an unknown user) as for a real one, so that the answer's time tells nothing.</summary>
    bool Verify(string? hash, string password);
}

/// <summary>Issues the short-lived signed tokens by which a user is known.</summary>
public interface ITokens
{
    AccessToken Issue(User user);
}

/// <param name="Token">A signed JWT; send it as "Authorization: Bearer …".</param>
/// <param name="ExpiresInSeconds">How long it is good for.</param>
public sealed record AccessToken(string Token, int ExpiresInSeconds);
