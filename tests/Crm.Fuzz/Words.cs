using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Values that members and parameters of a name are known to have: from the document's examples first, then from answers.</summary>
public sealed class Words
{
    private const int MostOfOneName = 12;

    private readonly Dictionary<string, List<JsonNode>> _byName = [];
    private readonly HashSet<string> _seen = [];
    private int _turn;

    public Words(ApiDocument document, IReadOnlyDictionary<string, string> known)
    {
        Known = known;
        foreach (var operation in document.Operations)
        {
            foreach (var example in operation.Bodies.SelectMany(b => b.Examples)) Learn(example);
            foreach (var p in operation.Parameters)
                foreach (var example in p.Examples) Learn(p.Name, example);
            foreach (var schema in operation.Bodies.Select(b => b.Schema).Concat(operation.Parameters.Select(p => p.Schema)).OfType<JsonNode>()) LearnExamples(document.Schemas, schema, null, 0);
        }
    }

    /// <summary>Values that always stand for their name.</summary>
    public IReadOnlyDictionary<string, string> Known { get; }

    public JsonNode? Pick(string name, Random random) => _byName.TryGetValue(name, out var values) ? values[random.Next(values.Count)].DeepClone() : null;

    public IReadOnlyList<JsonNode> Of(string name) => _byName.GetValueOrDefault(name) ?? [];

    /// <summary>Every scalar in a value, by the name of the member that holds it.</summary>
    public void Learn(JsonNode? node, string? name = null)
    {
        if (node is JsonObject o)
            foreach (var (member, value) in o) Learn(value, member);
        else if (node is JsonArray list)
            foreach (var item in list.Take(5)) Learn(item, name);
        else if (node is JsonValue && name is not null) Learn(name, node);
    }

    private void Learn(string name, JsonNode value)
    {
        var text = value.ToJsonString();
        if (text.Length > 120 || value.GetValueKind() is JsonValueKind.Null || !_seen.Add($"{name} {text}")) return;
        if (!_byName.TryGetValue(name, out var values)) _byName[name] = values = [];
        if (values.Count < MostOfOneName) values.Add(value.DeepClone());
        else values[MostOfOneName / 2 + _turn++ % (MostOfOneName / 2)] = value.DeepClone();   // the first ones stay: they are the examples
    }

    private void LearnExamples(Schemas schemas, JsonNode schema, string? name, int depth)
    {
        if (depth > 6 || schema is not JsonObject) return;
        foreach (var flat in schemas.Branches(schema))
        {
            if (name is not null)
                foreach (var example in (flat["examples"] as JsonArray ?? []).Append(flat["example"]).OfType<JsonNode>()) Learn(example, name);
            foreach (var (member, property) in flat["properties"]?.AsObject() ?? []) LearnExamples(schemas, property!, member, depth + 1);
            if (flat["items"] is { } items) LearnExamples(schemas, items, name, depth + 1);
        }
    }
}

/// <summary>Texts that programs stumble over, all of them valid.</summary>
public static class Texts
{
    public static readonly IReadOnlyList<string> Strange =
    [
        "株式会社さくら", "王小明", "شركة النور للتجارة", "Ωμέγα & Söhne GmbH", "O'Brien \"Bob\" \\ Ltd", "Robert'); DROP TABLE customers;--", "1' OR '1'='1", "🦊🚀👩‍👩‍👧", "<script>alert(1)</script>",
        "100% _wild_ [card] {x}", "null", "true", "0", "-1", "../../etc/passwd", "${7*7}{{7*7}}", "a,b\\,c", "e\u0301clair", "İstanbul ıI ß", "‮evil‬", "𝒳𝓎𝓏", "ﬁn", "%00%zz", "=1+1", "a:b", "ﾃﾞﾗｯｸｽ",
    ];

    public static string Plain(Random random)
    {
        var syllables = new[] { "ba", "ro", "ti", "lu", "men", "sar", "ko", "vi", "ne", "dal" };
        return string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => syllables[random.Next(syllables.Length)]));
    }

    public static string Some(Random random) => random.Next(3) == 0 ? Strange[random.Next(Strange.Count)] : Plain(random);
}
