using System.Collections.Concurrent;

namespace Crm.Application.Common.Lists;

/// <summary>Remembers which words very many records have, as searches find out: for these the newest are looked at first (<see cref="SearchReach.Newest"/>).</summary>
public sealed class CommonWords
{
    /// <summary>So many are very many.</summary>
    public const int Many = 1_000;

    private const int Kept = 1_000;

    // What is kept of how a text begins, has room for these.
    private const int LongestKept = 100;

    // By the least number that the newest records did not have.
    private readonly ConcurrentDictionary<(Type Record, string Words), int> _known = new();

    /// <summary>Whether very many have the words, and as far as is known enough of the newest.</summary>
    public bool Has(Type record, IReadOnlyList<SearchWord> words, int enough) => _known.TryGetValue((record, Key(words)), out var tooMany) && enough < tooMany;

    /// <param name="whole">How many records have all words: exactly so, or in any way.</param>
    public void Note(Type record, IReadOnlyList<SearchWord> words, int whole)
    {
        var key = (record, Key(words));
        if (whole < Many || key.Item2.Length > LongestKept)
        {
            _known.TryRemove(key, out _);
            return;
        }
        if (_known.Count >= Kept) _known.Clear();   // those that are asked for come again
        _known.TryAdd(key, int.MaxValue);
    }

    /// <summary>Says that the newest records did not have enough.</summary>
    public void NoteFailure(Type record, IReadOnlyList<SearchWord> words, int enough) => _known.AddOrUpdate((record, Key(words)), enough, (_, tooMany) => Math.Min(tooMany, enough));

    private static string Key(IReadOnlyList<SearchWord> words) => string.Join(' ', words.Select(w => w.Encoded));
}
