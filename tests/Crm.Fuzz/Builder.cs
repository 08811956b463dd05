using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Makes valid calls, and the records that they need, on demand.</summary>
public sealed class Builder(ApiDocument document, Graph graph, Pool pool, Generator generator, Words words, Func<Call, Task<Exchange>> send)
{
    private const int Deepest = 4;

    private readonly HashSet<string> _making = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly Validator _validator = new(document.Schemas);

    /// <summary>A call that the document allows, on records that exist; null when they cannot be made.</summary>
    public async Task<Call?> Valid(Operation operation, Style style, Random random, bool fresh = false, Resource? on = null, int depth = 0)
    {
        try
        {
            return await Build(operation, style, random, fresh, on, depth);
        }
        catch (NoValueException)
        {
            return null;   // an operation for which that happens always is reported as one that never succeeds
        }
    }

    private async Task<Call?> Build(Operation operation, Style style, Random random, bool fresh, Resource? on, int depth)
    {
        var call = new Call(operation);
        var path = new Dictionary<string, string>();
        Resource? target = null;
        foreach (var parameter in operation.Parameters.Where(p => p.In == "path"))
        {
            if (!graph.IsReference(parameter.Schema))
            {
                path[parameter.Name] = Uri.EscapeDataString(Scalar(generator.Value(parameter.Schema, parameter.Name, new(operation, target, random, Style.Minimal, fresh), null, 1)));
                continue;
            }
            var kind = graph.KindOf(operation, parameter.Name);
            var resource = target is null && on?.Kind == kind ? on : target is null ? await Existing(kind, operation, random, depth) : await Part(kind, target, random, depth);
            if (resource is null) return null;
            path[parameter.Name] = resource.Id;
            target = resource.Parent is null || target is null ? resource : target;
        }
        call = call with { Path = path, Target = target };
        var current = operation.Writes ? await Read(call) : null;
        var setting = new Setting(operation, target, random, style, fresh);
        foreach (var (name, id) in target?.References ?? []) setting.References.TryAdd(name, id);
        var query = new List<(string, string)>();
        var optional = operation.Parameters.Where(p => p is { In: "query", Required: false }).ToList();
        var wanted = style switch { Style.Minimal or Style.Example or Style.Linked => 0, _ => Math.Min(optional.Count, random.Next(1, 4)) };
        for (; wanted > 0; wanted--) Add(optional[random.Next(optional.Count)]);
        foreach (var parameter in operation.Parameters.Where(p => p is { In: "query", Required: true })) Add(parameter);
        call = Headers(call with { Query = query }, current, setting);
        if (Media(operation, random) is not { } media) return call;
        return await Fits(media.Schema!, operation, random, depth) ? call with { MediaType = media.Type, Body = generator.Body(media.Schema!, media.Examples, setting) } : null;

        void Add(Parameter p)
        {
            if (query.Exists(q => q.Item1 == p.Name) || p.Name == "cursor" || !generator.HasValue(Item(p), Field(p), setting)) return;   // a cursor is only had from an answer
            query.Add((p.Name, QueryValue(p, setting)));
        }
    }

    /// <summary>What the call is about, as it is now.</summary>
    public async Task<Exchange?> Read(Call call)
    {
        if (graph.ReaderFor(call.Operation) is not { } reader || reader.Parameters.Any(p => p.In == "path" && !call.Path.ContainsKey(p.Name))) return null;
        var names = reader.Parameters.Where(p => p.In == "path").Select(p => p.Name).ToHashSet();
        var answer = await send(new Call(reader) { Path = call.Path.Where(p => names.Contains(p.Key)).ToDictionary(), Target = call.Target });
        graph.Learn(answer);
        return answer;
    }

    /// <summary>A record of the kind: one that is known, or a new one.</summary>
    public async Task<Resource?> Existing(Kind kind, Operation operation, Random random, int depth)
    {
        var write = operation.Writes;
        var known = pool.Living(kind).Count(r => !write || !pool.Protected.Contains(r.Id));
        var deletes = operation.Method == "DELETE" && operation.Shape == kind.Shape;
        if (known == 0 || deletes) await Make(kind, random, depth);
        if (deletes && random.Next(4) > 0 && pool.Living(kind).LastOrDefault() is { } newest && !pool.Protected.Contains(newest.Id)) return newest;   // what has a history is worth keeping
        // What is archived can be brought back, and must not be found by the rest.
        var gone = pool.Of(kind).Where(r => r.Gone).ToList();
        if (operation.Method == "PUT" && operation.Bodies.Count == 0 && gone.Count > 0 && random.Next(3) == 0) return gone[random.Next(gone.Count)];
        return pool.Choose(kind, new Dictionary<string, string>(), random, write);
    }

    private async Task<Resource?> Part(Kind kind, Resource whole, Random random, int depth)
    {
        var parts = pool.Living(kind).Where(r => r.Parent == whole).ToList();
        if (parts.Count == 0)
        {
            await Make(kind, random, depth, whole);
            parts = [.. pool.Living(kind).Where(r => r.Parent == whole)];
        }
        if (parts.Count > 0) return parts[random.Next(parts.Count)];
        return null;
    }

    /// <summary>Makes a record by the first of its producers that succeeds.</summary>
    public async Task Make(Kind kind, Random random, int depth = 0, Resource? within = null)
    {
        if (depth > Deepest || !_making.Add(kind.Shape)) return;
        try
        {
            foreach (var producer in kind.Producers)
            {
                var failures = _failures.GetValueOrDefault(producer.Id);
                for (var (attempt, first) = (0, random.Next(5)); attempt < Math.Max(1, 8 - failures * 2); attempt++)
                {
                    var style = (Style)((attempt + first) % 5);
                    if (await Valid(producer, style, random, fresh: true, on: within, depth: depth + 1) is not { } call) break;
                    var answer = await send(call);
                    if (graph.Learn(answer) is not { } made || (made.Kind != kind && !pool.Living(kind).Any())) continue;
                    _failures[producer.Id] = 0;
                    return;
                }
                _failures[producer.Id] = failures + 1;
            }
        }
        finally
        {
            _making.Remove(kind.Shape);
        }
    }

    // Every record that the body must name exists, or is made.
    private async Task<bool> Fits(JsonNode schema, Operation operation, Random random, int depth)
    {
        foreach (var (name, property) in RequiredReferences(schema, 0).ToList())
        {
            var kinds = graph.Candidates(operation, name, document.Schemas.Flat(property)["description"]?.ToString() ?? "");
            if (kinds.Count > 0 && !pool.Living(kinds[0]).Any()) await Make(kinds[0], random, depth + 1);
            if (!kinds.Any(k => pool.Living(k).Any())) return false;
        }
        return true;
    }

    private IEnumerable<(string Name, JsonNode Schema)> RequiredReferences(JsonNode schema, int level)
    {
        var flat = document.Schemas.Branches(schema)[0];
        if (level > 3) yield break;
        if (flat["items"] is { } items)
            foreach (var inner in RequiredReferences(items, level + 1)) yield return inner;
        foreach (var name in Schemas.Required(flat))
        {
            if (flat["properties"]?[name] is not { } property) continue;
            if (graph.IsReference(property) || graph.IsReference(document.Schemas.Flat(property)["items"] ?? new JsonObject())) yield return (name, property);
            else
                foreach (var inner in RequiredReferences(property, level + 1)) yield return inner;
        }
    }

    /// <summary>Any of the documented bodies that can be made.</summary>
    public static Media? Media(Operation operation, Random random)
    {
        var usable = operation.Bodies.Where(b => b.Schema is not null && (b.IsJson || b.Type.Contains("ndjson", StringComparison.Ordinal))).ToList();
        return usable.Count == 0 ? null : random.Next(4) == 0 ? usable[random.Next(usable.Count)] : usable[0];
    }

    private Call Headers(Call call, Exchange? current, Setting setting)
    {
        foreach (var p in call.Operation.Parameters.Where(p => p.In == "header"))
        {
            if (!p.Required && setting.Random.Next(3) > 0) continue;
            if (p.Name.Equals("If-Match", StringComparison.OrdinalIgnoreCase)) call = current?.ETag is { } tag ? call.With(p.Name, tag) : p.Required ? call.With(p.Name, "*") : call;
            else if (p.Name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)) call = call.With(p.Name, $"fuzz-{setting.Random.NextInt64():x}");
            else if (!p.Name.StartsWith("If-", StringComparison.OrdinalIgnoreCase) && p.Required) call = call.With(p.Name, Scalar(generator.Value(p.Schema, p.Name, setting, null, 1)));
        }
        return call;
    }

    // A filter is best tried with a value that some record has.
    private string QueryValue(Parameter p, Setting setting)
    {
        var field = Field(p);
        if (document.Schemas.Flat(p.Schema)["format"] is null && setting.Random.Next(4) > 0 && words.Pick(field, setting.Random) is { } word
            && Scalar(word) is var text && (_validator.Accepts(word, p.Schema) || _validator.Accepts(JsonValue.Create(text), p.Schema))) return text;
        if (document.Schemas.Flat(p.Schema)["default"] is { } usual && setting.Random.Next(2) == 0) return Scalar(usual);
        return Scalar(generator.Value(p.Schema, field, setting, null, 1));
    }

    private JsonNode Item(Parameter p) => document.Schemas.Flat(p.Schema)["items"] ?? p.Schema;

    private static string Field(Parameter p) => p.Name.Split('[')[0].Split('.')[^1];

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(',', list.Select(Scalar)),
        _ when value.GetValueKind() == System.Text.Json.JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
