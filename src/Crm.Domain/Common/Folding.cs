using System.Globalization;
using System.Text;

namespace Crm.Domain.Common;

/// <summary>Texts without what people leave out or write in different ways: case, width, accents; ae, oe and ue are as ä, ö and ü, and ß as ss.</summary>
public static class Folding
{
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark && rune.Value is not (0x3099 or 0x309A)) continue;   // all accents, not the voicing of kana
            if (rune.Value > 127 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber) folded.Append((int)Rune.GetNumericValue(rune));
            else folded.Append(Plain(rune) ?? rune.ToString());
        }
        return folded.Replace("ae", "a").Replace("oe", "o").Replace("ue", "u").ToString().Normalize(NormalizationForm.FormC);
    }

    private static string? Plain(Rune rune) => rune.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' or 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => null,
    };
}
