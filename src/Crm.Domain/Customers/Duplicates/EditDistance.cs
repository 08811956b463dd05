namespace Crm.Domain.Customers.Duplicates;

/// <summary>The number of typing errors between two words: a letter wrong, missing, too many, or two neighbours swapped (the optimal string alignment
/// distance: F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964, by the dynamic programme of Wagner and Fischer, 1974).</summary>
internal static class EditDistance
{
    /// <param name="most">More than so many are not counted exactly.</param>
    public static int Between(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most) return most + 1;
        var (before, above, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var best = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                least = Math.Min(least, row[j] = best);
            }
            if (least > most) return least;
            (before, above, row) = (above, row, before);
        }
        return above[b.Length];
    }
}
