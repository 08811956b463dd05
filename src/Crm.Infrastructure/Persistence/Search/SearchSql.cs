using System.Globalization;
using Crm.Application.Common.Lists;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Infrastructure.Persistence.Search;

/// <summary>The statement that finds records by words. One word leads: the index finds the records that have it, in their own texts or in a related
/// record's, and the other words are looked for in these. Names come from the model; what the caller typed goes in as parameters only.</summary>
internal sealed class SearchSql
{
    // How far the newest are read, and how many are few.
    private const int NewestMost = 10_000;
    private const int FewMost = 1_000;

    private readonly List<object> _parameters = [];
    private readonly (string Entries, string Key)[] _related;
    private readonly IEntityType _record;

    private SearchSql(IModel model, Type record, IReadOnlyList<SearchedThrough> through)
    {
        _record = model.FindEntityType(record)!;
        _related = [.. through.Select(t => (Entries(model, t.Related), _record.FindProperty(t.Key)!.GetColumnName()))];
    }

    public static (string Sql, object[] Parameters) For(IModel model, Type record, IReadOnlyList<SearchWord> words, IReadOnlyList<SearchedThrough> through, SearchReach reach, int enough)
    {
        var sql = new SearchSql(model, record, through);
        var entries = Entries(model, record);
        var statement = reach switch
        {
            SearchReach.Newest => sql.Newest(words, entries, enough),
            SearchReach.WholeWords => sql.WholeWordsFirst(words, entries, enough),
            _ => sql.Statement(words, entries),
        };
        return (statement, [.. sql._parameters]);
    }

    private static string Entries(IModel model, Type record) => model.FindEntityType(SearchEntries.TypeFor(record))!.GetTableName()!;

    private string Statement(IReadOnlyList<SearchWord> words, string entries)
    {
        var table = _record.GetTableName()!;
        var conditions = words.Select(w => Condition(w)).ToList();
        var score = Score(words);
        // Weighed and ordered before anything is joined to it, so that only the records of the page are looked up. MATERIALIZED keeps parallel workers out,
        // for which a short search would wait longer than it takes.
        if (_related.Length == 0)
            return $"WITH s AS MATERIALIZED (SELECT s.id, s.text FROM {entries} s WHERE {string.Join(" AND ", conditions.Select(c => c("s")))}) SELECT s.id AS id, {score} AS score, (SELECT count(*)::int FROM s) AS whole FROM s ORDER BY score DESC, id DESC";

        // The longest word is the rarest as a rule; numbers are rarer than words.
        var leading = conditions[words.Index().MaxBy(w => w.Item.Encoded.Length + (w.Item.Encoded.All(char.IsAsciiDigit) ? 4 : 0)).Index];
        // The ids go through ARRAY, because the planner then takes few of them for granted and looks them up by key; what it makes of keys && … would have it
        // read whole tables.
        var joins = string.Concat(_related.Select((r, i) => $" LEFT JOIN {r.Entries} s{i} ON s{i}.id = r.{r.Key}"));
        var found = string.Concat(_related.Select(r => $" UNION ALL SELECT f.id FROM {table} f WHERE f.{r.Key} = ANY (ARRAY(SELECT s.id FROM {r.Entries} s WHERE {leading("s")}))"));
        var all = string.Join(" AND ", conditions.Select(c => $"({string.Join(" OR ", Aliases.Select(c))})"));
        return $"SELECT s.id AS id, {score} AS score, NULL::int AS whole FROM {entries} s JOIN {table} r ON r.id = s.id{joins} " +
            $"WHERE s.id = ANY (ARRAY(SELECT s.id FROM {entries} s WHERE {leading("s")}{found}))" + (words.Count > 1 ? $" AND {all}" : "");
    }

    /// <summary>First by the words' own keys, each of which is one list in the index, the records that have all words as they are asked for; none without can have a better score. To find the others takes the index as many lists as the words have
    /// parts of three letters, so they are looked for only when these are not enough.</summary>
    private string WholeWordsFirst(IReadOnlyList<SearchWord> words, string entries, int enough)
    {
        var (keys, count) = (Parameter(words.Select(w => w.OwnKey!.Value).ToArray()), Parameter(enough));
        var whole = $"s.keys @> {keys} AND {HasAll(words)}";
        var all = string.Join(" AND ", words.Select(w => Condition(w)("s")));
        return $"WITH w AS MATERIALIZED (SELECT s.id, s.text FROM {entries} s WHERE {whole}), " +
            $"s AS MATERIALIZED (SELECT w.id, w.text FROM w UNION ALL SELECT s.id, s.text FROM {entries} s WHERE (SELECT count(*) FROM w) < {count} AND {all} AND NOT ({whole})) " +
            $"SELECT s.id AS id, {Score(words)} AS score, (SELECT count(*)::int FROM w) AS whole FROM s ORDER BY score DESC, id DESC";
    }

    /// <summary>From the newest record on, until there are enough that have all words. What begins with the words is better than what does not, so these are needed before: all of them (b) when there are few, else the newest of these and all that
    /// are called exactly so (x).</summary>
    private string Newest(IReadOnlyList<SearchWord> words, string entries, int enough)
    {
        var phrase = $"| {Phrase(words)}";
        if (phrase.Length + 2 > SearchEntries.StartMax) throw new ArgumentException("The words do not fit into what is kept of how a text begins.", nameof(words));
        var (begin, count, whole) = (Parameter(phrase), Parameter(enough), HasAll(words));
        return $"WITH b AS MATERIALIZED ({From(begin, phrase)}), x AS MATERIALIZED ({From(Parameter($"{phrase} |"), $"{phrase} |")}), " +
            $"n AS MATERIALIZED (SELECT s.id, s.text FROM (SELECT s.id, s.text FROM {entries} s ORDER BY s.id DESC LIMIT {NewestMost}) s " +
            $"WHERE {whole} AND ((SELECT count(*) FROM b) <= {FewMost} OR strpos(s.text, {begin}) = 1) ORDER BY s.id DESC LIMIT {count}), " +
            $"s AS MATERIALIZED (SELECT n.id, n.text FROM n UNION SELECT x.id, x.text FROM x UNION SELECT s.id, s.text FROM b s WHERE (SELECT count(*) FROM b) <= {FewMost} AND {whole}) " +
            $"SELECT s.id AS id, {Score(words)} AS score, NULL::int AS whole FROM s WHERE (SELECT count(*) FROM x) <= {FewMost} AND (SELECT count(*) FROM n) = {count} ORDER BY score DESC, id DESC";

        // Everything in a text comes before DEL; the start is kept in the order of its bytes.
        string From(string parameter, string beginning) => $"SELECT s.id, s.text FROM {entries} s WHERE s.start >= {parameter} AND s.start < {Parameter($"{beginning}\u007f")} LIMIT {FewMost + 1}";
    }

    // strpos and not LIKE, which the index would be asked for, too.
    private string HasAll(IReadOnlyList<SearchWord> words) => string.Join(" AND ", words.Select(w => $"strpos(s.text, {Parameter($" {w.Encoded} ")}) > 0"));

    private static string Phrase(IReadOnlyList<SearchWord> words) => string.Join(' ', words.Select(w => w.Encoded));

    private IEnumerable<string> Aliases => _related.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"s{i}")).Prepend("s");

    private Func<string, string> Condition(SearchWord word)
    {
        var like = Parameter(word.IsPrefix ? $"% {word.Encoded}%" : $"%{word.Encoded}%");
        if (!word.IsForgiving || word.Keys.Count == 0) return alias => $"{alias}.text LIKE {like}";
        var keys = Parameter(word.Keys.ToArray());
        return alias => $"({alias}.text LIKE {like} OR {alias}.keys && {keys})";
    }

    private string Score(IReadOnlyList<SearchWord> words) => string.Join(" + ", words.Select(Score).Append(Beginning(words)));

    /// <summary>A whole word counts more than the beginning of one, that more than a part, and that more than a word with a typing error; the record's own
    /// texts count a little more than a related record's.</summary>
    private string Score(SearchWord word)
    {
        var (whole, begins, part) = (Parameter($"% {word.Encoded} %"), Parameter($"% {word.Encoded}%"), Parameter($"%{word.Encoded}%"));
        var related = string.Join(", ", Aliases.Skip(1).Select(a => Level(a, 0)));
        return related.Length == 0 ? Level("s", 1) : $"GREATEST({Level("s", 1)}, {related})";

        string Level(string alias, int own) => string.Create(CultureInfo.InvariantCulture,
            $"CASE WHEN {alias}.text LIKE {whole} THEN {SearchForm.WholeWord - 1 + own} WHEN {alias}.text LIKE {begins} THEN {6 + own} WHEN {alias}.text LIKE {part} THEN {4 + own} ELSE {own} END");
    }

    /// <summary>What is called exactly so comes first, then what begins so.</summary>
    private string Beginning(IReadOnlyList<SearchWord> words)
    {
        var phrase = Phrase(words);
        return $"CASE WHEN s.text LIKE {Parameter($"| {phrase} |%")} THEN 2 WHEN s.text LIKE {Parameter($"| {phrase}%")} THEN 1 ELSE 0 END";
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"{{{_parameters.Count - 1}}}");
    }
}
