using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>A body in one media type.</summary>
public sealed record Media(string Type, JsonNode? Schema, IReadOnlyList<JsonNode> Examples)
{
    /// <summary>Whether it is JSON, <c>application/problem+json</c> and its like included.</summary>
    public bool IsJson => Type == "application/json" || Type.EndsWith("+json", StringComparison.Ordinal);
}

/// <summary>A parameter in the path, the query or a header.</summary>
public sealed record Parameter(string Name, string In, bool Required, JsonNode Schema, string Description, IReadOnlyList<JsonNode> Examples);

/// <summary>A header of an answer.</summary>
public sealed record AnswerHeader(string Name, bool Required, JsonNode? Schema);

/// <summary>What the document says of one status of an operation.</summary>
public sealed record AnswerModel(IReadOnlyList<Media> Content, IReadOnlyList<AnswerHeader> Headers);

/// <summary>One method of one address.</summary>
public sealed class Operation
{
    public required string Id { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required IReadOnlyList<Parameter> Parameters { get; init; }
    public required IReadOnlyList<Media> Bodies { get; init; }
    public required bool BodyRequired { get; init; }
    public required IReadOnlyDictionary<string, AnswerModel> Answers { get; init; }
    public required bool Secured { get; init; }

    /// <summary>The address with the names of its parameters left out, so that equal addresses are equal.</summary>
    public string Shape => ApiDocument.ShapeOf(Path);

    public bool Writes => Method is not "GET" and not "HEAD";

    public AnswerModel? Answer(int status) =>
        Answers.GetValueOrDefault($"{status}") ?? Answers.GetValueOrDefault($"{status / 100}XX") ?? Answers.GetValueOrDefault("default");

    /// <summary>The schema of its success, by reference, to tell whether two operations answer the same.</summary>
    public JsonNode? Success => Answers.Where(a => a.Key.StartsWith('2')).SelectMany(a => a.Value.Content).FirstOrDefault(m => m.IsJson)?.Schema;

    public override string ToString() => $"{Method} {Path} ({Id})";
}

/// <summary>An OpenAPI 3.1 document as far as calling the API needs it.</summary>
public sealed class ApiDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private readonly JsonNode _root;

    public ApiDocument(JsonNode root)
    {
        _root = root;
        Schemas = new(root);
        var prefix = root["servers"]?[0]?["url"]?.GetValue<string>() ?? "";
        if (Uri.TryCreate(prefix, UriKind.Absolute, out var server) && server.Scheme.StartsWith("http", StringComparison.Ordinal)) prefix = server.AbsolutePath;
        var secured = root["security"] is JsonArray { Count: > 0 };
        foreach (var (path, item) in root["paths"]!.AsObject())
            foreach (var (method, operation) in item!.AsObject().Where(m => Methods.Contains(m.Key)))
                _operations.Add(Read(prefix.TrimEnd('/') + path, method.ToUpperInvariant(), item.AsObject(), operation!.AsObject(), secured));
    }

    private readonly List<Operation> _operations = [];

    public IReadOnlyList<Operation> Operations => _operations;

    public Schemas Schemas { get; }

    /// <summary><c>/customers/{id}</c> as <c>/customers/{}</c>.</summary>
    public static string ShapeOf(string path) => string.Join('/', path.Split('/').Select(s => s.StartsWith('{') ? "{}" : s));

    private Operation Read(string path, string method, JsonObject item, JsonObject operation, bool secured)
    {
        var parameters = new List<Parameter>();
        foreach (var node in (operation["parameters"]?.AsArray() ?? []).Concat(item["parameters"]?.AsArray() ?? []))
        {
            var p = Resolve(node!);
            var (name, place) = (p["name"]!.GetValue<string>(), p["in"]!.GetValue<string>());
            if (parameters.Exists(x => x.Name == name && x.In == place)) continue;   // the operation's own overrides the path's
            parameters.Add(new(name, place, p["required"]?.GetValue<bool>() ?? false, p["schema"] ?? new JsonObject(), p["description"]?.GetValue<string>() ?? "", ExamplesOf(p)));
        }
        var body = operation["requestBody"] is { } b ? Resolve(b) : null;
        return new()
        {
            Id = operation["operationId"]?.GetValue<string>() ?? $"{method} {path}",
            Method = method,
            Path = path,
            Parameters = parameters,
            Bodies = body is null ? [] : ContentOf(body),
            BodyRequired = body?["required"]?.GetValue<bool>() ?? false,
            Answers = operation["responses"]!.AsObject().ToDictionary(r => r.Key, r => AnswerOf(Resolve(r.Value!))),
            // An empty requirement among several means that nobody has to sign in.
            Secured = operation["security"] is JsonArray own ? own.Count > 0 && own.All(s => s!.AsObject().Count > 0) : secured,
        };
    }

    private AnswerModel AnswerOf(JsonNode answer) => new(ContentOf(answer),
        [.. (answer["headers"]?.AsObject() ?? []).Select(h => (h.Key, Header: Resolve(h.Value!))).Select(h => new AnswerHeader(h.Key, h.Header["required"]?.GetValue<bool>() ?? false, h.Header["schema"]))]);

    private IReadOnlyList<Media> ContentOf(JsonNode holder) =>
        [.. (holder["content"]?.AsObject() ?? []).Select(c => new Media(c.Key, c.Value?["schema"], ExamplesOf(c.Value!)))];

    private IReadOnlyList<JsonNode> ExamplesOf(JsonNode holder) =>
        [.. new[] { holder["example"] }.Concat((holder["examples"] as JsonObject ?? []).Select(e => Resolve(e.Value!)["value"])).OfType<JsonNode>()];

    private JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference ? Schemas.Find(_root, reference.GetValue<string>()) : node;
}
