using System.Text;

namespace Crm.Domain.Customers;

/// <summary>Puts a person's name together in the order that its script expects: Anna Schmidt, but 王小明.</summary>
internal static class PersonName
{
    /// <summary>Null when both parts are missing.</summary>
    public static string? Of(string? given, string? family) => (given, family) switch
    {
        (null, null) => null,
        (null, _) => family,
        (_, null) => given,
        _ => IsFamilyFirst(given) && IsFamilyFirst(family) ? family + given : $"{given} {family}",
    };

    /// <summary>The name to keep. One that was made of its parts follows them, because a caller that changes a part sends the other fields back as they
    /// are, the derived name among them.</summary>
    public static string? Follow(string? wanted, string? derived, string? held, string? heldDerived) =>
        (wanted == held && held == heldDerived ? derived : null) ?? wanted ?? derived;

    // Katakana is left out on purpose: it writes foreign names, which keep their own order.
    private static bool IsFamilyFirst(string part) => part.EnumerateRunes().All(IsHanHangulOrHiragana);

    private static bool IsHanHangulOrHiragana(Rune rune) => rune.Value is
        0x3005 or 0x3007 or (>= 0x3041 and <= 0x309F) or (>= 0x3400 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
