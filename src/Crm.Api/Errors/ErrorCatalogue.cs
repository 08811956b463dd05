using System.Reflection;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Infrastructure.Persistence;

namespace Crm.Api.Errors;

/// <summary>Where a code stands in an answer.</summary>
internal enum CodePlace { Request, Rule, Input }

/// <summary>One code that the API can answer with.</summary>
/// <param name="Facts">The members that details may have.</param>
internal sealed record ErrorEntry(CodePlace Place, int Status, string Code, string Meaning, string Remedy, IReadOnlyList<string> Facts);

/// <summary>
/// Every code that the API can answer with, gathered from where each is declared: the failures of requests in <see cref="ProblemErrors"/>, the rules in the
/// domain's catalogues, the unique indexes in the mappings, what can be wrong with an input in the <see cref="ErrorCode"/>s of the use cases. Whatever is
/// declared in one of these ways is on the page of errors and in the document without another line.
/// </summary>
internal sealed class ErrorCatalogue(DataModel data)
{
    /// <summary>In the order of the page: by place, then by code.</summary>
    public IReadOnlyList<ErrorEntry> All { get; } = [.. Requests().Concat(Rules()).Concat(Refusals(data)).Concat(Inputs()).OrderBy(e => e.Place).ThenBy(e => e.Code, StringComparer.Ordinal)];

    /// <summary>The codes of what can be wrong with an input, by the field that declares each.</summary>
    public static IEnumerable<(FieldInfo Field, ErrorCode Code)> InputCodes =>
        from type in typeof(ErrorCode).Assembly.GetTypes().Concat(typeof(ErrorCatalogue).Assembly.GetTypes())
        where type is { IsAbstract: true, IsSealed: true }
        from declared in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where declared.FieldType == typeof(ErrorCode)
        select (declared, (ErrorCode)declared.GetValue(null)!);

    private static IEnumerable<ErrorEntry> Requests() => ProblemErrors.All.Select(f => new ErrorEntry(CodePlace.Request, f.Status, f.Code, f.Meaning, f.Remedy, []));

    private static IEnumerable<ErrorEntry> Rules() => RuleSamples.All.DistinctBy(r => r.Error.Code).Select(r => Rule(r.Error.Code, r.Error.Message, [.. r.Error.Details.Keys]));

    private static IEnumerable<ErrorEntry> Refusals(DataModel data) => data.Guards.DistinctBy(g => g.Code).Select(g => Rule(g.Code, g.Message, []));

    private static IEnumerable<ErrorEntry> Inputs() => InputCodes.Select(c => new ErrorEntry(CodePlace.Input, ProblemErrors.Invalid.Status, c.Code.Code, c.Code.Meaning, c.Code.Remedy, []));

    // A sentence of the domain says what is the matter and, behind a semicolon or a colon, what to do.
    private static ErrorEntry Rule(string code, string sentence, IReadOnlyList<string> facts)
    {
        var at = sentence.LastIndexOf("; ", StringComparison.Ordinal) is var semicolon and > 0 ? semicolon : sentence.IndexOf(": ", StringComparison.Ordinal);
        return at < 0
            ? new(CodePlace.Rule, Problems.RuleStatus, code, sentence, "Change the request so that this holds.", facts)
            : new(CodePlace.Rule, Problems.RuleStatus, code, sentence[..at] + ".", char.ToUpperInvariant(sentence[at + 2]) + sentence[(at + 3)..], facts);
    }
}
