using System.Collections.Concurrent;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Infrastructure.Identity;

/// <summary>What an access token of ours has proven to say.</summary>
public sealed record KnownToken(Id<Session> Session, Id<User> User, DateTime? NotBefore, DateTime Expires);

/// <summary>Access tokens whose signature was checked, so that it is checked once and not with each request. Whether their time has come and their session is live, is asked each time.</summary>
public sealed class KnownTokens(Tokens tokens)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, KnownToken> _known = new(StringComparer.Ordinal);

    public void Remember(string token, KnownToken says)
    {
        if (_known.Count >= Most) _known.Clear();
        _known[token] = says;
    }

    /// <summary>Null for a token that was not seen, and for one whose time is over.</summary>
    public KnownToken? Find(string token)
    {
        if (!_known.TryGetValue(token, out var known)) return null;
        if (tokens.IsInTime(known.NotBefore, known.Expires, null, null)) return known;
        _known.TryRemove(token, out _);
        return null;
    }
}
