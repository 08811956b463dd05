using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>How much of a body is filled in.</summary>
public enum Style
{
    /// <summary>The document's example.</summary>
    Example,

    /// <summary>What is required.</summary>
    Minimal,

    /// <summary>The example, or what is required, with everything that names other records.</summary>
    Linked,

    /// <summary>The example with some members made anew.</summary>
    Tweaked,

    /// <summary>What is required and some of the rest.</summary>
    Some,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>What a value is made for: the operation, the record in its path, and what the body refers to so far.</summary>
public sealed record Setting(Operation Operation, Resource? Target, Random Random, Style Style, bool Fresh)
{
    public Dictionary<string, string> References { get; init; } = [];

    public JsonObject? Whole { get; set; }

    /// <summary>References stay as they are.</summary>
    public bool Keep { get; init; }
}

/// <summary>There is no way to make a value that the schema allows.</summary>
public sealed class NoValueException(string message) : Exception(message);

/// <summary>Makes values that satisfy a schema: known words, boundary values, strange texts, and ids of records that exist.</summary>
public sealed class Generator(ApiDocument document, Graph graph, Pool pool, Words words)
{
    private readonly Validator _validator = new(document.Schemas);

    public JsonNode? Body(JsonNode schema, IReadOnlyList<JsonNode> examples, Setting setting)
    {
        var random = setting.Random;
        if (examples.Count == 0 || setting.Style is Style.Minimal or Style.Some or Style.Full) return Value(schema, "", setting, null, 0);
        var body = Refresh(examples[random.Next(examples.Count)].DeepClone(), schema, "", setting);
        if (setting.Style == Style.Example || body is not JsonObject o || document.Schemas.Flat(schema)["properties"] is not JsonObject properties) return body;
        setting.Whole = o;
        if (setting.Style == Style.Linked)
        {
            foreach (var (name, property) in properties.Where(p => Links(p.Value!, 0) && HasValue(p.Value!, p.Key, setting))) o[name] = Value(property!, name, setting, o, 1);
            return o;
        }
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var (name, property) = properties.ElementAt(random.Next(properties.Count));
            if (HasValue(property!, name, setting)) o[name] = Value(property!, name, setting, o, 1);
        }
        return o;
    }

    /// <summary>The same body with other texts, so that nothing of it is taken.</summary>
    public JsonNode? Fresh(JsonNode body, JsonNode schema, Setting setting) => Refresh(body.DeepClone(), schema, "", setting with { Fresh = true, Keep = true });

    /// <summary>A value for a schema; the name chooses among the words that are known.</summary>
    public JsonNode? Value(JsonNode schema, string name, Setting setting, JsonObject? beside, int depth)
    {
        var branches = document.Schemas.Branches(schema);
        var usable = branches.Where(b => !Schemas.Types(b).SequenceEqual(["null"])).ToList();
        if (usable.Count == 0) return null;
        var random = setting.Random;
        var branch = usable[random.Next(usable.Count)];
        var nullable = branches.Count > usable.Count || Schemas.Types(branch).Contains("null");
        if (nullable && setting.Style is Style.Some or Style.Tweaked && random.Next(6) == 0) return null;
        if (words.Known.TryGetValue(name, out var secret)) return JsonValue.Create(secret);
        if (branch["const"] is { } constant) return constant.DeepClone();
        if (branch["enum"] is JsonArray choices && choices.OfType<JsonNode>().ToList() is { Count: > 0 } values)
            return Copied(name, setting, beside, branch, 4) ?? values[random.Next(values.Count)].DeepClone();
        var types = Schemas.Types(branch).Where(t => t != "null").ToList();
        return types[random.Next(types.Count)] switch
        {
            "object" => Object(branch, name, setting, depth),
            "array" => List(branch, name, setting, depth),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "string" => String(branch, name, setting, beside),
            var number => Copied(name, setting, beside, branch, 3) ?? Number(branch, number == "integer", name, random),
        };
    }

    /// <summary>Whether a value can be made: a reference needs a record.</summary>
    public bool HasValue(JsonNode schema, string name, Setting setting) =>
        !graph.IsReference(schema) || References(schema, name, setting).Any(k => pool.Living(k).Any());

    private bool Links(JsonNode schema, int depth) => depth < 3 && (graph.IsReference(schema) || document.Schemas.Branches(schema).Any(b =>
        (b["items"] is { } items && Links(items, depth + 1)) || (b["properties"] as JsonObject ?? []).Any(p => Links(p.Value!, depth + 1))));

    private IReadOnlyList<Kind> References(JsonNode schema, string name, Setting setting) =>
        graph.Candidates(setting.Operation, name, document.Schemas.Flat(schema)["description"]?.ToString() ?? "");

    private JsonObject Object(JsonObject schema, string name, Setting setting, int depth)
    {
        var result = new JsonObject();
        setting.Whole ??= result;
        var required = Schemas.Required(schema).ToHashSet();
        var properties = schema["properties"]?.AsObject() ?? [];
        foreach (var (member, property) in properties.OrderBy(p => required.Contains(p.Key) ? 0 : 1))
        {
            if (!required.Contains(member))
            {
                var wanted = setting.Style switch { Style.Minimal or Style.Example => false, Style.Linked => Links(property!, depth), Style.Full => depth < 4, _ => setting.Random.Next(graph.IsReference(property!) ? 2 : depth + 2) == 0 };
                if (!wanted || property!["readOnly"]?.GetValue<bool>() == true || !HasValue(property, member, setting)) continue;
            }
            result[member] = Value(property!, member, setting, result, depth + 1);
        }
        Condition(result, schema, setting, depth);
        if (properties.Count == 0 && schema["additionalProperties"] is JsonObject extra && setting.Style != Style.Minimal && words.Of(name) is { Count: > 0 }) result[Texts.Plain(setting.Random)] = Value(extra, name, setting, null, depth + 1);
        return result;
    }

    // What some members are, says what others may be.
    private void Condition(JsonObject made, JsonObject schema, Setting setting, int depth)
    {
        for (JsonNode? at = schema; at?["if"] is { } test;)
        {
            var chosen = _validator.Accepts(made, test) ? at["then"] : at["else"];
            foreach (var (name, more) in (chosen?["properties"] as JsonObject ?? []).Where(m => made.ContainsKey(m.Key)))
            {
                var both = new JsonObject { ["allOf"] = new JsonArray(schema["properties"]![name]!.DeepClone(), more!.DeepClone()) };
                for (var tries = 0; tries < 20 && !_validator.Accepts(made[name], both); tries++) made[name] = Value(both, name, setting, made, depth + 1);
                if (!_validator.Accepts(made[name], both)) throw new NoValueException($"no {name} is known that fits {more.ToJsonString()}");
            }
            at = chosen;
        }
    }

    private JsonArray List(JsonObject schema, string name, Setting setting, int depth)
    {
        var items = schema["items"] ?? new JsonObject();
        var (least, most) = (schema["minItems"]?.GetValue<int>() ?? 0, schema["maxItems"]?.GetValue<int>() ?? 3);
        if (graph.IsReference(items) && !HasValue(items, name, setting)) return [];
        var flat = document.Schemas.Flat(items);
        // A list about the parts of the record in the path: one item for each of them is what most acts want.
        if (flat["properties"] is JsonObject properties && setting.Target is { } target && setting.Random.Next(4) > 0
            && properties.FirstOrDefault(p => p.Key.EndsWith("Id", StringComparison.Ordinal) && graph.IsReference(p.Value!) && Parts(p.Value!, p.Key).Count > 0) is { Key: not null } part)
            return [.. Parts(part.Value!, part.Key).Take(Math.Max(1, most)).Select(r => About(r, part.Key, items, setting, depth))];
        var result = new JsonArray();
        var seen = new HashSet<string>();
        for (var n = Math.Clamp(setting.Style is Style.Minimal or Style.Linked ? Math.Max(least, 1) : setting.Random.Next(0, 3) + 1, least, Math.Max(least, most)); n > 0; n--)
        {
            var item = Value(items, name, setting, null, depth + 1);
            if (seen.Add(item?.ToJsonString() ?? "null") || schema["uniqueItems"]?.GetValue<bool>() != true) result.Add(item);
        }
        return result;

        List<Resource> Parts(JsonNode property, string key) => [.. References(property, key, setting).Take(1).SelectMany(pool.Living).Where(r => r.Parent == target || r.Parent?.Id is { } above && target.References.Any(x => x.Id == above))];
    }

    private JsonNode? About(Resource part, string member, JsonNode schema, Setting setting, int depth)
    {
        var inner = setting with { References = new(setting.References) };
        inner.References[member] = part.Id;
        var item = Value(schema, "", inner, null, depth + 1);
        if (item is not JsonObject o) return item;
        o[member] = part.Id;
        foreach (var (name, property) in document.Schemas.Flat(schema)["properties"]!.AsObject())
            if (name != member && o.ContainsKey(name) && setting.Random.Next(2) > 0 && part.Json[name] is JsonValue value && _validator.Accepts(value, property!)) o[name] = value.DeepClone();
        return o;
    }

    private JsonNode String(JsonObject schema, string name, Setting setting, JsonObject? beside)
    {
        var random = setting.Random;
        var format = schema["format"]?.ToString();
        if (format == "uuid") return Reference(schema, name, setting);
        if (Copied(name, setting, beside, schema, 3) is { } copy) return copy;
        if (format is "date") return JsonValue.Create(new DateOnly(2026, 1, 1).AddDays(random.Next(-9000, 700)).ToString("O", CultureInfo.InvariantCulture));
        if (format is "date-time") return JsonValue.Create(new DateTime(2020, 1, 1).AddSeconds(random.Next(180_000_000)).ToString(random.Next(3) == 0 ? "yyyy-MM-dd'T'HH:mm:ss.ffffff+02:00" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (random.Next(4) == 0 && pool.ValueOf(name, random) is { } value && _validator.Accepts(value, schema)) return value;
        if (words.Pick(name, random) is { } word && random.Next(4) > 0 && _validator.Accepts(word = setting.Fresh ? Freshened(word, schema, random) : word, schema)) return word;
        if (format is null && schema["pattern"] is { } pattern) return Matching(schema, pattern.ToString(), name, random);
        if (format is "email") return JsonValue.Create($"{Texts.Plain(random)}{random.Next(100000)}@{Texts.Plain(random)}.example");
        if (format is "uri") return JsonValue.Create($"https://{Texts.Plain(random)}.example/{random.Next(1000)}");
        return Text(schema, random);
    }

    // Most patterns only keep control characters out; the rest are forms that a text has to be made for.
    private JsonNode Matching(JsonObject schema, string pattern, string name, Random random)
    {
        for (var i = 0; i < 4; i++)
            if (Text(schema, random) is var text && _validator.Accepts(text, schema)) return text;
        for (var i = 0; i < 8; i++)
            if (Patterns.Sample(pattern, random) is { } sample && _validator.Accepts(sample, schema)) return sample;
        return words.Of(name).FirstOrDefault(w => _validator.Accepts(w, schema))?.DeepClone() ?? throw new NoValueException($"no text is known that matches {pattern} ({name})");
    }

    private static JsonNode Text(JsonObject schema, Random random)
    {
        var (least, most) = (schema["minLength"]?.GetValue<int>() ?? 0, schema["maxLength"]?.GetValue<int>() ?? 0);
        switch (random.Next(12))
        {
            case 0 when most is > 0 and <= 20000: return JsonValue.Create(new string('ä', most));
            case 1 when most is > 0 and <= 20000: return JsonValue.Create(string.Concat(Enumerable.Repeat("🦊", most)));   // JSON Schema counts characters
            case 2: return JsonValue.Create(new string('x', Math.Max(least, 1)));
            default:
                var text = Texts.Some(random);
                while (text.EnumerateRunes().Count() < least) text += Texts.Plain(random);
                return JsonValue.Create(most > 0 && text.EnumerateRunes().Count() > most ? string.Concat(Texts.Plain(random).Take(most)) is { Length: > 0 } shorter && shorter.Length >= least ? shorter : new string('x', most) : text);
        }
    }

    private JsonNode Reference(JsonObject schema, string name, Setting setting)
    {
        var kinds = References(schema, name, setting);
        foreach (var kind in kinds)
        {
            if (setting.References.TryGetValue(name, out var already) && pool.Of(kind).Any(r => r.Id == already)) return JsonValue.Create(already);
            if (pool.Choose(kind, setting.References, setting.Random) is not { } resource) continue;
            foreach (var (reference, id) in resource.References) setting.References.TryAdd(reference, id);
            setting.References[name] = resource.Id;
            return JsonValue.Create(resource.Id);
        }
        return JsonValue.Create(new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)setting.Random.Next(256))]).ToString());
    }

    // What the record in the path, or the body so far, calls by the same name: its currency, its quantity.
    private JsonNode? Copied(string name, Setting setting, JsonObject? beside, JsonObject schema, int oneIn)
    {
        if (name.Length == 0 || setting.Random.Next(oneIn) == 0 && name != "currency") return null;
        var source = new[] { setting.Whole, setting.Target?.Json }.OfType<JsonObject>().Where(o => o != beside).Select(o => o[name]).OfType<JsonValue>().FirstOrDefault(v => _validator.Accepts(v, schema));
        return source is null || setting.Operation.Method == "PATCH" && setting.Random.Next(2) == 0 ? null : source.DeepClone();
    }

    private static JsonNode Number(JsonObject schema, bool whole, string name, Random random)
    {
        double? Bound(string keyword) => schema[keyword] is { } b ? Validator.Number(b) : null;
        var step = Bound("multipleOf") ?? (whole ? 1 : 0.01);
        var low = Bound("minimum") ?? (Bound("exclusiveMinimum") is { } above ? above + step : null);
        var high = Bound("maximum") ?? (Bound("exclusiveMaximum") is { } below ? below - step : null);
        var value = random.Next(8) switch
        {
            0 when low is { } l => l,
            1 when high is { } h => h,
            2 when whole && low is null => 0,
            3 or 4 => Math.Clamp(1, low ?? double.MinValue, high ?? double.MaxValue),
            _ => Math.Clamp(whole ? random.Next(1, 20) : random.Next(4) == 0 ? random.Next(1, 2000) / 100d : random.Next(1, 10), low ?? double.MinValue, high ?? double.MaxValue),
        };
        value = Math.Round(value / step) * step;
        return JsonNode.Parse(((decimal)Math.Round(value, 6)).ToString(CultureInfo.InvariantCulture))!;
    }

    // An example again, with ids that exist and, when it was refused as taken, with other texts.
    private JsonNode? Refresh(JsonNode? value, JsonNode schema, string name, Setting setting)
    {
        if (value is not null && words.Known.TryGetValue(name, out var secret)) return JsonValue.Create(secret);
        var flat = document.Schemas.Branches(schema).FirstOrDefault(b => _validator.Accepts(value, b)) ?? document.Schemas.Flat(schema);
        switch (value)
        {
            case JsonObject o:
                foreach (var (member, property) in (flat["properties"]?.AsObject() ?? []).Where(p => o.ContainsKey(p.Key))) o[member] = Refresh(o[member]?.DeepClone(), property!, member, setting);
                return o;
            case JsonArray list:
                return new JsonArray([.. list.Select(i => Refresh(i?.DeepClone(), flat["items"] ?? new JsonObject(), name, setting))]);
            case JsonValue v when flat["format"]?.ToString() == "uuid": return setting.Keep ? v : Reference(flat, name, setting);
            case JsonValue v when setting.Fresh: return Freshened(v, flat, setting.Random);
            default: return value;
        }
    }

    private JsonNode Freshened(JsonNode value, JsonObject schema, Random random)
    {
        if (value.GetValueKind() != System.Text.Json.JsonValueKind.String || value.ToString() is var text && (text.Length < 5 || schema["enum"] is not null || schema["format"] is not null and not JsonValue)) return value;
        var fresh = new StringBuilder().Append("abcdefghijk"[random.Next(11)]).Append(random.Next(1000, 100000)).Append(text).ToString();
        return !text.Any(char.IsLetter) || text.Contains('/', StringComparison.Ordinal) || char.IsDigit(text[0]) || !_validator.Accepts(fresh, schema) ? value : JsonValue.Create(fresh);
    }
}
