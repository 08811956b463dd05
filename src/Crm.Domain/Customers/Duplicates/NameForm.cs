using System.Globalization;
using System.Text;
using Crm.Domain.Common;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>A name in the form in which names are compared: its words, folded, without legal forms, titles and points.</summary>
public sealed class NameForm
{
    private const int MostWords = 12;

    private NameForm(IReadOnlyList<string> words, CustomerKind kind)
    {
        (Words, Kind) = (words, kind);
        Joined = string.Concat(words);
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>The words without the spaces, which some write and others don't.</summary>
    public string Joined { get; }

    internal CustomerKind Kind { get; }

    public static NameForm Of(string name, CustomerKind kind) => new([.. LegalForms.Without(Initials(Split(LegalForms.WithoutDense(Folding.Of(name)))), kind).Take(MostWords)], kind);

    private static List<string> Split(string folded)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark) word.Append(rune);
            else if (rune.Value is not ('\'' or '’' or '‘' or '`' or '´')) End();
        }
        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    // S.A., S. A. and SA are one word.
    private static List<string> Initials(List<string> words)
    {
        List<string> merged = [];
        var wasLetter = false;
        foreach (var word in words)
        {
            var isLetter = word.Length == 1 && char.IsLetter(word[0]) && word[0] < 0x2E80;
            if (isLetter && wasLetter) merged[^1] += word;
            else merged.Add(word);
            wasLetter = isLetter;
        }
        return merged;
    }
}
