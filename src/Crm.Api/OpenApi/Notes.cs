using System.Reflection;
using System.Xml.Linq;
using Crm.Domain.Common;
using Microsoft.OpenApi;

namespace Crm.Api.OpenApi;

/// <summary>What types and members mean. The comments beside them say it; where there is none, that of the same member of the aggregate or of its input, or
/// what such a member means everywhere.</summary>
internal sealed class Notes
{
    private static readonly Dictionary<string, string> Everywhere = new()
    {
        ["CreatedAt"] = "When it was made.",
        ["UpdatedAt"] = "When it was last changed.",
        ["Version"] = "Increased by each change; the ETag.",
        ["Tags"] = "Words of the caller's own, to find it by.",
        ["ExternalIds"] = "What other systems call it.",
        ["CustomFields"] = "Values of declared custom fields, by key.",
        ["Notes"] = "Whatever else is worth knowing.",
        ["Id"] = "The id, a UUIDv7.",
        ["Data"] = "The rows, in the order of the sort.",
        ["Page"] = "Where the page stands in the list.",
        ["Channels"] = "The ways to reach them.",
        ["By"] = "The user who did it.",
        ["At"] = "When it happened.",
    };

    private readonly Dictionary<string, string> _summaries = [];
    private readonly ILookup<string, Type> _types = new[] { typeof(Aggregate).Assembly, typeof(Application.Common.ErrorCode).Assembly }.SelectMany(a => a.GetTypes()).ToLookup(t => t.Name);

    public Notes()
    {
        foreach (var assembly in new[] { "Crm.Domain", "Crm.Application" })
            foreach (var member in XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Descendants("member"))
                if (member.Element("summary") is { } summary) _summaries[(string)member.Attribute("name")!] = string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    public void Apply(Type type, OpenApiSchema schema)
    {
        if (type == typeof(object) || type.IsPrimitive) return;
        schema.Description ??= Of(type);
        foreach (var property in type.GetProperties())
        {
            var name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (schema.Properties?.TryGetValue(name, out var member) != true || member!.Description is { Length: > 0 } and not IdsOwn) continue;
            if (member is OpenApiSchema or OpenApiSchemaReference) member.Description = Of(type, property);
        }
    }

    // Of an id it is more worth knowing whose it is.
    private const string IdsOwn = "The identity of a record: a UUIDv7 (RFC 9562) made by the application, a plain uuid in JSON and SQL.";

    private static string Of(Type type)
    {
        var words = Text.Words(type.Name.Split('`')[0]);
        if (words.EndsWith(" row", StringComparison.Ordinal)) return $"A row of a list: {words[..^4]}.";
        if (words is "page info") return "Where a page stands in its list.";
        if (words.EndsWith(" details", StringComparison.Ordinal)) return $"All about one {words[..^8]}.";
        return words.EndsWith(" input", StringComparison.Ordinal) ? $"What may be written: {words[..^6]}." : $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
    }

    private string Of(Type type, PropertyInfo property)
    {
        if (Everywhere.TryGetValue(property.Name, out var note)) return note;
        var things = Enumerable.Range(1, type.Name.Length).Reverse().Select(length => type.Name[..length]).SelectMany(n => _types[n].Concat(_types[n + "Input"]).Concat(_types[n + "Details"])).Distinct();
        foreach (var thing in things.Prepend(type))
            for (var t = thing; t is not null; t = t.BaseType)
                if (_summaries.TryGetValue($"P:{t.FullName}.{property.Name}", out var summary)) return summary;
        var words = Text.Words(property.Name);
        if (words.EndsWith(" id", StringComparison.Ordinal)) return $"The id of the {words[..^3]}.";
        if (words.EndsWith(" at", StringComparison.Ordinal)) return $"When it was {words[..^3]}.";
        if (words.StartsWith("is ", StringComparison.Ordinal)) return $"Whether it is {words[3..]}.";
        return $"The {words}.";
    }
}
