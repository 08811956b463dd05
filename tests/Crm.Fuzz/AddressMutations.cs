using System.Globalization;
using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Spoils the path, the query string or a header of a valid call.</summary>
public sealed class AddressMutations(ApiDocument document, Graph graph)
{
    // Parameters that every list of this API has and whose values no schema can list: an unknown one is refused all the same.
    private static readonly string[] Vocabularies = ["sort", "cursor", "fields", "expand"];

    private readonly Validator _validator = new(document.Schemas);

    public IEnumerable<Mutation> Of(Call call, Random random)
    {
        foreach (var mutation in Path(call, random).Concat(Query(call)).Concat(Headers(call))) yield return mutation;
    }

    private IEnumerable<Mutation> Path(Call call, Random random)
    {
        foreach (var p in call.Operation.Parameters.Where(p => p.In == "path" && graph.IsReference(p.Schema)))
        {
            foreach (var (name, value) in new[] { ("text", "abc"), ("a number", "1"), ("NUL", "%00"), ("broken percent-encoding", "%zz"), ("half a percent-encoding", "%e"), ("not UTF-8", "%ff%fe"), ("another path", "..%2f..%2fx"),
                ("a long text", new string('a', 2000)), ("an emoji", "%F0%9F%A6%8A"), ("SQL", "1%27%20OR%20%271%27%3D%271"), ("an id and more", $"{call.Path[p.Name]}x"), ("an id in braces", $"%7B{call.Path[p.Name]}%7D"), ("nothing but a space", "%20") })
                yield return new($"an id that is none: {name}", Put(value), Parameter: p.Name) { Unspeakable = value == "%00" };
            yield return new("an id that nobody has", Put(new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]).ToString()));
            yield return new("the id of all zeros", Put(Guid.Empty.ToString()));

            Call Put(string value) => call with { Path = call.Path.ToDictionary(v => v.Key, v => v.Key == p.Name ? value : v.Value) };
        }
    }

    private IEnumerable<Mutation> Query(Call call)
    {
        yield return new("an unknown query parameter", call with { Query = [.. call.Query, ("noSuchParameter", "1")] }, Parameter: "noSuchParameter");
        yield return new("an unknown query parameter without a value", call with { RawQuery = "noSuchParameter" });
        yield return new("broken percent-encoding in a query parameter's name", call with { RawQuery = "%zz=1" });
        foreach (var p in call.Operation.Parameters.Where(p => p.In == "query"))
        {
            var rest = call.Query.Where(q => q.Name != p.Name).ToList();
            var mine = call.Query.Where(q => q.Name == p.Name).Select(q => q.Value).FirstOrDefault() ?? document.Schemas.Flat(p.Schema)["default"]?.ToString() ?? "1";
            yield return new("a repeated query parameter", call with { Query = [.. rest, (p.Name, mine), (p.Name, mine)] }, Parameter: p.Name);
            foreach (var (name, value) in new[] { ("broken percent-encoding", "%zz"), ("half a percent-encoding", "%"), ("not UTF-8", "%ff%fe"), ("NUL", "%00") })
                yield return new($"{name} in the query", call with { Query = rest, RawQuery = $"{Uri.EscapeDataString(p.Name)}={value}" });
            foreach (var (name, value) in Wrong(p)) yield return new(name, call with { Query = [.. rest, (p.Name, value)] }, Parameter: p.Name);
            if (p.Required) yield return new("a missing query parameter", call with { Query = rest }, Parameter: p.Name);
        }
    }

    private IEnumerable<(string Name, string Value)> Wrong(Parameter p)
    {
        var branches = document.Schemas.Branches(p.Schema);
        var flat = branches[0];
        var types = branches.SelectMany(Schemas.Types).ToHashSet();
        var candidates = new List<(string, string)> { ("a value of another form", "nonsense"), ("no value", ""), ("a value of another form", "-1"), ("a value of another form", "1.5"), ("a huge number", "99999999999999999999"), ("a value of another form", "2026-02-30"), ("a value of another form", "１") };
        if (flat["minimum"] is { } low) candidates.Add(("below the minimum", (Validator.Number(low) - 1).ToString("R", CultureInfo.InvariantCulture)));
        if (flat["maximum"] is { } high) candidates.Add(("above the maximum", (Validator.Number(high) + 1).ToString("R", CultureInfo.InvariantCulture)));
        if (flat["maxLength"]?.GetValue<int>() is { } longest and < 6000) candidates.Add(("too long a value", new string('x', longest + 1)));
        foreach (var (name, value) in candidates)
            if (!Fits(value, p.Schema, types)) yield return ($"{name} in the query", value);
        if (Vocabularies.Contains(p.Name) && types.Contains("string"))
            foreach (var value in new[] { "nonsense", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "-", "🦊", "'; DROP TABLE customers;--" }) yield return ($"an unknown {p.Name}", value);
    }

    // Of a list the items stand in one value, separated by commas.
    private bool Fits(string value, JsonNode schema, HashSet<string> types)
    {
        if (!types.Contains("array")) return Readings(value, types).Any(v => _validator.Accepts(v, schema));
        var items = document.Schemas.Flat(schema)["items"]!;
        var ofItems = document.Schemas.Branches(items).SelectMany(Schemas.Types).ToHashSet();
        return value.Split(',').All(part => Readings(part, ofItems).Any(v => _validator.Accepts(v, items)));
    }

    // A query string has no types: 1 may be meant as a number or as a text.
    private static IEnumerable<JsonNode?> Readings(string value, HashSet<string> types)
    {
        if (types.Contains("string")) yield return value;
        if ((types.Contains("integer") || types.Contains("number")) && decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && value.All(c => c < 128)) yield return number;
        if (types.Contains("boolean") && value is "true" or "false") yield return value == "true";
    }

    private static IEnumerable<Mutation> Headers(Call call)
    {
        foreach (var p in call.Operation.Parameters.Where(p => p.In == "header"))
        {
            if (p.Required) yield return new($"without {p.Name}", call.Without(p.Name));
            if (!p.Name.Equals("If-Match", StringComparison.OrdinalIgnoreCase)) continue;
            yield return new("a stale If-Match", call.With(p.Name, "\"2147483647\""));
            foreach (var value in new[] { "nonsense", "\"\"", "\"abc\"", "\"99999999999999999999\"", "\"-1\"" }) yield return new("a malformed If-Match", call.With(p.Name, value));
        }
    }
}
