using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Follows references, and reads a schema as one flat object: what <c>$ref</c> and <c>allOf</c> add up to.</summary>
public sealed class Schemas(JsonNode root)
{
    private readonly Dictionary<JsonNode, JsonObject> _flat = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonNode, IReadOnlyList<JsonObject>> _branches = new(ReferenceEqualityComparer.Instance);

    /// <summary>The node that a reference such as <c>#/components/schemas/Money</c> points to.</summary>
    public static JsonNode Find(JsonNode root, string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) throw new NotSupportedException($"Only references inside the document are followed, not {reference}.");
        var node = root;
        foreach (var step in reference[2..].Split('/').Select(s => Uri.UnescapeDataString(s).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            node = node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step] ?? throw new NotSupportedException($"The document has no {reference}.");
        return node;
    }

    /// <summary>What the schema refers to, directly or in a wrapper that only describes; null for one that stands where it is used.</summary>
    public static string? NameOf(JsonNode? schema) => schema?["$ref"]?.GetValue<string>() ?? (schema?["allOf"] is JsonArray { Count: 1 } only ? NameOf(only[0]) : null);

    public JsonNode Find(string reference) => Find(root, reference);

    /// <summary>The schema without references and allOf on its own level. Members keep theirs.</summary>
    public JsonObject Flat(JsonNode schema)
    {
        if (schema is not JsonObject o) return [];
        if (_flat.TryGetValue(o, out var known)) return known;
        var flat = new JsonObject();
        foreach (var part in new[] { o["$ref"] is { } reference ? Flat(Find(reference.GetValue<string>())) : null }.Concat((o["allOf"]?.AsArray() ?? []).Select(p => Flat(p!))).OfType<JsonObject>())
            Merge(flat, part);
        Merge(flat, new JsonObject(o.Where(m => m.Key is not "$ref" and not "allOf").Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))));
        return _flat[o] = flat;
    }

    /// <summary>What a value may be, one flat schema for each branch of anyOf and oneOf.</summary>
    public IReadOnlyList<JsonObject> Branches(JsonNode schema)
    {
        if (_branches.TryGetValue(schema, out var known)) return known;
        return _branches[schema] = Split(schema);
    }

    private IReadOnlyList<JsonObject> Split(JsonNode schema)
    {
        var flat = Flat(schema);
        if ((flat["anyOf"] ?? flat["oneOf"]) is not JsonArray branches) return [flat];
        return [.. branches.SelectMany(b => Branches(b!)).Select(b =>
        {
            var whole = new JsonObject(flat.Where(m => m.Key is not "anyOf" and not "oneOf").Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
            Merge(whole, b);
            return whole;
        })];
    }

    /// <summary>The types that a flat schema allows; all of them when it names none.</summary>
    public static IReadOnlyList<string> Types(JsonObject flat) => flat["type"] switch
    {
        JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
        { } one => [one.GetValue<string>()],
        _ when flat["properties"] is not null => ["object"],
        _ when flat["items"] is not null => ["array"],
        _ when flat["enum"] is JsonArray choices && choices.All(c => c is JsonValue && c.GetValueKind() == System.Text.Json.JsonValueKind.String) => ["string"],
        _ => ["string", "number", "integer", "boolean", "object", "array", "null"],
    };

    public static IEnumerable<string> Required(JsonObject flat) => (flat["required"]?.AsArray() ?? []).Select(r => r!.GetValue<string>());

    private static void Merge(JsonObject into, JsonObject part)
    {
        foreach (var (key, value) in part)
        {
            if (key == "properties" && into[key] is JsonObject properties)
                foreach (var (name, property) in value!.AsObject()) properties[name] = property?.DeepClone();
            else if (key == "required" && into[key] is JsonArray required)
                into[key] = new JsonArray([.. required.Concat(value!.AsArray()).Select(r => r!.GetValue<string>()).Distinct().Select(r => JsonValue.Create(r))]);
            else into[key] = value?.DeepClone();
        }
    }
}
