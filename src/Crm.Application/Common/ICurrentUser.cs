using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Common;

/// <summary>Who makes the request; nobody (null) for jobs and before sign-in.</summary>
public interface ICurrentUser
{
    Id<User>? Id { get; }

    UserRole? Role { get; }
}

public static class CurrentUser
{
    /// <exception cref="NotAllowed">The caller has a lower role (403).</exception>
    public static void Require(this ICurrentUser user, UserRole role)
    {
        if (user.Role is null || user.Role < role) throw new NotAllowed($"This needs the role {role} or a higher one.");
    }
}
