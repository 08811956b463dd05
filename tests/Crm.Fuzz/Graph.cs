using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Crm.Fuzz;

/// <summary>Which operation makes what, and what a path or a member refers to, read from the document.</summary>
public sealed class Graph
{
    private readonly ApiDocument _document;
    private readonly Pool _pool;
    private readonly Dictionary<string, Dictionary<string, int>> _refused = [];
    private readonly HashSet<string> _referred = [];

    public Graph(ApiDocument document, Pool pool)
    {
        (_document, _pool) = (document, pool);
        foreach (var operation in document.Operations)
            foreach (var parameter in operation.Parameters.Where(p => p.In == "path" && IsReference(p.Schema)))
                KindOf(operation, parameter.Name);
        foreach (var schema in document.Operations.SelectMany(o => o.Bodies.Select(b => b.Schema).Append(o.Success)).OfType<JsonNode>()) Collect(schema, 0);
        foreach (var kind in pool.Kinds.ToList())
        {
            kind.Reader = document.Operations.FirstOrDefault(o => o.Method == "GET" && o.Shape == kind.Shape);
            foreach (var (name, property) in kind.Reader?.Success is { } answer ? document.Schemas.Flat(answer)["properties"]?.AsObject() ?? [] : [])
                if (document.Schemas.Branches(property!).Any(b => b["enum"] is not null || Schemas.Types(b).Contains("boolean"))) kind.States.Add(name);
            var made = Schemas.NameOf(kind.Reader?.Success);
            kind.Producers.AddRange(document.Operations
                .Where(o => o.Method is "POST" or "PUT" && o.Shape != kind.Shape && (o.Method == "POST" && $"{o.Shape}/{{}}" == kind.Shape || (made is not null && o.Answers.ContainsKey("201") && Schemas.NameOf(o.Success) == made)))
                .OrderBy(o => o.Path.Count(c => c == '{')).ThenBy(o => $"{o.Shape}/{{}}" == kind.Shape ? 0 : 1));
        }
    }

    /// <summary>The kind of the record that a parameter of the path names.</summary>
    public Kind KindOf(Operation operation, string parameter)
    {
        var steps = operation.Path.Split('/');
        return _pool.KindOf(ApiDocument.ShapeOf(string.Join('/', steps[..(Array.IndexOf(steps, $"{{{parameter}}}") + 1)])));
    }

    /// <summary>Whether a value of this schema is the id of a record.</summary>
    public bool IsReference(JsonNode schema) => _document.Schemas.Branches(schema).Any(b => b["format"] is JsonValue v && v.ToString() == "uuid");

    /// <summary>The operation that reads what this one is about: the longest address above it (or its own) that can be read.</summary>
    public Operation? ReaderFor(Operation operation)
    {
        for (var shape = operation.Shape; shape.Length > 0; shape = shape[..Math.Max(0, shape.LastIndexOf('/'))])
            if (_document.Operations.FirstOrDefault(o => o.Method == "GET" && o.Shape == shape && o.Success is { } s && _document.Schemas.Flat(s)["properties"]?["id"] is not null) is { } reader)
                return reader;
        return null;
    }

    /// <summary>The kinds that a member could refer to, the likeliest first.</summary>
    public IReadOnlyList<Kind> Candidates(Operation operation, string member, string description)
    {
        var stem = Regex.Replace(member, "Ids?$", "");
        var own = operation.Parameters.Where(p => p.In == "path" && IsReference(p.Schema)).Select(p => KindOf(operation, p.Name)).FirstOrDefault()
            ?? _pool.Kinds.FirstOrDefault(k => k.Shape == $"{operation.Shape}/{{}}");
        var kinds = _pool.Kinds.Where(k => k.Reader is not null || k.Parent is not null).ToList();
        var likely = kinds.Where(k => k.Name == stem)
            .Concat(kinds.Where(k => k.Noun == stem && k.Parent is not null && k.Parent == own))
            .Concat(kinds.Where(k => stem.EndsWith(char.ToUpperInvariant(k.Name[0]) + k.Name[1..], StringComparison.Ordinal)))
            .Concat(kinds.Where(k => k.Parent is null).Select(k => (Kind: k, At: Regex.Match(description, $@"\b{Spaced(k.Name)}s?\b", RegexOptions.IgnoreCase))).Where(k => k.At.Success).OrderBy(k => k.At.Index).Select(k => k.Kind))
            .Concat(own is null ? [] : [own])
            .Concat(kinds.Where(k => k.Parent is null))
            .Distinct();
        var refused = _refused.GetValueOrDefault($"{operation.Id} {member}");
        return [.. likely.OrderBy(k => refused?.GetValueOrDefault(k.Shape) >= 3)];
    }

    /// <summary>Whether any path or member speaks of this kind besides its own addresses.</summary>
    public bool IsReferredTo(Kind kind) => _referred.Contains(kind.Name) || _document.Operations.Any(o => o.Shape.StartsWith($"{kind.Shape}/{{", StringComparison.Ordinal) || (o.Shape.StartsWith($"{kind.Shape}/", StringComparison.Ordinal) && o.Method == "POST"));

    /// <summary>Learns from an answer that says that a reference was wrong.</summary>
    public void Learn(Operation operation, string pointer, string id)
    {
        var member = pointer.Split('/').LastOrDefault(s => s.Length > 0 && !char.IsDigit(s[0])) ?? "";
        if (_pool.Kinds.FirstOrDefault(k => _pool.Of(k).Any(r => r.Id == id)) is not { } kind) return;
        var key = $"{operation.Id} {member}";
        if (!_refused.TryGetValue(key, out var counts)) _refused[key] = counts = [];
        counts[kind.Shape] = counts.GetValueOrDefault(kind.Shape) + 1;
    }

    /// <summary>Remembers the records that an answer shows.</summary>
    public Resource? Learn(Exchange exchange)
    {
        if (exchange.Status is 404 or 308 && exchange.Call is { Target: { } target } call && target.Kind.Reader == call.Operation) target.Gone = true;
        if (!exchange.Succeeded || exchange.Json is not JsonObject body) return null;
        var operation = exchange.Call.Operation;
        if (body["data"] is JsonArray rows)
        {
            var last = operation.Shape.Split('/')[^1];
            var kind = _pool.Kinds.FirstOrDefault(k => k.Shape == $"{operation.Shape}/{{}}") ?? _pool.Kinds.FirstOrDefault(k => k.Parent is null && k.Shape.EndsWith($"/{last}/{{}}", StringComparison.Ordinal));
            if (kind is not null && kind.Reader is not null)
                foreach (var row in rows.OfType<JsonObject>().Where(r => r["id"] is JsonValue).Take(30)) _pool.Add(kind, row["id"]!.ToString(), (JsonObject)row.DeepClone(), kind.Parent is null ? null : exchange.Call.Target);
            return null;
        }
        if (body["id"] is not JsonValue id || id.GetValueKind() != JsonValueKind.String) return null;
        var address = exchange.Headers.GetValueOrDefault("Location");
        var answered = Schemas.NameOf(operation.Success);
        var made = (address is null ? null : _pool.Kinds.FirstOrDefault(k => k.Reader is not null && Matches(k.Shape, address)))
            ?? _pool.Kinds.FirstOrDefault(k => answered is not null && Schemas.NameOf(k.Reader?.Success) == answered);
        if (made is null) return null;
        var resource = _pool.Add(made, id.ToString(), (JsonObject)body.DeepClone(), made.Parent is null ? null : exchange.Call.Target);
        if (exchange.Status == 201) resource.BornBy(exchange.Call);
        return resource;
    }

    public static bool Matches(string shape, string address)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.AbsolutePath : address;
        var (a, b) = (shape.Split('/'), path.Split('?')[0].Split('/'));
        return a.Length == b.Length && a.Zip(b).All(p => p.First == p.Second || p.First == "{}");
    }

    private void Collect(JsonNode schema, int depth)
    {
        if (depth > 5) return;
        foreach (var flat in _document.Schemas.Branches(schema))
        {
            foreach (var (name, property) in flat["properties"]?.AsObject() ?? [])
            {
                if (name.EndsWith("Id", StringComparison.Ordinal)) _referred.Add(name[..^2]);
                Collect(property!, depth + 1);
            }
            if (flat["items"] is { } items) Collect(items, depth + 1);
        }
    }

    private static string Spaced(string name) => Regex.Replace(name, "(?<=[a-z])([A-Z])", " $1");
}
