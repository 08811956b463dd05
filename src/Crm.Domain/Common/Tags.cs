namespace Crm.Domain.Common;

/// <summary>Free labels on a record: lower case, unique, in alphabetical order.</summary>
public static class Tags
{
    public const int Max = 50;
    public const int LengthMax = 60;

    public static List<string> Clean(IEnumerable<string>? tags) =>
        [.. (tags ?? []).Select(CleanOne).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    // Lower case can undo NFC: a J with a caron is two characters, its lower case is one.
    private static string? CleanOne(string tag) => Text.Clean(Text.Clean(tag)?.ToLowerInvariant());
}
