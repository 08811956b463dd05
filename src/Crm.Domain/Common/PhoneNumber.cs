namespace Crm.Domain.Common;

/// <summary>A phone number is kept as typed; its digits are what is matched, by their end as well, because people leave out the country code.</summary>
public static class PhoneNumber
{
    public const int Max = 40;
    public const int MinDigits = 3;

    /// <summary>The longest number E.164 allows has 15 digits; extensions may follow.</summary>
    public const int MaxDigits = 25;

    public static bool IsValid(string? s) =>
        Text.Clean(s) is { Length: <= Max } clean && Text.IsPrintable(clean) && Text.Digits(clean).Length is >= MinDigits and <= MaxDigits;

    /// <summary>The digits alone, the international prefix 00 and the (0) of "+49 (0)30" left out.</summary>
    public static string Normalize(string s)
    {
        var clean = Text.Required(s);
        var international = clean.StartsWith('+') || clean.StartsWith("00", StringComparison.Ordinal);
        var digits = Text.Digits(international ? clean.Replace("(0)", "", StringComparison.Ordinal) : clean);
        return international && digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
    }
}
