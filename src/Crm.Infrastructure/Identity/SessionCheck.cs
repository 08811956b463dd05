using System.Security.Cryptography;
using System.Text;
using Crm.Application.Common.Access;
using Crm.Application.Identity;
using Crm.Application.Identity.ApiKeys;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Identity;

/// <summary>Who stands behind a request, as the database has it at this moment, or had it when it was asked last.</summary>
public sealed record KnownCaller(Id<User> UserId, CallerAccess Access)
{
    public Id<Session>? SessionId { get; init; }
    public Id<ApiKey>? KeyId { get; init; }

    /// <summary>The epoch in which that was found; null for what no epoch counts.</summary>
    public long? Epoch { get; init; }

    /// <summary>Owed for what was remembered; null when the database was asked.</summary>
    public AccessProof? Proof { get; init; }
}

/// <summary>What every request is checked against: the session or the key is live and the user is active. So signing out, revoking and
/// deactivating take effect with the next request, whatever a token says of its own time.</summary>
public sealed class SessionCheck(CrmDb db, AccessReader access, RealTime clock)
{
    private static readonly TimeSpan UseWritten = TimeSpan.FromMinutes(1);

    /// <summary>The caller whose access token names the session; null when it is over.</summary>
    public async Task<KnownCaller?> OfSession(Id<Session> session, Id<User> user, CancellationToken ct) =>
        await access.Of(user, session, ct) is { } found ? new(user, found.May) { SessionId = session, Epoch = found.Epoch } : null;

    /// <summary>The caller as remembered, at the price of a proof before the answer; null when nothing is.</summary>
    public KnownCaller? Recall(Id<Session> session, Id<User> user) => access.Recall(user, session) is var (found, proof) ? new(user, found.May) { SessionId = session, Epoch = found.Epoch, Proof = proof } : null;

    /// <summary>Asks for the proof that is owed, if any.</summary>
    /// <exception cref="AccessChanged">What is remembered of the caller does not hold.</exception>
    public Task Prove(CancellationToken ct) => db.ProveCallerAsync(ct);

    /// <summary>The caller as the database has it now, after what was remembered has proven wrong; what was read until then is forgotten.</summary>
    public Task<KnownCaller?> Anew(Id<Session> session, Id<User> user, CancellationToken ct)
    {
        db.Forget();
        return OfSession(session, user, ct);
    }

    /// <summary>The user whom an outside provider vouches for; null when there is no active one.</summary>
    public async Task<KnownCaller?> OfAddress(string email, CancellationToken ct)
    {
        if (!EmailAddress.IsValid(email)) return null;
        var normalized = EmailAddress.Normalize(email);
        return await db.Users.AsNoTracking().Where(u => u.NormalizedEmail == normalized && u.IsActive).Select(u => (Id<User>?)u.Id).SingleOrDefaultAsync(ct) is { } user
            && await access.Of(user, null, ct) is { } known
            ? new(user, known.May) { Epoch = known.Epoch }
            : null;
    }

    /// <summary>The user in whose name a key acts; null when it is wrong, expired or revoked.</summary>
    public async Task<KnownCaller?> OfKey(string secret, CancellationToken ct)
    {
        if (KeySecret.PrefixOf(secret) is not { } prefix) return null;
        var now = clock.GetUtcNow();
        var found = await db.ApiKeys.AsNoTracking().Where(k => k.Prefix == prefix && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
            .Join(db.Users.Where(u => u.IsActive), k => k.UserId, u => u.Id, (k, u) => new
            {
                k.Id,
                k.UserId,
                k.SecretHash,
                k.FormerSecretHash,
                k.OverlapEndsAt,
                k.Scopes,
                k.IsLimited,
                k.LastUsedAt,
                Customers = k.Customers.Select(c => c.CustomerId).ToList(),
            }).SingleOrDefaultAsync(ct);
        if (found is null) return null;
        var hash = Secret.Hash(secret);
        if (!Same(hash, found.SecretHash) && !(found.OverlapEndsAt > now && Same(hash, found.FormerSecretHash))) return null;
        if (found.LastUsedAt is null || now - found.LastUsedAt >= UseWritten) await Note(found.Id, now, ct);
        if (await access.Of(found.UserId, null, ct) is not { } known) return null;
        return new(found.UserId, Narrowed(known.May, found.Scopes, found.IsLimited, found.Customers)) { KeyId = found.Id, Epoch = known.Epoch };
    }

    /// <summary>For work that goes on without the user: what the user, or the key when there is one, may do at this moment; null when the user is no longer active, or the key no longer good. It has no epoch: what lasts asks anew for what may change.</summary>
    public async Task<KnownCaller?> InNameOf(Id<User> user, Id<ApiKey>? key, CancellationToken ct)
    {
        if (await access.Of(user, null, ct) is not { } known) return null;
        if (key is not { } id) return new(user, known.May);
        var now = clock.GetUtcNow();
        return await db.ApiKeys.AsNoTracking().Where(k => k.Id == id && k.UserId == user && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
            .Select(k => new { k.Scopes, k.IsLimited, Customers = k.Customers.Select(c => c.CustomerId).ToList() }).SingleOrDefaultAsync(ct) is { } found
            ? new(user, Narrowed(known.May, found.Scopes, found.IsLimited, found.Customers)) { KeyId = id }
            : null;
    }

    private static CallerAccess Narrowed(CallerAccess access, IReadOnlyList<string> scopes, bool isLimited, IReadOnlyList<Id<Customer>> customers) =>
        access.Only(scopes.Select(s => KeyScope.TryParse(s, out var scope) ? scope : (KeyScope?)null).OfType<KeyScope>().ToHashSet(), isLimited ? customers : null);

    // At most once a minute, and by one of the requests that come at once; who finds the row locked leaves it to the other.
    private Task Note(Id<ApiKey> key, DateTimeOffset now, CancellationToken ct)
    {
        var (id, since) = (key.Value, now - UseWritten);
        return db.Database.ExecuteSqlAsync(
            $"""
             UPDATE api_keys SET last_used_at = {now} WHERE id IN
                 (SELECT id FROM api_keys WHERE id = {id} AND (last_used_at IS NULL OR last_used_at <= {since}) FOR NO KEY UPDATE SKIP LOCKED)
             """, ct);
    }

    private static bool Same(string hash, string? kept) => kept is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(kept));
}
