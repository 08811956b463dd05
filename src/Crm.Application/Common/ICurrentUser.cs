using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Common;

/// <summary>Who makes the request; nobody (null) for jobs and before sign-in.</summary>
public interface ICurrentUser
{
    Id<User>? Id { get; }

    UserRole? Role { get; }

    /// <summary>The session that the access token belongs to; null for a key and for a token of an outside provider.</summary>
    Id<Session>? SessionId { get; }

    /// <summary>The key that the request was made with.</summary>
    Id<ApiKey>? KeyId { get; }

    /// <summary>What the key may be used for; null when the request was made without one.</summary>
    IReadOnlyCollection<KeyScope>? KeyScopes { get; }

    /// <summary>The customers that the key sees; null without a key, and for a key that is not limited.</summary>
    IReadOnlyCollection<Id<Customer>>? KeyCustomers { get; }
}

public static class CurrentUser
{
    /// <exception cref="NotAllowed">The caller has a lower role (403).</exception>
    public static void Require(this ICurrentUser user, UserRole role)
    {
        if (user.Role is null || user.Role < role) throw new NotAllowed($"This needs the role {role} or a higher one.");
    }
}
