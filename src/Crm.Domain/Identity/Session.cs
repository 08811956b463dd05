using Crm.Domain.Common;

namespace Crm.Domain.Identity;

/// <summary>Why a session is over.</summary>
public enum SessionEnd { SignedOut, EndedByUser, EndedByAdministrator, PasswordChanged, UserDeactivated, TokenReplayed }

/// <summary>One sign-in: what its tokens stand on. Ending it ends the access tokens and the refresh tokens at once.</summary>
public sealed class Session : Aggregate
{
    public const int UserAgentMax = 400;
    public const int AddressMax = 45;

    private Session() { }

    public Id<Session> Id { get; private set; } = Id<Session>.New();
    public Id<User> UserId { get; private set; }

    /// <summary>What the client called itself when it signed in.</summary>
    public string? UserAgent { get; private set; }

    /// <summary>The network address that it signed in from.</summary>
    public string? Address { get; private set; }

    /// <summary>When it was begun or last continued with a refresh token.</summary>
    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>When it is over unless it is continued before.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public SessionEnd? EndedBy { get; private set; }

    public static Session Begin(Id<User> user, string? userAgent, string? address, DateTimeOffset now, DateTimeOffset expiresAt) =>
        new() { UserId = user, UserAgent = Shortened(userAgent, UserAgentMax), Address = Shortened(address, AddressMax), LastUsedAt = now, ExpiresAt = expiresAt };

    public bool IsLive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    public void Continue(DateTimeOffset now, DateTimeOffset expiresAt) => (LastUsedAt, ExpiresAt) = (now, expiresAt);

    /// <summary>Ends it; a no-op for one that has ended.</summary>
    public void End(SessionEnd why, DateTimeOffset now)
    {
        if (EndedAt is null) (EndedAt, EndedBy) = (now, why);
    }

    // What a client calls itself is anything: it is kept as far as it can be shown.
    private static string? Shortened(string? text, int max) =>
        Text.Clean(new string([.. (text ?? "").Where(c => c is >= ' ' and <= '~')])) is { } clean ? clean[..Math.Min(clean.Length, max)].TrimEnd() : null;
}

/// <summary>One link in the chain of a session's refresh tokens: each is used once and replaced by the next.</summary>
public sealed class RefreshToken
{
    public const int HashLength = 64;
    public const int SealedMax = 100;

    private RefreshToken() { }

    public RefreshToken(string hash, Id<Session> session, DateTimeOffset now) => (Hash, SessionId, IssuedAt) = (hash, session, now);

    /// <summary>SHA-256 of the token, in hexadecimal digits.</summary>
    public string Hash { get; private set; } = "";
    public Id<Session> SessionId { get; private set; }
    public DateTimeOffset IssuedAt { get; private set; }
    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>The next token, readable only with this one; gone once the next one has been used.</summary>
    public string? SealedNext { get; private set; }

    public void Use(string sealedNext, DateTimeOffset now) => (UsedAt, SealedNext) = (now, sealedNext);

    public void ForgetNext() => SealedNext = null;
}
