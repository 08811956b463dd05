using System.Globalization;

namespace Crm.Application.Common;

/// <summary>Reads numbers without losing a digit. A decimal has 28 of them and would take 1e-30 for zero, which no later check can tell from a zero that
/// was meant.</summary>
internal static class ExactDecimal
{
    public const string Hint = "The number has more digits than can be kept.";

    /// <summary>False when the text is no number, is too large, or has digits that a decimal cannot hold.</summary>
    public static bool TryParse(string text, NumberStyles styles, out decimal value) =>
        decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && Significant(text) == Significant(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The digits from the first to the last that is not zero, and the power of ten of the last: 1.50 and 15e-1 are the same.</summary>
    private static (string Digits, int Power) Significant(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = (e < 0 ? text : text[..e]).TrimStart('+', '-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = (point < 0 ? mantissa : mantissa.Remove(point, 1)).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0) return ("", 0);
        if (!int.TryParse(e < 0 ? "0" : text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)) return (significant, int.MinValue);
        return (significant, power - (point < 0 ? 0 : mantissa.Length - point - 1) + digits.Length - significant.Length);
    }
}
