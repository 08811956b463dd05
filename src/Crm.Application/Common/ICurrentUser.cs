using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Common;

/// <summary>Who makes the request; nobody (null) for jobs and before sign-in.</summary>
public interface ICurrentUser
{
    Id<User>? Id { get; }

    /// <summary>What the caller may do.</summary>
    CallerAccess Access { get; }

    /// <summary>What the present request does to the record that it is about.</summary>
    Act Act { get; }

    /// <summary>Whether the present request has no effect.</summary>
    bool OnlyReads { get; }

    /// <summary>The session that the access token belongs to; null for a key and for a token of an outside provider.</summary>
    Id<Session>? SessionId { get; }

    /// <summary>The key that the request was made with.</summary>
    Id<ApiKey>? KeyId { get; }
}

public static class CurrentUser
{
    /// <exception cref="NotAllowed">No role of the caller gives this (403).</exception>
    public static void Require(this ICurrentUser user, Area area, Act act)
    {
        if (!user.Access.May(area, act)) throw NotAllowed.Lacks(area, act);
    }
}
