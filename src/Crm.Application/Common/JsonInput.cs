using System.Text.Json;
using System.Text.RegularExpressions;

namespace Crm.Application.Common;

/// <summary>Turns what the JSON reader complains about into pointers, codes and sentences that name no CLR type.</summary>
public static partial class JsonInput
{
    public static IReadOnlyList<InputError> Explain(JsonException e)
    {
        var at = PointerOfPath(e.Path);
        if (e is InputJsonException own) return [new($"{at}{own.Within}", null, own.Code, e.Message)];
        if (MissingMembers().Match(e.Message) is { Success: true } missing)
            return [.. QuotedName().Matches(missing.Groups[1].Value).Select(m => new InputError($"{at}/{m.Groups[1].Value}", null, InputErrors.Required, "A value is needed."))];
        if (UnmappedMember().Match(e.Message) is { Success: true } unmapped)
            return [new($"{at}{UnknownMember(e, at)}", null, InputErrors.MemberUnknown, $"There is no member of this name here{Allowed(CrmJson.MembersOf(unmapped.Groups[1].Value))}.")];
        if (e.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return [new($"{at}{UnknownMember(e, at)}", null, InputErrors.MemberRepeated, "The member stands there twice.")];
        if (NullItem().Match(e.Message) is { Success: true } item)   // the path ends with the list, or with where the reader stands behind it
            return [new($"{LastIndex().Replace(at, "")}/{item.Groups[1].Value}", null, InputErrors.Required, "The value cannot be null.")];
        if (e.Message.Contains("doesn't allow setting null", StringComparison.Ordinal) || e.Message.Contains("doesn't allow null", StringComparison.Ordinal))
            return [new(at, null, InputErrors.Required, "The value cannot be null.")];
        if (e.InnerException is null && e.Path is null or "$" && e.BytePositionInLine is not null && !e.Message.Contains("could not be converted", StringComparison.Ordinal))
            return [new("", null, InputErrors.JsonMalformed, $"The body is not JSON: see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.")];
        if (e.InnerException is { } inner && inner.GetType().Name == "JsonReaderException")
            return [new(at, null, InputErrors.JsonMalformed, $"The body is not JSON: see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.")];
        // A converter of ours says it in its own words; the framework's words name types.
        var ours = !e.Message.Contains("could not be converted", StringComparison.Ordinal) && !e.Message.Contains("System.", StringComparison.Ordinal)
            && !e.Message.Contains("Crm.", StringComparison.Ordinal);
        var sentence = ours ? PathSuffix().Replace(e.Message, "") : "The value has the wrong type or form for this member; see the API document.";
        return [new(at, null, InputErrors.ValueInvalid, sentence)];
    }

    /// <summary>The JSON pointer (RFC 6901) of a validator's property name: Lines[0].Quantity → /lines/0/quantity.</summary>
    public static string Pointer(string propertyName) => string.Concat(
        propertyName.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var name = JsonNamingPolicy.CamelCase.ConvertName(bracket < 0 ? part : part[..bracket]);
            return $"/{name}" + string.Concat(bracket < 0 ? [] : part[bracket..].Split(['[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(i => $"/{i}"));
        }));

    private static string PointerOfPath(string? path) => path is null or "$" or "" ? "" : string.Concat(
        PathPart().Matches(path).Select(m => "/" + (m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Success ? m.Groups[2].Value : m.Groups[3].Value)
            .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    // The reader's path ends with the member in some cases and with its parent in others.
    private static string UnknownMember(JsonException e, string at)
    {
        var name = QuotedName().Match(e.Message) is { Success: true } m ? m.Groups[1].Value : "";
        return name.Length == 0 || at.EndsWith($"/{name}", StringComparison.Ordinal) ? "" : $"/{name}";
    }

    private static string Allowed(IReadOnlyList<string> members) => members.Count == 0 ? "; leave it out" : $"; allowed are {string.Join(", ", members)}";

    [GeneratedRegex(@"could not be mapped to any \.NET member contained in type '(.+)'\.", RegexOptions.Singleline)]
    private static partial Regex UnmappedMember();

    [GeneratedRegex("missing required properties including: (.*)$", RegexOptions.Singleline)]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"doesn't allow null as item (\d+)\.")]
    private static partial Regex NullItem();

    [GeneratedRegex(@"/\d+\z")]
    private static partial Regex LastIndex();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"\.([^.\[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")]
    private static partial Regex PathPart();

    [GeneratedRegex(@" Path: \$.*$", RegexOptions.Singleline)]
    private static partial Regex PathSuffix();
}
