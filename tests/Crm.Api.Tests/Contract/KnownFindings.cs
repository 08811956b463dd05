using System.Text.RegularExpressions;
using Crm.Fuzz;

namespace Crm.Tests.Contract;

/// <summary>
/// What the fuzzer finds today and what is not mended yet, by cause. A line goes when its cause does; nothing is added for what can be mended instead.
/// <c>./dev fuzz</c> does not look here and reports everything.
/// </summary>
internal static class KnownFindings
{
    private static readonly IReadOnlyList<(FindingKind Kind, string Where, string Why)> Known =
    [
        (FindingKind.WrongPointer, "^no errors for an id that is none", "an id in the address that is no UUID is request.malformed, without errors"),
        (FindingKind.WrongPointer, "^no errors for null instead of a body", "null for a body is request.malformed, without errors"),
        (FindingKind.WrongPointer, "^another place for a member twice", "a member twice deep inside a merge patch is reported at the top"),
        (FindingKind.AcceptsInvalid, "^a choice in other letters|^two choices in one", "choices are read without regard to letters, and several of them with commas"),
        (FindingKind.AcceptsInvalid, "(percent-encoding|not UTF-8) in the query$", "broken percent-encoding in the query string is taken literally"),
        (FindingKind.AcceptsInvalid, "^null instead of a body", "where a body may be left out, null passes for none; the document does not say so"),
        (FindingKind.AcceptsInvalid, "^a missing member at /unitPrice/", "a merge patch merges into objects, but the document demands them whole"),
        (FindingKind.RefusesValid, "^(filter|parameter|sort)\\.", "the document calls filter values plain texts"),
        (FindingKind.RefusesValid, "^(country|email|language|phone|key)\\.invalid", "the document does not give the form of special texts"),
        (FindingKind.RefusesValid, "^(list\\.(empty|repeats)|text\\.|number\\.)", "the document does not give bounds and uniqueness"),
        (FindingKind.RefusesValid, "^required at ", "what is needed only beside or instead of something else"),
        (FindingKind.RefusesValid, "^value\\.invalid at .*/(unitPrice|amount|annualRevenue|limit)$", "an unknown currency, or too many decimals for it, has the code of a wrong type"),
    ];

    public static bool Has(Finding finding) => Known.Any(k => k.Kind == finding.Kind && Regex.IsMatch(finding.Where, k.Where));
}
