using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>Why a person's data is erased; no free text, for that could say who it was.</summary>
public enum ErasureReason { Request, NoLongerNeeded, ConsentWithdrawn, Objection, Unlawful, LegalObligation }

public enum ErasureObstacleCode { OpenOrders, OpenReturns, OpenTickets, LegalHold }

/// <summary>What has to be ended before a person's data can be erased.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Ids">Those of them that the caller may see, at most a hundred.</param>
public sealed record ErasureObstacle(ErasureObstacleCode Code, int Count, IReadOnlyList<Guid> Ids);

public static class PrivacyErrors
{
    public static RuleBroken NotAPerson => new("privacy.not_a_person", "An organisation is no person: ask for one of its contacts.");

    public static RuleBroken Erased => new("privacy.erased", "The person's data is erased for good; register the person anew.");

    public static RuleBroken ErasureBlocked(IReadOnlyList<ErasureObstacle> reasons) =>
        new("privacy.erasure_blocked", "The person's data is still needed: end first what details names.", new Dictionary<string, object?> { ["reasons"] = reasons });
}
