using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Who calls.</summary>
public enum Caller
{
    SignedIn,
    Stranger,
    Forger,
}

/// <summary>One request, valid or not.</summary>
public sealed record Call(Operation Operation)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Another method than the operation's.</summary>
    public string? Method { get; init; }

    /// <summary>The path's values as they go over the wire, percent-encoded already.</summary>
    public IReadOnlyDictionary<string, string> Path { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    /// <summary>Added to the query string as it stands.</summary>
    public string RawQuery { get; init; } = "";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public JsonNode? Body { get; init; }

    /// <summary>Sent instead of the body, well-formed or not.</summary>
    public byte[]? RawBody { get; init; }

    public string? MediaType { get; init; }

    public Caller Caller { get; init; } = Caller.SignedIn;

    /// <summary>What stands after "Bearer", for a forger.</summary>
    public string? Authorization { get; init; }

    /// <summary>The record that the path names.</summary>
    public Resource? Target { get; init; }

    public string Verb => Method ?? Operation.Method;

    public string Address => string.Join('/', Operation.Path.Split('/').Select(s => s.StartsWith('{') ? Path.GetValueOrDefault(s[1..^1], "") : s));

    public string Url
    {
        get
        {
            var query = string.Join('&', Query.Select(q => $"{Uri.EscapeDataString(q.Name)}={Uri.EscapeDataString(q.Value)}").Append(RawQuery).Where(q => q.Length > 0));
            return query.Length == 0 ? Address : $"{Address}?{query}";
        }
    }

    public byte[]? Content => RawBody ?? (Body is null ? null : MediaType is { } type && type.Contains("ndjson", StringComparison.Ordinal)
        ? Encoding.UTF8.GetBytes(string.Concat((Body as JsonArray ?? [Body.DeepClone()]).Select(i => (i?.ToJsonString(Plain) ?? "null") + "\n")))
        : Encoding.UTF8.GetBytes(Body.ToJsonString(Plain)));

    public Call With(string header, string value) => this with { Headers = [.. Headers.Where(h => !h.Name.Equals(header, StringComparison.OrdinalIgnoreCase)), (header, value)] };

    public Call Without(string header) => this with { Headers = [.. Headers.Where(h => !h.Name.Equals(header, StringComparison.OrdinalIgnoreCase))] };

    public string? Header(string name) => Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();
}

/// <summary>A request and its answer. Status 0: there was none.</summary>
public sealed record Exchange(Call Call, int Status, string Text, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    private JsonNode? _json;

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The body as JSON, null when it is none.</summary>
    public JsonNode? Json
    {
        get
        {
            if (_json is not null || Text.Length == 0) return _json;
            try
            {
                return _json = JsonNode.Parse(Text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public string? Code => (Json as JsonObject)?["code"] is JsonValue code && code.GetValueKind() == JsonValueKind.String ? code.GetValue<string>() : null;

    public string? ETag => Headers.GetValueOrDefault("ETag");

    /// <summary>What is wrong with the input, as a problem's errors say it.</summary>
    public IReadOnlyList<(string? Pointer, string? Parameter, string Code)> Errors =>
        (Json as JsonObject)?["errors"] is not JsonArray errors ? [] : [.. errors.OfType<JsonObject>().Select(e => (StringOf(e["pointer"]), StringOf(e["parameter"]), StringOf(e["code"]) ?? ""))];

    private static string? StringOf(JsonNode? node) => node is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null;
}
