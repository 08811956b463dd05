namespace Crm.Domain.Common;

/// <summary>Free labels on a record: lower case, unique, in alphabetical order.</summary>
public static class Tags
{
    public const int Max = 50;
    public const int LengthMax = 60;

    public static List<string> Clean(IEnumerable<string>? tags) =>
        [.. (tags ?? []).Select(Text.Clean).OfType<string>().Select(t => t.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
}
