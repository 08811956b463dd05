using System.Globalization;
using System.Text;
using Crm.Application.Common.Find;
using Crm.Application.Common.Lists;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Search;

/// <summary>The one statement that finds records of every kind. Of each kind it takes steps from the best matches to the poorest, each on an index and with a limit inside; a step is not taken
/// once the ones before it have found enough. What was typed goes in as parameters only.</summary>
internal sealed class FindSql(Sought sought, int limit, NpgsqlParameterCollection parameters)
{
    /// <summary>How many records with all of the words are looked at for one that is called exactly so.</summary>
    private const int MostWithWords = 1000;

    /// <summary>Of whatever follows from the order of the steps, a few more than are wanted: the weighing is finer than the steps.</summary>
    private const int Spare = 20;

    /// <summary>Fewer letters of a carrier's number are in too many of them, and an index of trigrams does not help.</summary>
    private const int ShortestPart = 3;

    /// <summary>Digits from which on a number is in few records.</summary>
    private const int LongNumber = 5;

    private readonly int _enough = limit + Spare;
    private readonly SearchWord? _number = sought.Words.Where(w => w.Encoded.Length >= LongNumber && w.Encoded.All(char.IsAsciiDigit)).MaxBy(w => w.Encoded.Length);
    private readonly StringBuilder _sql = new();

    public string Statement(IReadOnlyList<FindingKind> kinds, IReadOnlyDictionary<FindingKind, string> visible)
    {
        foreach (var (kind, ids) in visible) Add($"visible_{Name(kind)} AS NOT MATERIALIZED ({ids})");
        foreach (var kind in kinds) Steps(kind, Table(kind));
        return $"WITH {_sql} {string.Join(" UNION ALL ", kinds.Select(Records))}";
    }

    private static string Name(FindingKind kind) => kind.ToString().ToLowerInvariant();

    private static string Table(FindingKind kind) => $"{Name(kind)}s";

    private void Add(string table) => _sql.Append(_sql.Length == 0 ? "" : ",\n").Append(table);

    /// <summary>Adds what finds one kind, from step to step; found_… has the ids with the best step of each.</summary>
    private void Steps(FindingKind kind, string table)
    {
        var name = Name(kind);
        List<string> steps = [];
        var begins = $"| {sought.Phrase}";
        var hasStart = begins.Length + 2 < SearchEntries.StartMax;

        if (hasStart) Step($"SELECT w.id, 1 AS step FROM {Seen("s.id", $"{Range($"{begins} |")}", "")} LIMIT {_enough}");
        var isExact = $"CASE WHEN w.text LIKE {Parameter($"%{begins} |%")} THEN 1 ELSE 2 END";
        Step($"SELECT w.id, {isExact} AS step FROM (SELECT w.id, w.text FROM {Seen("s.id, s.text", All(w => $"% {w} %", orNumber: true), "")} LIMIT {MostWithWords}) w ORDER BY step LIMIT {_enough}");
        foreach (var other in Others(kind)) Step(other);
        if (hasStart) Step($"SELECT w.id, 3 AS step FROM {Seen("s.id", $"{Fewer(_enough)} AND {Range(begins)}", " ORDER BY s.start")} LIMIT {_enough}");
        Step($"SELECT w.id, 4 AS step FROM {Seen("s.id", $"{Fewer(_enough)} AND {All(w => $"% {w}%")}", "")} LIMIT {_enough}");
        if (sought.Words.Any(w => !w.IsPrefix)) Step($"SELECT w.id, 5 AS step FROM {Seen("s.id", $"{Fewer(limit)} AND {Parts()}", "")} LIMIT {_enough}");
        if (sought.Words.Any(w => w.IsForgiving && w.Keys.Count > 0)) Step($"SELECT w.id, 6 AS step FROM {Seen("s.id", $"{Fewer(limit)} AND {Mistakes()}", "")} LIMIT {_enough}");
        Add($"found_{name} AS (SELECT id, min(step) AS step FROM ({Union()}) f GROUP BY id ORDER BY step, id DESC LIMIT {_enough})");

        string Seen(string columns, string condition, string order) => $"{Fenced($"SELECT {columns} FROM {table}_search s WHERE {condition}{order}")} JOIN visible_{name} v ON v.id = w.id";

        void Step(string query)
        {
            var step = string.Create(CultureInfo.InvariantCulture, $"{name}_{steps.Count}");
            Add($"{step} AS ({query})");
            steps.Add(step);
        }

        string Union() => string.Join(" UNION ", steps.Select(s => $"SELECT id, step FROM {s}"));

        // Counted once for each step, before it begins.
        string Fewer(int than) => string.Create(CultureInfo.InvariantCulture, $"(SELECT count(*) FROM ({string.Join(" UNION ", steps.Select(s => $"SELECT id FROM {s}"))}) f) < {than}");
    }

    /// <summary>The rows as w. How many there are, the planner often can only guess, the more so for a statement that is prepared; with a limit in sight it then takes reading the whole
    /// table for soon over. Behind MATERIALIZED it plans for all rows, by the index, and no more than the limit are read all the same.</summary>
    private static string Fenced(string query) => $"(WITH w AS MATERIALIZED ({query}) SELECT * FROM w) w";

    /// <summary>What begins so, as a range: it finds its way into the index also in a plan that was made before the text was known.</summary>
    private string Range(string start) => $"s.start >= {Parameter(start)} AND s.start < {Parameter(start[..^1] + (char)(start[^1] + 1))}";

    private string All(Func<string, string> pattern, bool orNumber = false) => string.Join(" AND ", sought.Words.Select(w => orNumber && sought.NumberEnd is { } number
        ? $"(s.text LIKE {Parameter(pattern(w.Encoded))} OR s.text LIKE {Parameter(pattern(number))})"
        : $"{TextFor(w)} LIKE {Parameter(pattern(w.Encoded))}"));

    private string Parts() => string.Join(" AND ", sought.Words.Select(Part));

    private string Mistakes() => string.Join(" AND ", sought.Words.Select(w => w.IsForgiving && w.Keys.Count > 0 ? $"({Part(w)} OR s.keys && {Parameter(w.Keys.ToArray())})" : Part(w)));

    private string Part(SearchWord word) => $"{TextFor(word)} LIKE {Parameter(word.IsPrefix ? $"% {word.Encoded}%" : $"%{word.Encoded}%")}";

    // A long number is in few records, and looked at in these is what stands beside it: in O-2026-000123 the other words are in every order, and the index would read long lists for nothing.
    private string TextFor(SearchWord word) => _number is null || word == _number ? "s.text" : "(s.text || '')";

    /// <summary>What is found by something else than its own words: numbers by their end, ids of other systems with the system's name, orders by what travels for them.</summary>
    private IEnumerable<string> Others(FindingKind kind)
    {
        var visible = $"visible_{Name(kind)} v";
        if (sought.PhoneEnd is { } end && kind is FindingKind.Customer or FindingKind.Contact)
        {
            var reached = Fenced($"SELECT c.{Name(kind)}_id AS id FROM {Name(kind)}_channels c WHERE c.normalized LIKE {Parameter($"%{end}")} AND c.type IN ('phone', 'mobile', 'fax', 'whatsapp')");
            yield return $"SELECT v.id, 2 AS step FROM {reached} JOIN {visible} ON v.id = w.id LIMIT {_enough}";
        }
        if (sought.Typed.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < sought.Typed.Length - 1)
            yield return $"SELECT v.id, 1 AS step FROM {Name(kind)}_external_ids e JOIN {visible} ON v.id = e.record_id WHERE e.system = {Parameter(sought.Typed[..colon])} AND e.value = {Parameter(sought.Typed[(colon + 1)..])}";
        if (kind != FindingKind.Order || sought.Compact.Length < ShortestPart) yield break;
        var (whole, part) = (Parameter(Escaped(sought.Compact)), Parameter($"%{Escaped(sought.Compact)}%"));
        foreach (var (travels, column) in new[] { ("shipments", "tracking_number"), ("shipments", "number"), ("returns", "number") })
        {
            foreach (var (like, step) in new[] { (whole, 1), (part, 4) })
                yield return string.Create(CultureInfo.InvariantCulture, $"SELECT v.id, {step} AS step FROM {Fenced($"SELECT t.order_id AS id FROM {travels} t WHERE t.{column} ILIKE {like}")} JOIN {visible} ON v.id = w.id LIMIT {_enough}");
        }
    }

    /// <summary>The records that were found, with all that they can be found by.</summary>
    private static string Records(FindingKind kind)
    {
        var (title, subtitle, texts) = kind switch
        {
            FindingKind.Customer => ("r.name", "(SELECT a.address ->> 'city' FROM customer_addresses a WHERE a.customer_id = r.id ORDER BY a.position LIMIT 1)",
                $"{Own("name", "name", "legalName", "legal_name", "givenName", "given_name", "familyName", "family_name", "registrationNumber", "registration_number")}, {Channels("customer")}"),
            FindingKind.Contact => ("r.name", Customer, $"{Own("name", "name", "givenName", "given_name", "familyName", "family_name", "jobTitle", "job_title", "department", "department")}, {Channels("contact")}"),
            FindingKind.Order => ("r.number", Customer, $"{Own("number", "number", "customerReference", "customer_reference")}, {Travelling("trackingNumber", "shipments", "tracking_number")}, {Travelling("shipmentNumber", "shipments", "number")}, {Travelling("returnNumber", "returns", "number")}"),
            _ => ("r.subject", $"concat_ws(' · ', r.number, {Customer})", Own("number", "number", "subject", "subject")),
        };
        var customer = kind == FindingKind.Customer ? "r.id" : "r.customer_id";
        var known = $"(SELECT json_agg(json_build_array('externalId', e.value, e.system || ':' || e.value)) FROM {Name(kind)}_external_ids e WHERE e.record_id = r.id)";
        return string.Create(CultureInfo.InvariantCulture,
            $"SELECT {(int)kind} AS kind, r.id, {customer} AS customer_id, {title}::text AS title, {subtitle}::text AS subtitle, json_build_array({texts}, {known})::text AS texts FROM found_{Name(kind)} f JOIN {Table(kind)} r ON r.id = f.id");
    }

    // Whose customer is not shown, shows no name of it.
    private const string Customer = "(SELECT c.name FROM customers c JOIN visible_customer v ON v.id = c.id WHERE c.id = r.customer_id)";

    private static string Own(params string[] fields) => $"json_build_array({string.Join(", ", fields.Chunk(2).Select(f => $"json_build_array('{f[0]}', r.{f[1]})"))})";

    private static string Channels(string kind) => $"(SELECT json_agg(json_build_array(c.type, c.value, c.normalized) ORDER BY c.position) FROM {kind}_channels c WHERE c.{kind}_id = r.id)";

    private static string Travelling(string field, string table, string column) => $"(SELECT json_agg(json_build_array('{field}', t.{column})) FROM {table} t WHERE t.order_id = r.id)";

    private static string Escaped(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    private string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{parameters.Count}");
        parameters.AddWithValue(name, value);
        return name;
    }
}
