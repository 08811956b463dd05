using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Identity;

/// <summary>What a key may be used for: an act in an area, written customers:read.</summary>
public readonly record struct KeyScope(Area Area, Act Act)
{
    public const int Max = 60;

    public static bool TryParse(string? text, out KeyScope scope)
    {
        scope = default;
        if (text?.Split(':') is not [{ Length: > 0 } area, { Length: > 0 } act] || text.Any(c => c is not (':' or (>= 'a' and <= 'z')))) return false;
        if (!Enum.TryParse<Area>(area, ignoreCase: true, out var a) || !Enum.TryParse<Act>(act, ignoreCase: true, out var b)) return false;
        scope = new(a, b);
        return true;
    }

    public override string ToString() => $"{Area}:{Act}".ToLowerInvariant();
}

/// <summary>What callers may write about a key. Customers is null for a key that is not limited to some.</summary>
public sealed record ApiKeyProfile(string Name, IReadOnlyCollection<string> Scopes, IReadOnlyCollection<Id<Customer>>? Customers, DateTimeOffset? ExpiresAt);

/// <summary>By which another system calls the API in the name of a user. Its secret is shown once and kept as a hash.</summary>
public sealed class ApiKey : Aggregate
{
    public const int NameMax = 120;
    public const int PrefixLength = 8;
    public const int HashLength = 64;
    public const int ScopesMax = 40;
    public const int CustomersMax = 1000;
    public const int OverlapHoursMax = 168;

    private readonly List<KeyCustomer> _customers = [];
    private List<string> _scopes = [];

    private ApiKey() { }

    public Id<ApiKey> Id { get; private set; } = Id<ApiKey>.New();
    public string Name { get; private set; } = "";

    /// <summary>The user in whose name the key acts.</summary>
    public Id<User> UserId { get; private set; }

    /// <summary>The part of the secret by which it is recognised in lists and logs; unique.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>SHA-256 of the secret, in hexadecimal digits.</summary>
    public string SecretHash { get; private set; } = "";

    /// <summary>The secret before the last rotation, good until <see cref="OverlapEndsAt"/>.</summary>
    public string? FormerSecretHash { get; private set; }
    public DateTimeOffset? OverlapEndsAt { get; private set; }

    /// <summary>What the key may be used for, such as customers:read; at most what its user may do.</summary>
    public IReadOnlyList<string> Scopes => _scopes;

    /// <summary>Whether it sees some customers only.</summary>
    public bool IsLimited { get; private set; }
    public IReadOnlyCollection<KeyCustomer> Customers => _customers;
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>When it was last used, to the minute; written beside the version, which it does not change.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }
    public Id<User>? CreatedBy { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    public static ApiKey Create(ApiKeyProfile profile, Id<User> user, Id<User>? by, string prefix, string secretHash)
    {
        var key = new ApiKey { UserId = user, CreatedBy = by, Prefix = prefix, SecretHash = secretHash };
        key.Write(profile);
        return key;
    }

    public void Change(ApiKeyProfile profile)
    {
        EnsureNotRevoked();
        Write(profile);
    }

    /// <summary>Takes a new secret; the one until now is good for the overlap, the one before it no longer.</summary>
    public void Rotate(string secretHash, TimeSpan overlap, DateTimeOffset now)
    {
        EnsureNotRevoked();
        (FormerSecretHash, OverlapEndsAt) = overlap > TimeSpan.Zero ? (SecretHash, now + overlap) : ((string?)null, (DateTimeOffset?)null);
        SecretHash = secretHash;
    }

    /// <summary>Ends it for good; a no-op for one that is revoked.</summary>
    public void Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null) return;
        (RevokedAt, FormerSecretHash, OverlapEndsAt) = (now, null, null);
    }

    private void Write(ApiKeyProfile p)
    {
        Name = Text.Required(p.Name);
        _scopes = [.. p.Scopes.Distinct().Order(StringComparer.Ordinal)];
        ExpiresAt = p.ExpiresAt;
        IsLimited = p.Customers is not null;
        _customers.RemoveAll(c => p.Customers?.Contains(c.CustomerId) != true);
        foreach (var customer in (p.Customers ?? []).Where(id => !_customers.Exists(c => c.CustomerId == id))) _customers.Add(new(customer));
    }

    private void EnsureNotRevoked()
    {
        if (RevokedAt is not null) throw ApiKeyErrors.Revoked;
    }
}

/// <summary>A customer that a limited key sees.</summary>
public sealed class KeyCustomer
{
    private KeyCustomer() { }

    internal KeyCustomer(Id<Customer> customer) => CustomerId = customer;

    public Id<Customer> CustomerId { get; private set; }
}

public static class ApiKeyErrors
{
    public static RuleBroken Revoked => new("api_key.revoked", "The key has been revoked, which is for good; create another one.");
}
