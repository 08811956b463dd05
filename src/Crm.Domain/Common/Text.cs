using System.Globalization;
using System.Text;

namespace Crm.Domain.Common;

/// <summary>The one form in which text is kept: trimmed, Unicode NFC, any script, no control characters, something to see.</summary>
public static class Text
{
    /// <summary>Trimmed and in NFC; null when nothing is left that can be seen. Invisible characters beside visible ones stay: emoji, Arabic and Indic
    /// scripts need them. What is not Unicode text is only trimmed: <see cref="IsPrintable"/> refuses it.</summary>
    public static string? Clean(string? s)
    {
        var trimmed = s?.Trim();
        if (string.IsNullOrEmpty(trimmed) || !trimmed.EnumerateRunes().Any(IsVisible)) return null;

        // Normalize throws on it, and validators clean a text before they can say what is wrong with it.
        return IsUnicode(trimmed) ? trimmed.Normalize(NormalizationForm.FormC) : trimmed;
    }

    /// <summary>As <see cref="Clean"/> for text that must be there.</summary>
    /// <exception cref="ArgumentException">Nothing is left of the text.</exception>
    public static string Required(string? s) =>
        Clean(s) ?? throw new ArgumentException("The text is empty.", nameof(s));

    /// <summary>The characters of the text (code points), as PostgreSQL and JSON Schema count them.</summary>
    public static int Length(string? s) => s?.EnumerateRunes().Count() ?? 0;

    /// <summary>True when the text has no control character and no broken surrogate; <paramref name="multiline"/> allows line ends and tabs.</summary>
    public static bool IsPrintable(string? s, bool multiline = false) =>
        s is null || (IsUnicode(s) && !s.Any(c => char.IsControl(c) && !(multiline && c is '\n' or '\r' or '\t')));

    /// <summary>No half of a surrogate pair alone, and not U+FFFE, which is no character and which the normalisation takes for a wrong byte order.</summary>
    private static bool IsUnicode(string s)
    {
        for (var i = 0; i < s.Length; i++)
        {
            if (s[i] == '\uFFFE') return false;
            if (!char.IsSurrogate(s[i])) continue;
            if (i + 1 >= s.Length || !char.IsSurrogatePair(s[i], s[i + 1])) return false;
            i++;
        }
        return true;
    }

    /// <summary>Not among Unicode's Default_Ignorable_Code_Point, nor blank, nor an interlinear mark. A combining mark is seen, also alone; control
    /// characters pass here, so that <see cref="IsPrintable"/> can say what is wrong with them.</summary>
    private static bool IsVisible(Rune r) => !Rune.IsWhiteSpace(r) && r.Value is not (
        0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB)
        or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF));

    /// <summary>A type's name as people say it: FieldDefinition → field definition.</summary>
    public static string Words(string pascal) =>
        string.Concat(pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>The digits of a text, whatever script they are written in, as ASCII.</summary>
    public static string Digits(string s) =>
        string.Concat(s.Where(char.IsDigit).Select(c => CharUnicodeInfo.GetDecimalDigitValue(c)).Where(d => d >= 0));
}
