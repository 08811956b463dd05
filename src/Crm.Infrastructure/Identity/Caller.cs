using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Infrastructure.Identity;

/// <summary>Who the present request, job or load acts for; a job or a load until it is said.</summary>
public sealed class Caller : ICurrentUser
{
    private KnownCaller? _known;

    public Id<User>? Id => _known?.UserId;

    public Id<Session>? SessionId => _known?.SessionId;

    public Id<ApiKey>? KeyId => _known?.KeyId;

    public CallerAccess Access { get; private set; } = CallerAccess.Everything;

    public Act Act { get; private set; } = Act.Change;

    public bool OnlyReads { get; set; }

    /// <summary>The epoch in which it was found what the caller may do: what was read in the same epoch, holds with it; null when nobody was looked up.</summary>
    public long? Epoch => _known?.Epoch;

    /// <summary>What is owed before anything is answered; null when nothing is, or not any more.</summary>
    public AccessProof? Owed => _known?.Proof is { IsGiven: false } proof ? proof : null;

    /// <summary>Somebody who has not said who they are.</summary>
    public void ActAsNobody() => (_known, Access) = (null, CallerAccess.Nothing);

    public void ActAs(KnownCaller known) => (_known, Access) = (known, known.Access);

    /// <summary>Shows of the area only what the act extends to.</summary>
    public void Narrow(Area area, Act act) => Access = Access.ReadingOnlyFor(area, act);

    /// <summary>Says what the request does. What only reads or creates, changes the records that it works on.</summary>
    public void Do(Act act) => Act = act;
}
