namespace Crm.Domain.Common;

/// <summary>A phone number is kept as typed; its digits are what is matched, by their end as well, because people leave out the country code.</summary>
public static class PhoneNumber
{
    public const int Max = 40;
    public const int MinDigits = 3;

    /// <summary>The longest number E.164 allows has 15 digits; extensions may follow.</summary>
    public const int MaxDigits = 25;

    public static bool IsValid(string? s) =>
        Text.Clean(s) is { } clean && Text.Length(clean) <= Max && Text.IsPrintable(clean) && Text.Digits(clean).Length is >= MinDigits and <= MaxDigits;

    /// <summary>The digits alone, the international prefix 00 and the (0) of "+49 (0)30" left out, unless too little would stay; empty when there are none.</summary>
    public static string Normalize(string s)
    {
        // Only what carries meaning, in ASCII: numbers are typed in any script and pasted with invisible marks around them.
        var signs = string.Concat(Text.Required(s).Select(c => c switch
        {
            '+' or '＋' => "+",
            '(' or '（' => "(",
            ')' or '）' => ")",
            _ => Text.Digits(c.ToString()),
        }));
        var start = signs.TrimStart('(');
        var international = start.StartsWith('+') || start.StartsWith("00", StringComparison.Ordinal);
        var digits = Text.Digits(international ? signs.Replace("(0)", "", StringComparison.Ordinal) : signs);
        if (international && digits.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
        return digits.Length < MinDigits ? Text.Digits(signs) : digits;
    }
}
