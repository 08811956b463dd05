using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Infrastructure.Identity;

/// <summary>Who the present request, job or load acts for; nobody until it is said.</summary>
public sealed class Caller : ICurrentUser
{
    private KnownCaller? _known;

    public Id<User>? Id => _known?.UserId;

    public UserRole? Role => _known?.Role;

    public Id<Session>? SessionId => _known?.SessionId;

    public Id<ApiKey>? KeyId => _known?.KeyId;

    public IReadOnlyCollection<KeyScope>? KeyScopes => _known?.KeyScopes;

    public IReadOnlyCollection<Id<Customer>>? KeyCustomers => _known?.KeyCustomers;

    public void ActAs(Id<User> id, UserRole role) => _known = new(id, role);

    public void ActAs(KnownCaller known) => _known = known;
}
