using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Walks the document and calls every operation, with valid and invalid data, until the requests are used up. One round is always whole.</summary>
public sealed class Fuzzer(JsonNode document, Target target, FuzzOptions options)
{
    private const int Patience = 5;
    private const int Candidates = 16;

    private readonly HashSet<string> _fresh = [];

    private readonly Session _session = new(document, target, options);

    public async Task<FuzzReport> Run()
    {
        var operations = Ordered().ToList();
        var valid = new ValidCalls(_session);
        var invalid = new InvalidCalls(_session);
        var doors = new Doors(_session);
        foreach (var list in operations.Where(o => o.Method == "GET" && !o.Path.Contains('{', StringComparison.Ordinal))) await valid.Try(list, Style.Minimal, _session.Random(list.Id), fresh: false);
        var round = 0;
        do
        {
            foreach (var operation in operations) await Succeed(valid, operation, round);
            var (reached, idle) = (operations.Count(Reached), 0);
            for (var more = 0; idle < (round == 0 ? Patience : 1) && operations.Exists(o => !Reached(o)); more++)
            {
                // What depends on a state gets another chance in the states that have come about since.
                _fresh.Clear();
                foreach (var operation in operations.Where(o => !Reached(o))) await Persist(valid, operation, round * 100 + more);
                foreach (var maker in operations.Where(o => o.Method == "POST" && _session.Random($"{o.Id} {round} {more}").Next(2) == 0)) await valid.Try(maker, (Style)(more % 5), _session.Random($"again {maker.Id} {round} {more}"), fresh: true);
                if (operations.Count(Reached) is var now && now > reached) (reached, idle) = (now, 0);
                else idle++;
            }
            if (round == 0)
            {
                foreach (var address in operations.GroupBy(o => o.Shape)) await doors.OtherMethods(address);
            }
            foreach (var operation in operations.Where(_ => round == 0 || !_session.Exhausted)) await invalid.Round(operation, round);
            foreach (var operation in operations.Where(_ => round % 4 == 0 && (round == 0 || !_session.Exhausted))) await doors.Strangers(operation, round);
            round++;
            options.Progress($"round {round}: {_session.Client.Sent} requests, {operations.Count(Reached)} of {operations.Count} operations succeed, {_session.Findings.All.Count} findings");
        }
        while (!_session.Exhausted);
        foreach (var operation in operations.Where(o => !Reached(o)))
            _session.Findings.Add(FindingKind.NeverSucceeds, new(new Call(operation), 0, Statuses(operation), null, new Dictionary<string, string>()), "no success", "one success at least");
        return new(_session, operations);
    }

    private bool Reached(Operation operation) => _session.Succeeded.ContainsKey(operation.Id);

    private string Statuses(Operation operation) => string.Join(", ", (_session.Client.Statuses.GetValueOrDefault(operation.Id) ?? []).Select(s => $"{s.Key}: {s.Value}"));

    // What makes records first, what takes them away last.
    private IEnumerable<Operation> Ordered() => _session.Document.Operations.OrderBy(o => o.Method switch { "POST" => 0, "PUT" or "PATCH" => 1, "GET" => 2, _ => 3 }).ThenBy(o => o.Path.Count(c => c == '{'));

    private async Task Succeed(ValidCalls valid, Operation operation, int round)
    {
        var random = _session.Random($"valid {operation.Id} {round}");
        var fresh = round > 0;
        foreach (var style in Enum.GetValues<Style>())
        {
            if (round > 0 && _session.Exhausted) return;
            if (!await valid.Try(operation, style, random, fresh)) fresh = true;
        }
    }

    // Records in every state that there is, the rare ones first, then new ones.
    private async Task Persist(ValidCalls valid, Operation operation, int attempt)
    {
        var random = _session.Random($"persist {operation.Id} {attempt}");
        if (operation.Parameters.FirstOrDefault(p => p.In == "path" && _session.Graph.IsReference(p.Schema)) is not { } first)
        {
            await valid.Try(operation, (Style)random.Next(5), random, fresh: true);
            return;
        }
        var kind = _session.Graph.KindOf(operation, first.Name);
        await Refresh(kind);
        var states = _session.Pool.Living(kind).Where(r => !_session.Pool.Protected.Contains(r.Id)).GroupBy(StateOf).OrderBy(s => s.Count()).ToList();
        foreach (var candidate in states.SelectMany(s => s.OrderBy(_ => random.Next()).Take(2)).Take(Candidates))
            if (await valid.Try(operation, (Style)random.Next(5), random, fresh: true, candidate) || await valid.Try(operation, Style.Minimal, random, fresh: true, candidate)) return;
        for (var n = 0; n < 2; n++) await _session.Builder.Make(kind, random);
    }

    private async Task Refresh(Kind kind)
    {
        if (kind.Reader is not { } reader || reader.Parameters.Count(p => p.In == "path") != 1 || !_fresh.Add(kind.Shape)) return;
        foreach (var resource in _session.Pool.Living(kind).ToList())
            _session.Graph.Learn(await _session.Send(new Call(reader) { Path = new Dictionary<string, string> { [reader.Parameters.First(p => p.In == "path").Name] = resource.Id }, Target = resource }));
    }

    // What distinguishes states: choices, switches, and whether there is anything in a list or a member.
    private string StateOf(Resource resource)
    {
        if (resource.Kind.Reader?.Success is not { } schema) return "";
        var properties = _session.Document.Schemas.Flat(schema)["properties"] as JsonObject ?? [];
        return string.Join(' ', properties.Where(p => p.Key.EndsWith("At", StringComparison.Ordinal) || _session.Document.Schemas.Branches(p.Value!).Any(b => b["enum"] is not null || Schemas.Types(b).Contains("boolean")))
            .Select(p => resource.Json[p.Key] is JsonValue v ? v.GetValueKind() == System.Text.Json.JsonValueKind.String && p.Key.EndsWith("At", StringComparison.Ordinal) ? "set" : v.ToString() : "-"));
    }
}
