using System.Text;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;

namespace Crm.Application.Common.Find;

/// <summary>What was typed, in the forms in which it is looked for.</summary>
public sealed class Sought
{
    private const int PhoneEndMin = 4;
    private const int NumberDigits = 6;

    private Sought() { }

    /// <summary>Every word once.</summary>
    public required IReadOnlyList<SearchWord> Words { get; init; }

    /// <summary>The words in their order, as a text that consists of them alone is kept.</summary>
    public required string Phrase { get; init; }

    /// <summary>As typed, in letters of one width and without blanks: how numbers of carriers are kept.</summary>
    public required string Compact { get; init; }

    /// <summary>As typed, trimmed.</summary>
    public required string Typed { get; init; }

    /// <summary>The last digits of a phone number; null when something else was typed.</summary>
    public string? PhoneEnd { get; init; }

    /// <summary>The last part of a number for people with the zeros that nobody types: 000123 for 123; null when something else was typed.</summary>
    public string? NumberEnd { get; init; }

    /// <exception cref="InvalidInput">There is nothing to look for (400).</exception>
    public static Sought Of(string typed)
    {
        if (Text.Length(typed) > ListReader.QueryMax) throw InvalidInput.Parameter("q", InputErrors.TextTooLong, $"q takes at most {ListReader.QueryMax} characters.");
        var words = Text.IsPrintable(typed) ? SearchForm.Words(typed).Take(SearchForm.MaxWords).ToList() : [];
        if (words.Count == 0) throw InvalidInput.Parameter("q", InputErrors.FilterInvalidValue, "q takes words: at least one letter or digit, no control characters.");
        var clean = Text.Clean(typed)!.Normalize(NormalizationForm.FormKC);
        var digits = Text.Digits(clean);
        return new()
        {
            Words = [.. words.DistinctBy(w => w.Encoded)],
            Phrase = string.Join(' ', words.Select(w => w.Encoded)),
            Compact = string.Concat(clean.Where(c => !char.IsWhiteSpace(c))),
            Typed = clean,
            PhoneEnd = clean.All(c => char.IsDigit(c) || char.IsWhiteSpace(c) || "+()/.-–".Contains(c, StringComparison.Ordinal)) ? EndOf(clean, digits) : null,
            NumberEnd = words is [{ Encoded: var one }] && one.Length < NumberDigits && one.All(char.IsAsciiDigit) ? one.PadLeft(NumberDigits, '0') : null,
        };
    }

    // People leave out the country code, and dial a zero instead of it.
    private static string? EndOf(string typed, string digits)
    {
        if (digits.Length < PhoneEndMin) return null;
        var end = PhoneNumber.Normalize(typed).TrimStart('0');
        return end.Length < PhoneEndMin ? digits : end;
    }
}
