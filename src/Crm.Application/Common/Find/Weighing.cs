using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;

namespace Crm.Application.Common.Find;

/// <summary>How well a record matches, and by which of its texts. A record is as good as its worst word.</summary>
internal static class Weighing
{
    private const int MostMatches = 5;
    private const int Exact = 100, WholeName = 95, NumberEnd = 85, WholeWords = 80, PhoneEnd = 75, Beginnings = 60, Parts = 40, Mistakes = 20, FromTheStart = 5;

    private enum Level { None, Mistake, Part, Beginning, Whole }

    private static readonly string[] Names = ["name", "legalName", "givenName", "familyName", "subject", "jobTitle", "department"];

    /// <summary>What is shown under another name than it is matched by, for the rules on fields.</summary>
    private static readonly Dictionary<string, string> Members = new() { ["externalId"] = "externalIds", ["email"] = "channels", ["phone"] = "channels" };

    /// <summary>The record as it is answered; null when nothing that the caller is shown matches.</summary>
    public static FindingRow? Of(Sought sought, Candidate record, FieldRights rights)
    {
        var texts = record.Texts.Where(t => !rights.IsHidden(ResourceOf(record.Kind), Members.GetValueOrDefault(t.Field, t.Field))).Select(t => new Weighed(sought, t)).ToList();
        var whole = texts.Where(t => t.Score > 0).OrderByDescending(t => t.Score).ToList();
        if (whole.Count > 0) return Row(record, whole[0].Score, whole);
        // No single text has all the words: each is looked for in all of them.
        var levels = sought.Words.Select((_, i) => texts.Max(t => (Level?)t.Levels[i]) ?? Level.None).ToList();
        if (levels.Contains(Level.None)) return null;
        return Row(record, Points(levels.Min()) - FromTheStart, texts.Where(t => levels.Select((level, i) => t.Levels[i] == level).Any(isBest => isBest)));
    }

    private static FindingRow Row(Candidate record, int score, IEnumerable<Weighed> by)
    {
        var matches = by.Select(t => new FindingMatchDetails(t.Text.Field, t.Text.Text)).Distinct().ToList();
        if (matches.Exists(m => m.Field == "name")) matches.RemoveAll(m => m.Field is "givenName" or "familyName");
        return new(record.Kind, record.Id, new(record.CustomerId), record.Title, record.Subtitle, score, [.. matches.Take(MostMatches)]);
    }

    private static string ResourceOf(FindingKind kind) => CrmJson.Name(kind);

    private static int Points(Level level) => level switch
    {
        Level.Whole => WholeWords,
        Level.Beginning => Beginnings,
        Level.Part => Parts,
        Level.Mistake => Mistakes,
        _ => 0,
    };

    private sealed class Weighed
    {
        public Weighed(Sought sought, CandidateText text)
        {
            Text = text;
            var words = SearchForm.Words(text.Text).ToList();
            var all = text.Other is null ? words : [.. words, .. SearchForm.Words(text.Other)];
            Levels = [.. sought.Words.Select(w => LevelOf(w, all))];
            Score = ScoreOf(sought, string.Join(' ', words.Select(w => w.Encoded)));
        }

        public CandidateText Text { get; }

        /// <summary>How well each word is found in it.</summary>
        public IReadOnlyList<Level> Levels { get; }

        /// <summary>How well all words together are; 0 when not all of them are.</summary>
        public int Score { get; }

        private int ScoreOf(Sought sought, string phrase)
        {
            if (phrase == sought.Phrase || IsSame(sought.Compact, Text.Text) || IsSame(sought.Typed, Text.Other)) return Names.Contains(Text.Field) ? WholeName : Exact;
            if (Text.Field == "phone" && sought.PhoneEnd is { } end && Text.Other is { } digits && digits.EndsWith(end, StringComparison.Ordinal)) return digits == end ? Exact : PhoneEnd;
            if (Text.Field.EndsWith("umber", StringComparison.Ordinal) && sought.NumberEnd is { } number && phrase.EndsWith(number, StringComparison.Ordinal)) return NumberEnd;
            var worst = Levels.Min();
            if (worst == Level.None) return IsPart(sought.Compact, Text) ? Parts : 0;
            var starts = worst >= Level.Beginning && $"{phrase} ".StartsWith(worst == Level.Whole ? $"{sought.Phrase} " : sought.Phrase, StringComparison.Ordinal);
            return Points(worst) + (starts ? FromTheStart : 0);
        }

        private static bool IsSame(string typed, string? text) => text is not null && string.Equals(typed, text, StringComparison.OrdinalIgnoreCase);

        // A carrier's number in the middle, which is one word however it is cut.
        private static bool IsPart(string typed, CandidateText text) => text.Field is "trackingNumber" or "shipmentNumber" or "returnNumber" && text.Text.Contains(typed, StringComparison.OrdinalIgnoreCase);

        private static Level LevelOf(SearchWord sought, List<SearchWord> words)
        {
            var best = Level.None;
            foreach (var word in words)
            {
                var level = word.Encoded == sought.Encoded ? Level.Whole
                    : word.Encoded.StartsWith(sought.Encoded, StringComparison.Ordinal) ? Level.Beginning
                    : !sought.IsPrefix && word.Encoded.Contains(sought.Encoded, StringComparison.Ordinal) ? Level.Part
                    : sought.IsForgiving && sought.Keys.Intersect(word.Keys).Any() ? Level.Mistake : Level.None;
                if (level > best) best = level;
            }
            return best;
        }
    }
}
