using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

public sealed partial class Contact
{
    /// <summary>Why nothing about the person may be erased; null when there is no such reason, as are time and user.</summary>
    public string? LegalHoldReason { get; private set; }
    public DateTimeOffset? LegalHoldSince { get; private set; }
    public Id<User>? LegalHoldBy { get; private set; }
    public DateTimeOffset? ErasedAt { get; private set; }
    public ErasureReason? ErasureReason { get; private set; }

    /// <summary>Keeps the data for a court or an authority. Said again, it changes the reason alone.</summary>
    public void HoldLegally(string reason, Id<User>? by, DateTimeOffset now)
    {
        EnsureNotErased();
        LegalHoldReason = Text.Required(reason);
        if (LegalHoldSince is null) (LegalHoldSince, LegalHoldBy) = (now, by);
    }

    public void EndLegalHold() => (LegalHoldReason, LegalHoldSince, LegalHoldBy) = (null, null, null);

    /// <summary>Replaces for good all that says who the person is.</summary>
    public void Erase(ErasureReason reason, DateTimeOffset now)
    {
        if (ErasedAt is not null) return;
        Change(new() { Name = Erasing.Mark });
        ManagerId = null;
        EndLegalHold();
        Archive(now);
        (ErasedAt, ErasureReason) = (now, reason);
    }

    protected override void EnsureRestorable() => EnsureNotErased();

    internal void EnsureNotErased()
    {
        if (ErasedAt is not null) throw PrivacyErrors.Erased;
    }
}
