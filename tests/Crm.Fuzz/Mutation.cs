using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>A call that must be refused, and why. Where: the pointer into the body or the parameter that is wrong, when there is just one.</summary>
public sealed record Mutation(string Name, Call Call, string? Pointer = null, string? Parameter = null)
{
    /// <summary>Nothing else is wrong, because the same call succeeds without the mistake.</summary>
    public bool Alone { get; init; }

    /// <summary>No HTTP server lets it through to an application, so that only the refusal counts and not its form.</summary>
    public bool Unspeakable { get; init; }

    public string Sort => Name.Split(':')[0];
}

/// <summary>Spoils the body of a valid call in one place.</summary>
public sealed class BodyMutations(ApiDocument document)
{
    private readonly Validator _validator = new(document.Schemas);

    /// <summary>What no JSON API can accept, whatever the schema.</summary>
    public static IEnumerable<Mutation> Broken(Call call)
    {
        if (call.Content is not { Length: > 0 } content || call.MediaType is not { } type || type.Contains("ndjson", StringComparison.Ordinal)) yield break;
        var text = Encoding.UTF8.GetString(content);
        yield return Raw("malformed JSON: cut off", text[..^1]);
        yield return Raw("malformed JSON: something behind it", text + "x");
        yield return Raw("malformed JSON: single quotes", "{'a':1}");
        yield return Raw("malformed JSON: a comment", "/* x */" + text);
        yield return Raw("malformed JSON: NaN", """{"a":NaN}""");
        yield return Raw("deep JSON", new string('[', 2000) + new string(']', 2000));
        yield return Raw("deep JSON in a member", "{\"a\":" + new string('[', 500) + new string(']', 500) + "}");
        yield return new("not UTF-8", call with { RawBody = [(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}'] });
        yield return Raw("null instead of a body", "null", "");
        yield return Raw("an array instead of a body", call.Body is JsonArray ? "{}" : "[]", "");
        yield return Raw("a text instead of a body", "\"x\"", "");
        yield return Raw("a number instead of a body", "42", "");
        yield return new("a body as text/plain", call with { RawBody = content, MediaType = "text/plain" });
        yield return new("a body as XML", call with { RawBody = "<a/>"u8.ToArray(), MediaType = "application/xml" });
        yield return new("a body as a form", call with { RawBody = "a=1"u8.ToArray(), MediaType = "application/x-www-form-urlencoded" });
        yield return new("a body without a media type", call with { RawBody = content, MediaType = null });
        yield return new("a broken media type", call with { RawBody = content, MediaType = "application" });
        yield return new("an unknown charset", call with { RawBody = content, MediaType = $"{type}; charset=klingon" });
        if (call.Operation.BodyRequired) yield return new("an empty body", call with { RawBody = [] });

        Mutation Raw(string name, string body, string? pointer = null) => new(name, call with { RawBody = Encoding.UTF8.GetBytes(body) }, pointer);
    }

    /// <summary>One place that the schema forbids, for every place of the body.</summary>
    public IEnumerable<Mutation> Places(Call call)
    {
        if (call.Body is null || call.MediaType is not { } type || call.Operation.Bodies.FirstOrDefault(b => b.Type == type)?.Schema is not { } schema || !_validator.Accepts(call.Body, schema)) yield break;
        foreach (var (name, body, pointer) in At(call.Body, schema, "", call.Body))
            if (body is not null && !_validator.Accepts(body, schema)) yield return new(name, call with { Body = body }, pointer);
        foreach (var (name, text, pointer) in Texts(call.Body, ""))
            yield return new(name, call with { RawBody = Encoding.UTF8.GetBytes(text) }, pointer);
    }

    private IEnumerable<(string Name, JsonNode? Body, string Pointer)> At(JsonNode? value, JsonNode schema, string at, JsonNode whole)
    {
        var branches = document.Schemas.Branches(schema);
        var flat = branches.FirstOrDefault(b => _validator.Accepts(value, b)) ?? branches[0];
        var types = branches.SelectMany(Schemas.Types).ToHashSet();
        if (at.Length > 0)
        {
            foreach (var (type, wrong) in new (string, JsonNode?)[] { ("string", "x"), ("integer", 42), ("number", 1.5), ("boolean", true), ("array", new JsonArray()), ("object", new JsonObject()), ("null", null) })
                if (!types.Contains(type) && !(type == "integer" && types.Contains("number"))) yield return ($"{(type == "null" ? "null where it is not nullable" : $"wrong type: {type}")}", Put(whole, at, wrong), at);
            if (types.Contains("number") || types.Contains("integer")) yield return ("a number in quotes", Put(whole, at, "12"), at);
        }
        foreach (var (name, wrong) in Wrong(value, flat)) yield return (name, at.Length == 0 ? wrong : Put(whole, at, wrong), at);
        if (value is JsonObject o)
        {
            var forms = branches.Count(b => b["properties"] is not null);   // of several forms nobody knows which one was meant
            foreach (var required in Schemas.Required(flat).Where(o.ContainsKey)) yield return ("a missing member", Change(whole, at, x => x.AsObject().Remove(required)), forms > 1 ? at : $"{at}/{Validator.Escape(required)}");
            yield return ("an unknown member", Change(whole, at, x => x["noSuchMember"] = 1), $"{at}/noSuchMember");
            if (o.FirstOrDefault().Key is { Length: > 0 } first) yield return ("a member in other letters", Change(whole, at, x => x[first.ToUpperInvariant()] = x[first]?.DeepClone()), $"{at}/{Validator.Escape(first.ToUpperInvariant())}");
            foreach (var (name, property) in flat["properties"]?.AsObject() ?? [])
                if (o.TryGetPropertyValue(name, out var member))
                    foreach (var inner in At(member, property!, $"{at}/{Validator.Escape(name)}", whole)) yield return inner;
        }
        if (value is JsonArray { Count: > 0 } list && flat["items"] is { } items)
            foreach (var inner in At(list[0], items, $"{at}/0", whole)) yield return inner;
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Wrong(JsonNode? value, JsonObject flat)
    {
        if (flat["enum"] is JsonArray choices)
        {
            yield return ("a choice that does not exist", "noSuchChoice");
            if (choices.OfType<JsonNode>().FirstOrDefault()?.ToString() is { } first) yield return ("a choice in other letters", first.ToUpperInvariant());
            yield return ("the number of a choice", 0);
            yield return ("the number of a choice in quotes", "0");
            yield return ("two choices in one", string.Join(", ", choices.Take(2)));
        }
        if (flat["minimum"] is { } low) yield return ("below the minimum", JsonNode.Parse((Validator.Number(low) - 1).ToString("R", CultureInfo.InvariantCulture)));
        if (flat["maximum"] is { } high) yield return ("above the maximum", JsonNode.Parse(Validator.Number(high) < 1e15 ? (Validator.Number(high) + 1).ToString("F0", CultureInfo.InvariantCulture) : "1e308"));
        if (flat["exclusiveMinimum"] is { } over) yield return ("not above the exclusive minimum", over.DeepClone());
        if (flat["exclusiveMaximum"] is { } under) yield return ("not below the exclusive maximum", under.DeepClone());
        var types = Schemas.Types(flat);
        if (types.Contains("integer") || types.Contains("number"))
            foreach (var huge in new[] { "1e400", "-1e400", "99999999999999999999999999999999999999999", "1e-400", "-0.5e-30" }.Take(types.Contains("integer") ? 5 : 0)) yield return ("a number out of all bounds", JsonNode.Parse(huge));
        if (value is JsonArray list)
        {
            if (flat["maxItems"]?.GetValue<int>() is { } most and < 1100 && list.Count > 0) yield return ("too many items", new JsonArray([.. Enumerable.Range(0, most + 1).Select(_ => list[0]?.DeepClone())]));
            if (flat["minItems"]?.GetValue<int>() is { } least and > 0) yield return ("too few items", new JsonArray([.. list.Take(least - 1).Select(i => i?.DeepClone())]));
            if (flat["uniqueItems"]?.GetValue<bool>() == true && list.Count > 0) yield return ("an item twice", new JsonArray([.. list.Select(i => i?.DeepClone()), list[0]?.DeepClone()]));
        }
        if (!types.Contains("string") || flat["enum"] is not null) yield break;
        if (flat["maxLength"]?.GetValue<int>() is { } longest and < 200_000) yield return ("too long a text", new string('x', longest + 1));
        if (flat["minLength"]?.GetValue<int>() is { } shortest and > 0) yield return ("too short a text", new string('x', shortest - 1));
        if (flat["pattern"] is not null || flat["format"] is not null)
            foreach (var text in new[] { "", "nonsense", "2026-13-45", "2026-02-30T25:00:00Z", "0000", "-", "ab-cd-ef", "１２", "12,5", "\u00a0", "2026-01-01T00:00:00" }) yield return ("a text of another form", text);
    }

    // What System.Text.Json's nodes cannot hold: members twice, broken surrogates, NUL.
    private static IEnumerable<(string Name, string Text, string? Pointer)> Texts(JsonNode body, string at)
    {
        const string mark = "\uE000";
        foreach (var (node, pointer) in Everything(body, at))
        {
            if (node is JsonObject o && o.FirstOrDefault() is { Key.Length: > 0 } first)
            {
                var member = $"{System.Text.Json.JsonSerializer.Serialize(first.Key)}:{first.Value?.ToJsonString() ?? "null"},";
                yield return ("a member twice", Change(body, pointer, x => x.AsObject().Insert(0, mark, 1))!.ToJsonString().Replace(@"""\uE000"":1,", member, StringComparison.Ordinal), $"{pointer}/{Validator.Escape(first.Key)}");
            }
            if (node is JsonValue v && v.GetValueKind() == System.Text.Json.JsonValueKind.String && pointer.Length > 0)
                foreach (var (name, bad) in new[] { ("NUL in a text", @"a\u0000b"), ("half a surrogate pair", @"a\ud800b"), ("surrogates the wrong way round", @"\udc00\ud800") })
                    yield return (name, Put(body, pointer, mark)!.ToJsonString().Replace(@"\uE000", bad, StringComparison.Ordinal), pointer);
        }
    }

    private static IEnumerable<(JsonNode Node, string Pointer)> Everything(JsonNode? node, string at)
    {
        if (node is null) yield break;
        yield return (node, at);
        var inner = node switch { JsonObject o => o.Select(m => (m.Value, Validator.Escape(m.Key))), JsonArray a => a.Take(1).Select((v, i) => (v, $"{i}")), _ => [] };
        foreach (var (value, step) in inner)
            foreach (var deeper in Everything(value, $"{at}/{step}")) yield return deeper;
    }

    public static JsonNode? Put(JsonNode whole, string pointer, JsonNode? value)
    {
        var (parent, last) = (pointer[..pointer.LastIndexOf('/')], Unescape(pointer[(pointer.LastIndexOf('/') + 1)..]));
        return Change(whole, parent, x =>
        {
            if (x is JsonArray list) list[int.Parse(last, CultureInfo.InvariantCulture)] = value?.DeepClone();
            else x[last] = value?.DeepClone();
        });
    }

    private static JsonNode? Change(JsonNode whole, string pointer, Action<JsonNode> change)
    {
        var copy = whole.DeepClone();
        var node = copy;
        foreach (var step in pointer.Split('/').Skip(1).Select(Unescape)) node = node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!;
        change(node);
        return copy;
    }

    private static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
