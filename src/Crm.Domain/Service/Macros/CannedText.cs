using System.Text.RegularExpressions;

namespace Crm.Domain.Service.Macros;

/// <summary>A text with placeholders, such as "Dear {{contact.name|customer}}, about {{ticket.number}}": a name, and after a bar what stands there when there is no value. Only what the customer knows anyway can be named,
/// so that no reply tells more than it should. Values are put in as they are; what looks like a placeholder in one, is none.</summary>
public static partial class CannedText
{
    public const int Max = 20_000;

    /// <summary>All that can be named.</summary>
    public static readonly IReadOnlyList<string> Names = ["agent.name", "contact.name", "customer.name", "order.number", "ticket.number", "ticket.subject"];

    /// <summary>What stands in double braces and is no placeholder, in the order of the text.</summary>
    public static IReadOnlyList<string> Unknown(string text) =>
        [.. Braces().Matches(text).Where(m => !Placeholder().IsMatch(m.Value) || !Names.Contains(Placeholder().Match(m.Value).Groups[1].Value)).Select(m => m.Value).Distinct()];

    /// <summary>The names in the text.</summary>
    public static IReadOnlyCollection<string> Named(string text) => [.. Placeholder().Matches(text).Select(m => m.Groups[1].Value).Distinct()];

    /// <summary>The text with its values.</summary>
    /// <exception cref="Common.RuleBroken">A placeholder without a value has nothing to stand in for it, or nothing that could be seen is left of the whole.</exception>
    public static string Render(string text, IReadOnlyDictionary<string, string?> values)
    {
        SortedSet<string> empty = new(StringComparer.Ordinal);
        var rendered = Placeholder().Replace(text, m =>
        {
            if (values.GetValueOrDefault(m.Groups[1].Value) is { Length: > 0 } value) return value;
            if (!m.Groups[2].Success) empty.Add(m.Groups[1].Value);
            return m.Groups[2].Value;
        });
        if (empty.Count == 0 && Common.Text.Clean(rendered) is null) empty.UnionWith(Named(text));
        return empty.Count == 0 ? rendered : throw MacroErrors.PlaceholderEmpty([.. empty]);
    }

    [GeneratedRegex(@"\{\{([^{}]*)(\}\}|$|(?=\{)|\})", RegexOptions.None, 1000)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\{\{ *([a-z]+\.[a-z]+) *(?:\|([^{}]*))?\}\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
