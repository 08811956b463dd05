using Crm.Domain.Common;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>Why two customers are taken for one.</summary>
public enum DuplicateReason { SameEmail, SamePhone, SameRegistrationNumber, SimilarName, SamePostalCode, SameDomain }

/// <summary>A customer that another one is the duplicate of, as the refusal names it.</summary>
/// <param name="Score">How likely they are one, from 0 to 1.</param>
public sealed record DuplicateCandidate(Id<Customer> Id, string Name, decimal Score, IReadOnlyList<DuplicateReason> Reasons);

/// <summary>How likely two customers are one, and why.</summary>
/// <param name="Score">From 0 to 1.</param>
/// <param name="IsRefused">Whether one may not be registered beside the other without being told to.</param>
public sealed record DuplicateMatch(decimal Score, IReadOnlyList<DuplicateReason> Reasons, bool IsRefused);

/// <summary>Weighs what two customers have in common. A phone number is shared by colleagues and a postal code by neighbours; the name decides then.</summary>
public static class DuplicateRule
{
    /// <summary>From here on two customers are likely one.</summary>
    public const decimal Likely = 0.8m;

    /// <summary>Pairs below are not worth a look.</summary>
    public const decimal Least = 0.5m;

    private const double NearlySame = 0.7;

    public static DuplicateMatch Weigh(MatchFacts a, MatchFacts b)
    {
        var name = a.Names.SelectMany(_ => b.Names, NameSimilarity.Of).DefaultIfEmpty(0).Max();
        var email = a.Emails.Intersect(b.Emails).Any();
        var phone = a.Phones.Any(p => b.Phones.Any(q => MatchFacts.IsSamePhone(p, q)));
        var number = a.RegistrationNumber is not null && a.RegistrationNumber == b.RegistrationNumber;
        var code = a.PostalCodes.Intersect(b.PostalCodes).Any();
        var domain = a.Domains.Intersect(b.Domains).Any();
        var isNamed = name >= NameSimilarity.Same;
        var isOther = AreOthers(a, b);
        var isElsewhere = !code && a.PostalCodes.Count > 0 && b.PostalCodes.Count > 0;

        double[] scores =
        [
            number ? 0.9 + (0.1 * name) : 0,
            email ? isNamed ? 0.95 : 0.8 + (0.1 * name) : 0,
            phone ? isNamed ? isElsewhere ? 0.85 : 0.93 : name >= NearlySame && !isElsewhere ? 0.82 : 0.55 + (0.1 * name) : 0,
            isNamed && code ? 0.5 + (0.4 * name) + (domain ? 0.05 : 0) : 0,
            isNamed && domain ? isElsewhere ? 0.7 : 0.85 + (0.05 * name) : 0,   // a chain has one name and one domain in many places
            name * (code || domain ? 0.7 : 0.5),
        ];
        // Each further thing that is the same makes it likelier.
        var agreeing = new[] { number, email, phone, code, domain }.Count(x => x) - 1;
        var score = Math.Min(1, scores.Max() + (isNamed ? 0.02 * Math.Max(0, agreeing) : 0));
        if (isOther) score = Math.Min(score, 0.7);

        List<DuplicateReason> reasons = [];
        if (email) reasons.Add(DuplicateReason.SameEmail);
        if (phone) reasons.Add(DuplicateReason.SamePhone);
        if (number) reasons.Add(DuplicateReason.SameRegistrationNumber);
        if (isNamed) reasons.Add(DuplicateReason.SimilarName);
        if (code) reasons.Add(DuplicateReason.SamePostalCode);
        if (domain) reasons.Add(DuplicateReason.SameDomain);
        return new(Math.Round((decimal)score, 3), reasons, email || phone || number || (isNamed && !isOther && (code || domain)));
    }

    /// <summary>Whether something that nobody has twice tells the two apart; one typing error in it does not.</summary>
    private static bool AreOthers(MatchFacts a, MatchFacts b) =>
        (a.BirthDate is { } born && b.BirthDate is { } other && EditDistance.Between($"{born:yyyyMMdd}", $"{other:yyyyMMdd}", 1) > 1)
        || (a.RegistrationNumber is { } number && b.RegistrationNumber is { } another && EditDistance.Between(number, another, 1) > 1);
}
