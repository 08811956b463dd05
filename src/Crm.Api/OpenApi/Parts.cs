using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Domain.Common;
using Microsoft.OpenApi;

namespace Crm.Api.OpenApi;

/// <summary>Schemas that many others use, written once: the currencies, the values of filters, and objects inside of a merge patch, which may be sent in part.</summary>
internal static class Parts
{
    private const string CurrencyCode = "CurrencyCode";
    private const string NameMark = "x-name";

    /// <summary>A list of all currencies wherever one is meant would be most of the document.</summary>
    public static void NameCurrencies(JsonObject document)
    {
        var codes = Currency.Codes.ToList();
        var schemas = document["components"]!["schemas"]!.AsObject();
        Replace(document);
        schemas[CurrencyCode] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = "A currency: a code of ISO 4217.",
            ["enum"] = new JsonArray([.. codes.Select(c => (JsonNode)c)]),
            ["examples"] = new JsonArray("EUR"),
        };

        void Replace(JsonNode? node)
        {
            if (node is JsonArray items)
            {
                foreach (var item in items) Replace(item);
                return;
            }
            if (node is not JsonObject o) return;
            foreach (var (_, inner) in o) Replace(inner);
            if (o["enum"] is not JsonArray values || values.Count < codes.Count || !codes.TrueForAll(c => values.Any(v => v is not null && (string?)v == c))) return;
            var (description, nullable) = (o["description"]?.DeepClone(), o["type"] is JsonArray);
            o.Clear();
            if (nullable) o["anyOf"] = new JsonArray(Reference(CurrencyCode), new JsonObject { ["type"] = "null" });
            else o["$ref"] = $"#/components/schemas/{CurrencyCode}";
            if (description is not null) o["description"] = description;
        }
    }

    /// <summary>A merge patch goes on into objects (RFC 7396): of an amount of money only the amount can be sent.</summary>
    public static void LoosenPatches(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var patches = Finish.Operations(document).Select(o => (string?)o["requestBody"]?["content"]?[Routes.Patch]?["schema"]?["$ref"]).OfType<string>().Distinct();
        foreach (var member in patches.SelectMany(p => schemas[p.Split('/')[^1]]!["properties"]!.AsObject()).Select(m => m.Value!.AsObject()).ToList())
            foreach (var use in (member["anyOf"]?.AsArray() ?? []).OfType<JsonObject>().Append(member))
            {
                if ((string?)use["$ref"] is not { } reference || schemas[reference.Split('/')[^1]] is not JsonObject whole || whole["properties"] is null) continue;
                var name = $"{reference.Split('/')[^1]}Patch";
                if (!schemas.ContainsKey(name))
                {
                    var part = whole.DeepClone().AsObject();
                    part.Remove("required");
                    part["description"] = $"{whole["description"]} Here a part of it will do, when the record has the rest.".Trim();
                    schemas[name] = part;
                }
                use["$ref"] = $"#/components/schemas/{name}";
            }
    }

    /// <summary>Marks a schema that many places have: it stands once, under this name.</summary>
    public static OpenApiSchema Named(this OpenApiSchema schema, string name)
    {
        (schema.Extensions ??= new Dictionary<string, IOpenApiExtension>())[NameMark] = new JsonNodeExtension(JsonValue.Create(name));
        return schema;
    }

    /// <summary>Puts what is marked to where it is referred to.</summary>
    public static void Name(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var named = new Dictionary<string, JsonObject>();
        Replace(document);
        foreach (var (name, schema) in named) schemas[name] = schema;

        void Replace(JsonNode? node)
        {
            if (node is JsonArray items)
            {
                foreach (var item in items) Replace(item);
                return;
            }
            if (node is not JsonObject o) return;
            foreach (var (_, inner) in o) Replace(inner);
            if (o[NameMark] is not JsonValue mark) return;
            var name = (string)mark!;
            o.Remove(NameMark);
            named.TryAdd(name, o.DeepClone().AsObject());
            o.Clear();
            o["$ref"] = $"#/components/schemas/{name}";
        }
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
}
