using Crm.Domain.Identity;

namespace Crm.Application.Identity;

/// <summary>What a password was found to be.</summary>
public enum PasswordCheck { Wrong, Right, RightButWeaklyKept }

/// <summary>Turns passwords into hashes that are safe to keep, and checks them.</summary>
public interface IPasswords
{
    string Hash(string password);

    /// <summary>Takes as long for a null hash (an unknown user) as for a real one, so that the answer's time tells nothing.</summary>
    Task<PasswordCheck> Verify(string? hash, string password, CancellationToken ct);
}

/// <summary>Issues the short-lived signed tokens by which a user is known.</summary>
public interface ITokens
{
    /// <summary>The token is good for as long as the settings say, and no longer than its session.</summary>
    AccessToken Issue(User user, Session session);
}

/// <param name="Token">A signed JWT; send it as "Authorization: Bearer …".</param>
/// <param name="ExpiresInSeconds">How long it is good for.</param>
public sealed record AccessToken(string Token, int ExpiresInSeconds);

/// <summary>Slows down the guessing of passwords. Failures are counted in the database, for all instances.</summary>
public interface ISignInGuard
{
    /// <summary>Counts an attempt as a failure before its password is looked at, so that attempts at the same moment are all counted. There may be no such account.</summary>
    /// <param name="isKnownAddress">The account's user has signed in from there: failures from elsewhere do not keep the user out.</param>
    /// <exception cref="TooManyFailures">There were too many of late (429).</exception>
    Task Admit(string account, string? address, bool isKnownAddress, CancellationToken ct);

    /// <summary>Forgets the failures, after a success.</summary>
    Task Reset(string account, string? address, CancellationToken ct);
}

/// <summary>Signing in to the account has failed too often; whether there is such an account is not said (429).</summary>
public sealed class TooManyFailures(int seconds) : Exception("Signing in has failed too often with this address; wait before trying again.")
{
    public int Seconds { get; } = seconds;
}

/// <summary>What a client says of itself.</summary>
public interface IClient
{
    string? UserAgent { get; }

    /// <summary>The network address that the request comes from.</summary>
    string? Address { get; }
}

/// <summary>The times and numbers of signing in, from the settings below SignIn.</summary>
public sealed record SignInSettings
{
    /// <summary>Minutes for which an access token is good.</summary>
    public int AccessTokenMinutes { get; init; } = 15;

    /// <summary>Days after which one has to sign in again in any case.</summary>
    public int SessionDays { get; init; } = 30;

    /// <summary>Days after which a session that is not continued is over.</summary>
    public int IdleDays { get; init; } = 14;

    /// <summary>Seconds in which a refresh token that was used already gets the same successor again: two tabs, or an answer that was lost.</summary>
    public int RefreshGraceSeconds { get; init; } = 10;

    /// <summary>Failures for one account from one address after which trying again has to wait.</summary>
    public int FreeFailures { get; init; } = 5;

    /// <summary>Failures for one account from all addresses after which trying again has to wait, but not where the user has signed in before.</summary>
    public int FreeFailuresFromEverywhere { get; init; } = 50;

    /// <summary>The longest wait, in seconds; the first is one second, and each further failure doubles it.</summary>
    public int LongestDelaySeconds { get; init; } = 900;

    /// <summary>Rounds of PBKDF2 for a new hash; hashes of fewer are replaced when their users sign in.</summary>
    public int PasswordIterations { get; init; } = FewestIterations;

    /// <summary>What OWASP's password storage sheet asks for at least.</summary>
    public const int FewestIterations = 210_000;

    /// <summary>When a session that is used now is over unless it is used again.</summary>
    public DateTimeOffset Expiry(DateTimeOffset begun, DateTimeOffset now)
    {
        var (absolute, idle) = (begun.AddDays(SessionDays), now.AddDays(IdleDays));
        return absolute < idle ? absolute : idle;
    }
}
