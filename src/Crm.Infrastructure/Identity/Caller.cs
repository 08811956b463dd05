using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Infrastructure.Identity;

/// <summary>Who the present request, job or load acts for; nobody until it is said.</summary>
public sealed class Caller : ICurrentUser
{
    public Id<User>? Id { get; private set; }

    public UserRole? Role { get; private set; }

    public void ActAs(Id<User> id, UserRole role) => (Id, Role) = (id, role);
}
