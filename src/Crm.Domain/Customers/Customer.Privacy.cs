using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

public sealed partial class Customer
{
    public const int LegalHoldReasonMax = 500;

    /// <summary>Why nothing about the customer and its contacts may be erased; null when there is no such reason, as are time and user.</summary>
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

    /// <summary>Replaces for good all that says who the person is. What the books need, is in the orders.</summary>
    public void Erase(ErasureReason reason, DateTimeOffset now)
    {
        EnsurePerson();
        if (ErasedAt is not null) return;
        Write(new() { Kind = Kind, Name = Erasing.Mark, Relationships = _relationships });
        Credit = Credit.None;
        EndLegalHold();
        Archive(now);
        (ErasedAt, ErasureReason) = (now, reason);
    }

    public void EnsurePerson()
    {
        if (Kind != CustomerKind.Person) throw PrivacyErrors.NotAPerson;
    }

    protected override void EnsureRestorable()
    {
        EnsureNotErased();
        if (MergedIntoId is { } survivor) throw CustomerErrors.Merged(survivor);
    }

    internal void EnsureNotErased()
    {
        if (ErasedAt is not null) throw PrivacyErrors.Erased;
    }
}
