using System.Globalization;
using System.Text;
using Crm.Domain.Common;

namespace Crm.Application.Common.Lists;

/// <summary>The form in which texts are looked for, the same for what is kept and for what is asked: folded (case, width, accents; ae, oe and ue like ä, ö
/// and ü), cut into words, and written in ASCII alone. pg_trgm skips what the database's ctype does not take for a letter, which in a database with the
/// locale C is every letter beyond ASCII; in this form the search is the same everywhere. A change here needs the search tables filled anew.</summary>
public static class SearchForm
{
    /// <summary>What is kept of one record at most.</summary>
    public const int TextMax = 4000;

    /// <summary>What is looked for at once; further words are left out.</summary>
    public const int MaxWords = 10;

    /// <summary>The score of a word that a record has as it is asked for; no other has more.</summary>
    public const int WholeWord = 9;

    private const int ShortestWithKeys = 3;
    private const int LongestWithKeys = 30;
    // Beside the own ones of the text.
    private const int MaxKeys = 600;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>What a record is searched by. Its texts, <c>| word word | word |</c>, with a bar around each; and the keys of its words, by which a word is found in spite of a typing error. However many there are, the own key of each
    /// word of the text is among them.</summary>
    public static (string Text, int[] Keys) Of(IEnumerable<string?> texts)
    {
        var said = texts.OfType<string>().Select(t => Words(t).ToList()).Where(words => words.Count > 0).ToList();
        var text = new StringBuilder("|");
        List<int> keys = [];
        foreach (var (joined, words) in said.Select(words => (string.Join(' ', words.Select(w => w.Encoded)), words)).DistinctBy(t => t.Item1))
        {
            if (text.Length + joined.Length + 3 > TextMax) continue;
            text.Append(' ').Append(joined).Append(" |");
            keys.AddRange(words.Select(w => w.OwnKey).OfType<int>());
        }
        var own = keys.Distinct().ToList();
        return (text.ToString(), [.. own.Concat(said.SelectMany(words => words).SelectMany(w => w.Keys)).Distinct().Take(MaxKeys + own.Count).Order()]);
    }

    public static IEnumerable<SearchWord> Words(string text)
    {
        List<Rune> word = [];
        var dense = false;
        foreach (var rune in Folding.Of(text).EnumerateRunes())
        {
            var isLetter = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark;
            if (word.Count > 0 && (!isLetter || IsDense(rune) != dense))
            {
                yield return Word(word, dense);
                word.Clear();
            }
            if (!isLetter) continue;
            dense = IsDense(rune);
            word.Add(rune);
        }
        if (word.Count > 0) yield return Word(word, dense);
    }

    private static SearchWord Word(List<Rune> word, bool dense) => new(
        string.Concat(word.Select(Encoded)),
        IsPrefix: !dense && word.Count <= 2,
        IsForgiving: word.Count > ShortestWithKeys,
        dense || word.Count is < ShortestWithKeys or > LongestWithKeys || !word.TrueForAll(Rune.IsLetter) ? null : string.Concat(word));

    /// <summary>Those of the word, and of the word without each of its letters: two words that differ by one letter wrong, missing, too many or swapped share one of them.</summary>
    internal static IReadOnlyList<int> KeysOf(string letters)
    {
        List<int> keys = [Hash(letters, letters.Length, letters.Length)];
        for (var (i, length) = (0, 0); i < letters.Length; i += length)
        {
            length = char.IsHighSurrogate(letters[i]) ? 2 : 1;
            if (Hash(letters, i, i + length) is var key && !keys.Contains(key)) keys.Add(key);
        }
        return keys;
    }

    /// <summary>FNV-1a of the text without a part of it; the value is kept in the database, so it must be the same in every process.</summary>
    private static int Hash(string s, int without, int until)
    {
        var hash = 2166136261u;
        for (var i = 0; i < s.Length; i++)
            if (i < without || i >= until) hash = (hash ^ s[i]) * 16777619u;
        return unchecked((int)hash);
    }

    /// <summary>ASCII as it is; anything else as ~ and four digits of base 36, which no word in ASCII can contain.</summary>
    private static string Encoded(Rune rune) => rune.IsAscii
        ? ((char)rune.Value).ToString()
        : string.Create(5, rune.Value, (span, value) =>
        {
            span[0] = '~';
            for (var i = 4; i > 0; i--, value /= 36) span[i] = Digits[value % 36];
        });

    /// <summary>Scripts that put no spaces between words: a single character means something, wherever it stands.</summary>
    private static bool IsDense(Rune rune) => rune.Value is
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1100 and <= 0x11FF) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0xA4CF) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x16FE0 and <= 0x3FFFF);
}

/// <summary>One word in the form in which it is looked for.</summary>
/// <param name="IsPrefix">Too short to be looked for inside of words: it is only found where a word begins.</param>
/// <param name="IsForgiving">Long enough to be found in spite of a typing error.</param>
/// <param name="Letters">What the keys are made of; null for a word that has none.</param>
public sealed record SearchWord(string Encoded, bool IsPrefix, bool IsForgiving, string? Letters)
{
    /// <summary>That of the word, and those of its neighbours by one letter.</summary>
    public IReadOnlyList<int> Keys => field ??= Letters is null ? [] : SearchForm.KeysOf(Letters);

    /// <summary>That of the word; null when it has none.</summary>
    public int? OwnKey => Keys is [var own, ..] ? own : null;
}

/// <summary>A record that was found, and how well: the greater, the better.</summary>
public sealed class SearchHit<T> where T : class
{
    public Id<T> Id { get; init; }
    public int Score { get; init; }

    /// <summary>How many records have all words as they are asked for, or when that was not what was looked for first, how many were found; null when neither was counted.</summary>
    public int? Whole { get; init; }
}

/// <summary>How far a search goes. What lies nearer, is better than all that lies further.</summary>
public enum SearchReach
{
    /// <summary>Of the records that have all words as they are asked for, those that are called so, and the newest others: for words that very many have. Nothing when these are not enough.</summary>
    Newest,

    /// <summary>The records that have all words as they are asked for, and all others only when these are not enough. For words that have keys.</summary>
    WholeWords,

    /// <summary>All.</summary>
    All,
}

/// <summary>A record whose text is looked through as well, such as the customer of an order.</summary>
/// <param name="Key">The property that holds its id.</param>
public sealed record SearchedThrough(Type Related, string Key);
