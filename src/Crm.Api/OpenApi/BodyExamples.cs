using System.Text.Json.Nodes;

namespace Crm.Api.OpenApi;

/// <summary>A body for each operation whose route gives none, made from its schema: what must be there, and of a patch a few members.</summary>
internal static class BodyExamples
{
    private const string SomeId = "01a20039-4cef-7fc4-aab7-f430820afabe";
    private const int PatchedMembers = 2;

    /// <summary>What such a member may look like, by its name.</summary>
    private static readonly Dictionary<string, JsonNode> Likely = new()
    {
        ["name"] = "Bergmann Optik",
        ["familyName"] = "Bergmann",
        ["givenName"] = "Jana",
        ["email"] = "jana@bergmann.example",
        ["title"] = "Head of sales",
        ["jobTitle"] = "Owner",
        ["password"] = "a long password of your own",
        ["newPassword"] = "a long password of your own",
        ["currentPassword"] = "the password until now",
        ["reason"] = "The customer asked for it.",
        ["note"] = "Agreed on the phone.",
        ["text"] = "As agreed on the phone.",
        ["subject"] = "One jar arrived broken",
        ["body"] = "A new jar leaves today.",
        ["label"] = "Colour",
        ["key"] = "color",
        ["carrier"] = "Speedy Express",
        ["trackingNumber"] = "SE-4711",
        ["reference"] = "RF18 5390 0754 7034",
        ["place"] = "Berlin",
        ["quantity"] = 2,
        ["percent"] = 5,
        ["discountPercent"] = 5,
        ["taxRate"] = 19,
        ["description"] = "Whatever is worth knowing.",
        ["finding"] = "The lid is broken.",
        ["rootCause"] = "Packed without separators.",
        ["remedy"] = "A new jar, free of charge.",
        ["sku"] = "CHAI-01",
        ["category"] = "Beverages",
    };

    public static void Add(JsonObject document)
    {
        foreach (var operation in Finish.Operations(document))
            foreach (var media in (operation["requestBody"]?["content"]?.AsObject() ?? []).Select(c => c.Value!.AsObject()))
                if (media["example"] is null && media["examples"] is null && media["schema"] is JsonObject schema) media["example"] = Of(schema, "", document);
    }

    private static JsonNode? Of(JsonObject schema, string name, JsonObject document)
    {
        var at = Resolve(schema, document);
        if (at["examples"] is JsonArray { Count: > 0 } examples) return examples[0]!.DeepClone();
        if (at["enum"] is JsonArray values) return values[0]!.DeepClone();
        if (at["anyOf"] is JsonArray any) return Of(any[0]!.AsObject(), name, document);
        var type = at["type"] is JsonArray types ? (string)types[0]! : (string?)at["type"];
        if (type is not "object" and not "array" && Likely.TryGetValue(name, out var likely) && (likely is JsonValue v && v.TryGetValue<string>(out _)) == (type == "string")) return likely.DeepClone();
        return type switch
        {
            "object" => Object(at, document),
            "array" => new JsonArray(Of(at["items"]!.AsObject(), name.TrimEnd('s'), document)),
            "integer" or "number" => Math.Max(1, (decimal?)at["minimum"] ?? 1),
            "boolean" => true,
            _ => (string?)at["format"] switch
            {
                "uuid" => SomeId,
                "date" => "2026-03-02",
                "date-time" => "2026-03-02T09:00:00Z",
                "email" => "jana@bergmann.example",
                _ => at["pattern"] is not null && (int?)at["maxLength"] is 2 or 3 ? ((int?)at["maxLength"] == 2 ? "DE" : "EUR") : "As agreed",
            },
        };
    }

    private static JsonObject Object(JsonObject schema, JsonObject document)
    {
        var members = schema["properties"]?.AsObject() ?? [];
        var needed = schema["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
        // What need not be there is shown where a name says what it may look like.
        var shown = members.Where(m => needed.Contains(m.Key) || Likely.ContainsKey(m.Key)).Take(Math.Max(needed.Count, PatchedMembers)).ToList();
        if (shown.Count == 0) shown.AddRange(members.Take(PatchedMembers));
        foreach (var must in members.Where(m => needed.Contains(m.Key) && !shown.Exists(s => s.Key == m.Key))) shown.Add(must);
        return new(shown.Select(m => KeyValuePair.Create(m.Key, Of(m.Value!.AsObject(), m.Key, document))));
    }

    private static JsonObject Resolve(JsonObject schema, JsonObject document) =>
        (string?)schema["$ref"] is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject() : schema;
}
