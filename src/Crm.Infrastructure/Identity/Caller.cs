using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Infrastructure.Identity;

/// <summary>Who the present request, job or load acts for; a job or a load until it is said.</summary>
public sealed class Caller : ICurrentUser
{
    public Id<User>? Id { get; private set; }

    public CallerAccess Access { get; private set; } = CallerAccess.Everything;

    public Act Act { get; private set; } = Act.Change;

    /// <summary>Somebody who has not said who they are.</summary>
    public void ActAsNobody() => (Id, Access) = (null, CallerAccess.Nothing);

    public void ActAs(Id<User> id, CallerAccess access) => (Id, Access) = (id, access);

    /// <summary>Says what the request does. What only reads or creates, changes the records that it works on.</summary>
    public void Do(Act act) => Act = act;
}
