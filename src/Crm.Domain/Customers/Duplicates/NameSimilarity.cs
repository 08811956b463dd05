namespace Crm.Domain.Customers.Duplicates;

/// <summary>How alike two names are, from 0 to 1: each word of one is set beside the most similar word of the other, in whatever order they stand.</summary>
public static class NameSimilarity
{
    /// <summary>From here on two names are taken for one.</summary>
    public const double Same = 0.85;

    /// <summary>Most, when one name has a word more than the other: "Bergmann Optik Berlin" may be a branch.</summary>
    private const double WithMoreWords = 0.8;

    /// <summary>Most, when each name has a word that the other has not: "Hans Müller" and "Peter Müller" are two.</summary>
    private const double WithOtherWords = 0.6;

    /// <summary>In a shorter name, one letter makes another name: Eins and Meins.</summary>
    private const int ShortestMistyped = 6;

    // What persons' names end in when the same name has a form for women and one for men: a typing error hardly ever turns one into another.
    private static readonly HashSet<string> Endings = ["", "a", "e", "i", "o", "y", "s", "an", "na", "in", "ina", "ine", "ia", "ie", "us", "as", "io", "ka"];

    public static double Of(NameForm a, NameForm b)
    {
        if (a.Words.Count == 0 || b.Words.Count == 0) return 0;
        if (a.Joined == b.Joined) return 1;
        var isPerson = a.Kind == CustomerKind.Person || b.Kind == CustomerKind.Person;
        var pairs = from i in Enumerable.Range(0, a.Words.Count)
                    from j in Enumerable.Range(0, b.Words.Count)
                    let s = Words(a.Words[i], b.Words[j], isPerson)
                    where s > 0
                    orderby s descending, Math.Abs(i - j)
                    select (i, j, s);
        HashSet<int> leftOfA = [.. Enumerable.Range(0, a.Words.Count)], leftOfB = [.. Enumerable.Range(0, b.Words.Count)];
        double sum = 0, weights = 0;
        foreach (var (i, j, s) in pairs)
        {
            if (!leftOfA.Contains(i) || !leftOfB.Contains(j)) continue;
            leftOfA.Remove(i);
            leftOfB.Remove(j);
            var weight = Weight(a.Words[i]) + Weight(b.Words[j]);
            (sum, weights) = (sum + (s * weight), weights + weight);
        }
        if (sum == 0) return 0;
        var rest = leftOfA.Sum(i => Weight(a.Words[i])) + leftOfB.Sum(j => Weight(b.Words[j]));
        var whole = sum / (weights + rest);
        if (leftOfA.Count > 0 && leftOfB.Count > 0) return Math.Min(WithOtherWords, whole);
        return rest == 0 && (whole >= 1 || Math.Min(a.Joined.Length, b.Joined.Length) >= ShortestMistyped) ? whole : Math.Min(WithMoreWords, whole);
    }

    /// <summary>1 for the same word, a little less with typing errors, 0 for another word.</summary>
    private static double Words(string a, string b, bool isPerson)
    {
        if (a == b) return 1;
        var (length, shorter) = (Math.Max(a.Length, b.Length), Math.Min(a.Length, b.Length));
        if (shorter == 1) return length > 1 && a[0] == b[0] && char.IsLetter(a[0]) ? 0.7 : 0;   // an initial
        if (length < 3 || a.Any(char.IsDigit) || b.Any(char.IsDigit)) return 0;   // numbers tell branches apart
        if (isPerson && AreForms(a, b)) return 0;
        var most = length switch { <= 5 => 1, <= 8 => 2, _ => 3 };
        var errors = EditDistance.Between(a, b, most);
        return errors switch
        {
            1 when length > 3 || IsSwapped(a, b) => 0.92,
            2 when length > 8 => 0.87,
            2 when length > 5 && a[0] == b[0] => 0.8,
            3 when length > 11 => 0.85,
            _ => 0,
        };
    }

    private static bool AreForms(string a, string b)
    {
        var same = 0;
        while (same < a.Length && same < b.Length && a[same] == b[same]) same++;
        for (var end = same; end >= Math.Max(2, same - 1); end--)
            if (Endings.Contains(a[end..]) && Endings.Contains(b[end..])) return true;
        return false;
    }

    private static bool IsSwapped(string a, string b) => a.Length == b.Length && a.Order().SequenceEqual(b.Order());

    private static int Weight(string word) => Math.Max(3, word.Length);
}
