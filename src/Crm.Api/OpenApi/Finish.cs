using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Crm.Application.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Crm.Api.OpenApi;

/// <summary>
/// What is done to the document as JSON, when all of it is there: a reference stands by itself with its description beside it, everything has bounds, what
/// nothing refers to is left out, and answers that all operations share stand once.
/// </summary>
internal static partial class Finish
{
    /// <summary>No text in an answer is longer than the longest column.</summary>
    private const int LongestText = 50_000;

    private const string OptionalMark = "x-optional";
    private const string ConditionMark = "x-condition";

    /// <summary>No list inside a record is longer: an order has the most lines.</summary>
    private const int LongestList = 1000;

    private static readonly Dictionary<string, int> LengthOfFormat = new()
    {
        ["uuid"] = 36,
        ["date"] = 10,
        ["date-time"] = 35,
        ["email"] = 254,
        ["uri-reference"] = 2048,
    };

    private static readonly string[] Shared = ["401", "403", "406", "413", "414", "415", "428", "429", "500", "503"];

    public static void Document(JsonObject document)
    {
        Walk(document);
        Parts.Name(document);
        Parts.NameCurrencies(document);
        Parts.LoosenPatches(document);
        OpenAnswers(document);
        BodyExamples.Add(document);
        Share(document);
        while (DropUnused(document)) { }
        foreach (var operation in Operations(document)) Sort(operation, "responses");
        Sort(document["components"]!.AsObject(), "schemas");
    }

    public static IEnumerable<JsonObject> Operations(JsonObject document) => document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!.AsObject());

    private static void Walk(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Walk(item);
            return;
        }
        if (node is not JsonObject o) return;
        foreach (var (name, value) in o.ToList())
            if (name is not ("example" or "examples" or "default" or "enum")) Walk(value);
        Unwrap(o);
        if (o[ConditionMark] is JsonObject condition)
        {
            o.Remove(ConditionMark);
            foreach (var (keyword, argument) in condition.ToList())
            {
                condition.Remove(keyword);
                o[keyword] = argument;
            }
        }
        if (o["description"] is JsonValue told && told.TryGetValue<string>(out var text) && text.Contains("Crm.", StringComparison.Ordinal)) o["description"] = CodeName().Replace(text, m => JsonNamingPolicy.CamelCase.ConvertName(m.Groups[1].Value));
        if (Types(o) is { Count: > 0 } types) Bound(o, types);
    }

    /// <summary>Marks what an answer may lack: a member that has to be asked for, or a form in which any member may be left out.</summary>
    public static Dictionary<string, IOpenApiExtension> Optional() => new() { [OptionalMark] = new JsonNodeExtension(JsonValue.Create(true)) };

    /// <summary>if, then and else of JSON Schema, which the generator's model does not have.</summary>
    public static Dictionary<string, IOpenApiExtension> Conditional(JsonObject condition) => new() { [ConditionMark] = new JsonNodeExtension(condition) };

    // What only answers hold may get further members, and has all of those that it has.
    private static void OpenAnswers(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var written = new HashSet<string>();
        var ahead = new Queue<JsonNode>(Operations(document).Select(o => o["requestBody"]).OfType<JsonNode>());
        while (ahead.TryDequeue(out var node))
            foreach (var name in Reference().Matches(node.ToJsonString()).Select(m => m.Groups[1].Value))
                if (written.Add(name)) ahead.Enqueue(schemas[name]!);
        foreach (var (name, schema) in schemas)
            if (!written.Contains(name) && schema is JsonObject o && o["properties"] is JsonObject members)
            {
                o.Remove("additionalProperties");
                if (o.Remove(OptionalMark)) continue;
                var optional = members.Where(m => m.Value is JsonObject member && member.ContainsKey(OptionalMark)).Select(m => m.Key).ToHashSet();
                if (name != nameof(ProblemDetails)) o["required"] = new JsonArray([.. members.Select(m => m.Key).Except(optional).Select(m => (JsonNode)m)]);
            }
        foreach (var member in schemas.SelectMany(s => s.Value!["properties"]?.AsObject() ?? []).Select(m => m.Value).OfType<JsonObject>()) member.Remove(OptionalMark);
        foreach (var schema in schemas.Select(s => s.Value!.AsObject()))
            foreach (var list in (schema["properties"]?.AsObject() ?? []).Select(p => p.Value!.AsObject()).Where(p => (bool?)p["uniqueItems"] == true))
                if ((string?)list["items"]?["$ref"] is { } item && schemas[item.Split('/')[^1]]!["enum"] is JsonArray values) list["maxItems"] = values.Count;
    }

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();

    // allOf around one reference was needed before references could have a description beside them.
    private static void Unwrap(JsonObject o)
    {
        if (o["allOf"] is not JsonArray { Count: 1 } all || all[0] is not JsonObject inner || inner["$ref"] is null) return;
        var description = o["description"] ?? inner["description"];
        var reference = inner["$ref"]!.DeepClone();
        o.Remove("allOf");
        o.Remove("description");
        o.Insert(0, "$ref", reference);
        if (description is not null) o.Insert(1, "description", description.DeepClone());
    }

    private static void Bound(JsonObject o, List<string> types)
    {
        if (types.Count > 1 && types.Remove("null")) o["type"] = new JsonArray([.. types.Select(t => (JsonNode)t), "null"]);   // what it is comes first
        if (o["enum"] is not null || o["const"] is not null) return;
        if (types.Contains("string"))
        {
            var format = (string?)o["format"];
            o["maxLength"] ??= format is not null && LengthOfFormat.TryGetValue(format, out var length) ? length : LongestText;
            if (format is null) o["pattern"] ??= Rules.PrintableBlock;
            // What must be there is more than blanks.
            if ((int?)o["minLength"] == 1 && (string?)o["pattern"] is { } pattern && pattern.StartsWith("^[^", StringComparison.Ordinal) && pattern.EndsWith("]*$", StringComparison.Ordinal))
                o["pattern"] = $"^(?=[\\s\\S]*[^{Rules.Invisible}]){pattern[1..]}";
        }
        if (types.Contains("integer"))
        {
            o["format"] ??= "int32";
            o["minimum"] ??= int.MinValue;
            o["maximum"] ??= int.MaxValue;
        }
        if (types.Contains("array")) o["maxItems"] ??= LongestList;
    }

    // Comments refer to other members by the names that they have in the code.
    [GeneratedRegex(@"\bCrm\.[A-Za-z.]*\.([A-Za-z]+)\b")]
    private static partial Regex CodeName();

    private static List<string> Types(JsonObject o) => o["type"] switch
    {
        JsonValue value when value.TryGetValue<string>(out var type) && type is "string" or "integer" or "array" or "number" or "boolean" or "object" or "null" => [(string)value!],
        JsonArray types => [.. types.Select(t => (string)t!)],
        _ => [],
    };

    private static void Share(JsonObject document)
    {
        var responses = new JsonObject();
        foreach (var operation in Operations(document))
            foreach (var (status, response) in operation["responses"]!.AsObject().ToList())
            {
                if (!Shared.Contains(status)) continue;
                var name = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)).Replace(" ", "", StringComparison.Ordinal);
                if (response!["headers"]?["Accept-Patch"] is not null) name += "OfPatch";
                responses.TryAdd(name, response.DeepClone());
                if (JsonNode.DeepEquals(responses[name], response)) operation["responses"]![status] = new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
            }
        document["components"]!["responses"] = responses;
    }

    private static bool DropUnused(JsonObject document)
    {
        var text = document.ToJsonString();
        var unused = document["components"]!.AsObject().Where(c => c.Key != "securitySchemes")
            .SelectMany(c => c.Value!.AsObject().Select(v => (Kind: c.Key, v.Key)))
            .Where(c => !text.Contains($"\"#/components/{c.Kind}/{c.Key}\"", StringComparison.Ordinal)).ToList();
        foreach (var (kind, key) in unused) document["components"]![kind]!.AsObject().Remove(key);
        return unused.Count > 0;
    }

    private static void Sort(JsonObject owner, string member)
    {
        var sorted = owner[member]!.AsObject().OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())).ToList();
        owner[member] = new JsonObject(sorted);
    }
}
