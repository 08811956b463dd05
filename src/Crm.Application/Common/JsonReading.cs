using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Application.Common;

/// <summary>What a converter finds wrong, with a code of its own and the place inside the value that it reads.</summary>
/// <param name="within">A JSON pointer, from the value that the converter reads.</param>
public sealed class InputJsonException(string code, string message, string within = "") : JsonException(message)
{
    public string Code => code;

    public string Within => within;
}

/// <summary>The serializer refuses a member that stands there twice, but not inside of what it hands on as it is.</summary>
internal static class Members
{
    /// <param name="reader">At the start of the value; a copy, so that the value can be read afterwards.</param>
    /// <exception cref="InputJsonException">A member stands there twice.</exception>
    public static void EnsureOnce(Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var open = new Stack<Level>();
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (open.TryPeek(out var around)) around.Index++;
                    open.Push(new(reader.TokenType == JsonTokenType.StartObject));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    open.Peek().Member = reader.GetString()!;
                    if (!open.Peek().Seen!.Add(open.Peek().Member)) throw new InputJsonException(InputErrors.MemberRepeated, "The member stands there twice.", string.Concat(open.Reverse().Select(l => l.Step)));
                    break;
                default:
                    open.Peek().Index++;
                    break;
            }
        }
        while (open.Count > 0 && reader.Read());
    }

    /// <summary>A member's name as a step of a JSON pointer (RFC 6901).</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private sealed class Level(bool isObject)
    {
        public HashSet<string>? Seen { get; } = isObject ? new(StringComparer.Ordinal) : null;
        public string Member { get; set; } = "";
        public int Index { get; set; } = -1;

        public string Step => Seen is null
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/{Index}")
            : $"/{Escape(Member)}";
    }
}

/// <summary>JSON that is kept as it was sent, such as the filter of a search.</summary>
internal sealed class ElementJson : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o)
    {
        Members.EnsureOnce(r);
        return JsonElement.ParseValue(ref r);
    }

    public override void Write(Utf8JsonWriter w, JsonElement v, JsonSerializerOptions o) => v.WriteTo(w);
}
