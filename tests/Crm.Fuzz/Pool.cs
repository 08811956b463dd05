using System.Text.Json;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>A kind of record: what an address such as <c>/orders/{}</c> names, or a part of one that has an id.</summary>
public sealed class Kind(string shape, Kind? parent)
{
    /// <summary>The address with empty braces for ids.</summary>
    public string Shape { get; } = shape;

    public Kind? Parent { get; } = parent;

    /// <summary>The last word of the address, in the singular: <c>line</c>.</summary>
    public string Noun { get; } = Singular(shape.Split('/')[^2]);

    /// <summary>Its name where other records refer to it: <c>orderLine</c>.</summary>
    public string Name => Parent is null ? Noun : Parent.Name + char.ToUpperInvariant(Noun[0]) + Noun[1..];

    /// <summary>The operation that reads one.</summary>
    public Operation? Reader { get; set; }

    /// <summary>Its members that are choices or switches.</summary>
    public HashSet<string> States { get; } = [];

    /// <summary>The operations that make one, those that need least first.</summary>
    public List<Operation> Producers { get; } = [];

    /// <summary>What a part is called that stands in the list of this name: an order's lines are order lines.</summary>
    public string NameOfPart(string list) => Singular(list) is var noun ? Name + char.ToUpperInvariant(noun[0]) + noun[1..] : "";

    private static string Singular(string plural)
    {
        var words = plural.Split('-');
        var name = words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        return name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
            : name.EndsWith("sses", StringComparison.Ordinal) || name.EndsWith("xes", StringComparison.Ordinal) ? name[..^2]
            : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1] : name;
    }

    public override string ToString() => Shape;
}

/// <summary>A record that is known to exist.</summary>
public sealed class Resource(Kind kind, string id, Resource? parent)
{
    private const int MostActs = 24;

    public Kind Kind { get; } = kind;

    public string Id { get; } = id;

    public Resource? Parent { get; } = parent;

    /// <summary>It as it was last seen, or a row of it.</summary>
    public JsonObject Json { get; set; } = [];

    public bool Gone { get; set; }

    /// <summary>What distinguishes its state: choices, switches, which times are set, and what is more than nothing in it and in its parts.</summary>
    public string State => string.Join(' ', Json.SelectMany(m => m.Value switch
    {
        JsonValue v when Kind.States.Contains(m.Key) => [v.ToString()],
        JsonValue v when v.GetValueKind() == JsonValueKind.Number && m.Key != "version" => [Something(v)],
        JsonArray { Count: > 0 } parts when parts[0] is JsonObject first => first.Where(p => p.Value?.GetValueKind() == JsonValueKind.Number).Select(p => parts.Any(x => x is JsonObject o && Something(o[p.Key]) == "+") ? "+" : "0"),
        _ when m.Key.EndsWith("At", StringComparison.Ordinal) => [m.Value is null ? "-" : "set"],
        _ => Enumerable.Empty<string>(),
    }));

    private static string Something(JsonNode? number) => number?.GetValueKind() == JsonValueKind.Number && Validator.Number(number) > 0 ? "+" : "0";

    /// <summary>The call that made it, where the fuzzer did, on which record, and after how many acts on that.</summary>
    public Call? Born { get; private set; }

    public Resource? BornOn { get; private set; }

    public int BornAt { get; private set; }

    /// <summary>The acts that succeeded on it and on what was made for it.</summary>
    public List<Call> History { get; } = [];

    public void BornBy(Call call)
    {
        if (Born is not null) return;
        (Born, BornOn) = (call, call.Target);
        BornAt = BornOn is null ? 0 : BornOn.History.FindLastIndex(c => ReferenceEquals(c, call)) is var at and >= 0 ? at : BornOn.History.Count;
    }

    public void Underwent(Call call)
    {
        if (History.Count < MostActs && (History.Count == 0 || History[^1].Operation != call.Operation)) History.Add(call);
        BornOn?.Underwent(call);   // what is delivered was delivered for an order
    }

    /// <summary>What it refers to, itself included, by name.</summary>
    public IEnumerable<(string Name, string Id)> References => Json.Where(m => m.Key.EndsWith("Id", StringComparison.Ordinal) && m.Value is JsonValue v && v.GetValueKind() == JsonValueKind.String)
        .Select(m => (m.Key, m.Value!.GetValue<string>())).Append(($"{Kind.Name}Id", Id)).Concat(Parent is null ? [] : [($"{Parent.Kind.Name}Id", Parent.Id)]);
}

/// <summary>The records that the fuzzer has met, by kind, in the order of meeting.</summary>
public sealed class Pool
{
    private const int MostOfOneKind = 60;

    private readonly Dictionary<string, Kind> _kinds = [];
    private readonly Dictionary<string, List<Resource>> _resources = [];

    /// <summary>Records that must not be written: the caller's own account.</summary>
    public HashSet<string> Protected { get; } = [];

    public IEnumerable<Kind> Kinds => _kinds.Values;

    public Kind KindOf(string shape)
    {
        if (_kinds.TryGetValue(shape, out var known)) return known;
        var above = shape[..shape.LastIndexOf("/{}", StringComparison.Ordinal)];
        var parent = above.LastIndexOf("/{}", StringComparison.Ordinal) is var at and >= 0 ? KindOf(above[..(at + 3)]) : null;
        return _kinds[shape] = new(shape, parent);
    }

    public IReadOnlyList<Resource> Of(Kind kind) => _resources.GetValueOrDefault(kind.Shape) ?? [];

    public IEnumerable<Resource> Living(Kind kind) => Of(kind).Where(r => !r.Gone);

    /// <summary>Remembers a record, and the parts of it that have ids.</summary>
    public Resource Add(Kind kind, string id, JsonObject? json, Resource? parent)
    {
        if (!_resources.TryGetValue(kind.Shape, out var all)) _resources[kind.Shape] = all = [];
        var resource = all.Find(r => r.Id == id && (parent is null || r.Parent?.Id == parent.Id));
        if (resource is null)
        {
            all.Add(resource = new(kind, id, parent));
            if (all.Count > MostOfOneKind) all.RemoveAt(all.FindIndex(r => r.Gone) is var gone and >= 0 ? gone : MostOfOneKind / 3);
        }
        if (json is null || json.Count < resource.Json.Count) return resource;   // a row knows less than the record
        resource.Json = json;
        resource.Gone = false;
        foreach (var (member, value) in json)
        {
            if (value is not JsonArray parts || !parts.All(p => p is JsonObject o && o["id"] is JsonValue) || kind.Shape.Count(c => c == '{') > 1) continue;
            var part = Kinds.FirstOrDefault(k => k.Parent is null && k.Name == kind.NameOfPart(member)) ?? KindOf($"{kind.Shape}/{member}/{{}}");   // a part may have an address of its own
            if (_resources.TryGetValue(part.Shape, out var old)) old.RemoveAll(r => r.Parent == resource && !parts.Any(p => p!["id"]!.ToString() == r.Id));
            foreach (var p in parts) Add(part, p!["id"]!.ToString(), p.AsObject(), resource);
        }
        return resource;
    }

    /// <summary>What some record calls by this name.</summary>
    public JsonValue? ValueOf(string name, Random random)
    {
        var kinds = _resources.Values.Select(all => all.Where(r => !r.Gone && r.Json[name] is JsonValue).ToList()).Where(all => all.Count > 0).ToList();
        if (kinds.Count == 0) return null;
        var resources = kinds[random.Next(kinds.Count)];
        return (JsonValue)resources[random.Next(resources.Count)].Json[name]!.DeepClone();
    }

    /// <summary>One of the kind that fits best to what is chosen already; sometimes any.</summary>
    public Resource? Choose(Kind kind, IReadOnlyDictionary<string, string> beside, Random random, bool write = false)
    {
        var all = Living(kind).Where(r => !write || !Protected.Contains(r.Id)).ToList();
        if (all.Count == 0) return null;
        if (beside.Count == 0 && random.Next(2) == 0)
        {
            var states = all.GroupBy(r => r.State).Select(g => g.ToList()).ToList();   // a rare state is as likely as a common one
            all = states[random.Next(states.Count)];
        }
        if (random.Next(12) == 0) return all[random.Next(all.Count)];
        var rated = all.Select(r => (Resource: r, Rate: Rate(r, beside))).ToList();
        var best = rated.Max(r => r.Rate);
        var fitting = rated.Where(r => r.Rate == best).ToList();
        return fitting[random.Next(fitting.Count)].Resource;
    }

    private static int Rate(Resource resource, IReadOnlyDictionary<string, string> beside) => resource.References.Sum(reference =>
        !beside.TryGetValue(reference.Name, out var chosen) ? 0
        : reference.Name == $"{resource.Kind.Name}Id" ? (chosen == resource.Id ? -3 : 0)   // a record refers to others of its kind, not to itself
        : chosen == reference.Id ? 1 : -2);
}
