using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>What is wrong with a value, and where.</summary>
public sealed record Violation(string Pointer, string Message);

/// <summary>
/// JSON Schema 2020-12 as far as the document uses it, exactly; a keyword or a format that it does not know is an error and not a pass.
/// See docs/decisions/0015-contract-fuzzer.md for why it is written here.
/// </summary>
public sealed class Validator(Schemas schemas)
{
    private static readonly HashSet<string> Annotations =
        ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "discriminator", "externalDocs", "xml", "$comment", "contentEncoding", "contentMediaType", "$schema", "$id", "$anchor", "then", "else"];

    /// <summary>Sparse: members may be missing, because the caller asked for some only.</summary>
    public IReadOnlyList<Violation> Validate(JsonNode? value, JsonNode schema, bool sparse = false)
    {
        var found = new List<Violation>();
        Check(value, schema, "", found, sparse);
        return found;
    }

    public bool Accepts(JsonNode? value, JsonNode schema) => Validate(value, schema).Count == 0;

    private void Check(JsonNode? value, JsonNode schema, string at, List<Violation> found, bool sparse)
    {
        if (schema is JsonValue flag)
        {
            if (!flag.GetValue<bool>()) found.Add(new(at, "nothing is allowed here"));
            return;
        }
        foreach (var (keyword, argument) in schema.AsObject())
        {
            if (Annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (Problem(keyword, argument!, value, schema, at, found, sparse) is { } message) found.Add(new(at, message));
        }
    }

    private string? Problem(string keyword, JsonNode argument, JsonNode? value, JsonNode schema, string at, List<Violation> found, bool sparse)
    {
        switch (keyword)
        {
            case "$ref": Check(value, schemas.Find(argument.GetValue<string>()), at, found, sparse); return null;
            case "allOf": foreach (var part in argument.AsArray()) Check(value, part!, at, found, sparse); return null;
            case "anyOf": return Matching(value, argument, sparse) > 0 ? null : Closest(value, argument, sparse);
            case "oneOf": return Matching(value, argument, sparse) is var n && n == 1 ? null : n == 0 ? Closest(value, argument, sparse) : $"fits {n} of the alternatives, exactly one is allowed";
            case "not": return Validate(value, argument, sparse).Count > 0 ? null : "is what it must not be";
            case "if":
                var branch = schema[Validate(value, argument, sparse).Count == 0 ? "then" : "else"];
                if (branch is not null) Check(value, branch, at, found, sparse);
                return null;
            case "type": return IsOf(value, argument) ? null : $"is {NameOf(value)}, not {argument.ToJsonString()}";
            case "enum": return argument.AsArray().Any(a => Same(a, value)) ? null : $"{Short(value)} is none of {argument.ToJsonString()}";
            case "const": return Same(argument, value) ? null : $"{Short(value)} is not {argument.ToJsonString()}";
        }
        return value switch
        {
            JsonObject o when ObjectProblem(keyword, argument, o, schema, at, found, sparse, out var message) => message,
            JsonArray a when ArrayProblem(keyword, argument, a, at, found, sparse, out var message) => message,
            JsonValue v when v.GetValueKind() == JsonValueKind.String && StringProblem(keyword, argument, v.GetValue<string>(), out var message) => message,
            JsonValue v when v.GetValueKind() == JsonValueKind.Number && NumberProblem(keyword, argument, v, out var message) => message,
            _ => Known(keyword) ? null : throw new NotSupportedException($"The validator does not know the keyword '{keyword}' in {schema.ToJsonString()[..Math.Min(200, schema.ToJsonString().Length)]}"),
        };
    }

    private bool ObjectProblem(string keyword, JsonNode argument, JsonObject o, JsonNode schema, string at, List<Violation> found, bool sparse, out string? message)
    {
        message = null;
        switch (keyword)
        {
            case "properties":
                foreach (var (name, property) in argument.AsObject())
                    if (o.TryGetPropertyValue(name, out var member)) Check(member, property!, $"{at}/{Escape(name)}", found, sparse);
                return true;
            case "patternProperties":
                foreach (var (pattern, property) in argument.AsObject())
                    foreach (var (name, member) in o.Where(m => Patterns.Of(pattern).IsMatch(m.Key))) Check(member, property!, $"{at}/{Escape(name)}", found, sparse);
                return true;
            case "additionalProperties":
                var patterns = (schema["patternProperties"]?.AsObject() ?? []).Select(p => Patterns.Of(p.Key)).ToList();
                foreach (var (name, member) in o.Where(m => schema["properties"]?[m.Key] is null && !patterns.Exists(p => p.IsMatch(m.Key))))
                    if (argument is JsonValue flag && !flag.GetValue<bool>()) found.Add(new($"{at}/{Escape(name)}", "is no documented member"));
                    else Check(member, argument, $"{at}/{Escape(name)}", found, sparse);
                return true;
            case "propertyNames":
                foreach (var (name, _) in o) Check(JsonValue.Create(name), argument, $"{at}/{Escape(name)}", found, sparse);
                return true;
            case "required":
                if (!sparse) found.AddRange(argument.AsArray().Select(r => r!.GetValue<string>()).Where(r => !o.ContainsKey(r)).Select(r => new Violation($"{at}/{Escape(r)}", "is required and missing")));
                return true;
            case "dependentRequired":
                foreach (var (name, needed) in argument.AsObject().Where(d => o.ContainsKey(d.Key)))
                    found.AddRange(needed!.AsArray().Select(r => r!.GetValue<string>()).Where(r => !o.ContainsKey(r)).Select(r => new Violation($"{at}/{Escape(r)}", $"is required beside {name}")));
                return true;
            case "minProperties": message = o.Count >= argument.GetValue<int>() ? null : "has too few members"; return true;
            case "maxProperties": message = o.Count <= argument.GetValue<int>() ? null : "has too many members"; return true;
            default: return false;
        }
    }

    private bool ArrayProblem(string keyword, JsonNode argument, JsonArray a, string at, List<Violation> found, bool sparse, out string? message)
    {
        message = null;
        switch (keyword)
        {
            case "items": for (var i = 0; i < a.Count; i++) Check(a[i], argument, $"{at}/{i}", found, sparse); return true;
            case "minItems": message = a.Count >= argument.GetValue<int>() ? null : "has too few items"; return true;
            case "maxItems": message = a.Count <= argument.GetValue<int>() ? null : "has too many items"; return true;
            case "uniqueItems":
                message = !argument.GetValue<bool>() || a.Select(i => Canonical(i)).Distinct().Count() == a.Count ? null : "has an item twice";
                return true;
            default: return false;
        }
    }

    private static bool StringProblem(string keyword, JsonNode argument, string s, out string? message)
    {
        message = null;
        switch (keyword)
        {
            case "minLength": message = Length(s) >= argument.GetValue<int>() ? null : "is too short"; return true;
            case "maxLength": message = Length(s) <= argument.GetValue<int>() ? null : "is too long"; return true;
            case "pattern": message = Patterns.Of(argument.GetValue<string>()).IsMatch(s) ? null : $"{Short(s)} does not match {argument.GetValue<string>()}"; return true;
            case "format": message = Formats.Accepts(argument.GetValue<string>(), s) ? null : $"{Short(s)} is no {argument.GetValue<string>()}"; return true;
            default: return false;
        }
    }

    private static bool NumberProblem(string keyword, JsonNode argument, JsonValue value, out string? message)
    {
        message = null;
        var number = Number(value);
        switch (keyword)
        {
            case "minimum": message = number >= Number(argument) ? null : "is too small"; return true;
            case "maximum": message = number <= Number(argument) ? null : "is too large"; return true;
            case "exclusiveMinimum": message = number > Number(argument) ? null : "is too small"; return true;
            case "exclusiveMaximum": message = number < Number(argument) ? null : "is too large"; return true;
            case "multipleOf":
                message = value.ToJsonString() is var text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d)
                && d % decimal.Parse(argument.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) == 0 ? null : $"is no multiple of {argument.ToJsonString()}"; return true;
            case "format": message = Formats.AcceptsNumber(argument.GetValue<string>(), number) ? null : $"is no {argument.GetValue<string>()}"; return true;
            default: return false;
        }
    }

    private static bool Known(string keyword) => keyword is "properties" or "patternProperties" or "additionalProperties" or "propertyNames" or "required" or "dependentRequired" or "minProperties" or "maxProperties"
        or "items" or "minItems" or "maxItems" or "uniqueItems" or "minLength" or "maxLength" or "pattern" or "format" or "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf";

    private int Matching(JsonNode? value, JsonNode alternatives, bool sparse) => alternatives.AsArray().Count(a => Validate(value, a!, sparse).Count == 0);

    private string Closest(JsonNode? value, JsonNode alternatives, bool sparse) =>
        "fits no alternative: " + alternatives.AsArray().Select(a => Validate(value, a!, sparse)).OrderBy(v => v.Any(x => x.Pointer.Length == 0)).Select(v => $"{v[0].Pointer} {v[0].Message}").First();

    private static bool IsOf(JsonNode? value, JsonNode type) => type is JsonArray several
        ? several.Any(t => IsOf(value, t!))
        : type.GetValue<string>() is var name && (name == NameOf(value) || (name == "number" && NameOf(value) == "integer"));

    public static string NameOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => Math.Floor(Number(value)) == Number(value) ? "integer" : "number",
        _ => "boolean",
    };

    public static double Number(JsonNode value) => double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string Escape(string step) => step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    // JSON Schema counts characters (RFC 8259: code points), not the units of UTF-16.
    private static int Length(string s) => s.EnumerateRunes().Count();

    private static bool Same(JsonNode? a, JsonNode? b) => Canonical(a) == Canonical(b);

    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject o => "{" + string.Join(',', o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{JsonValue.Create(m.Key).ToJsonString()}:{Canonical(m.Value)}")) + "}",
        JsonArray a => "[" + string.Join(',', a.Select(Canonical)) + "]",
        _ when node.GetValueKind() == JsonValueKind.Number => Number(node).ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    private static string Short(JsonNode? value) => value?.ToJsonString() is { Length: > 60 } text ? text[..60] + "…" : value?.ToJsonString() ?? "null";
}
