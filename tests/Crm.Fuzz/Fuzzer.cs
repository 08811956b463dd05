using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Walks the document and calls every operation, with valid and invalid data, until the requests are used up. One round is always whole.</summary>
public sealed class Fuzzer(Session session)
{
    public Fuzzer(JsonNode document, Target target, FuzzOptions options) : this(new Session(document, target, options))
    {
    }

    private const int Patience = 6;
    private const int Candidates = 8;
    private const int Enough = 4;
    private const int Models = 5;

    private readonly HashSet<string> _fresh = [];
    private readonly Session _session = session;
    private readonly Replay _replay = new(session);


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
            for (var more = 0; idle < (round == 0 ? Patience : 1) && !_session.Exhausted && operations.Exists(o => !Reached(o)); more++)
            {
                // What depends on a state gets another chance in the states that have come about since.
                _fresh.Clear();
                foreach (var operation in operations.Where(o => !Reached(o))) await Persist(valid, operation, round * 100 + more);
                foreach (var maker in operations.Where(o => o.Method == "POST" && _session.Random($"{o.Id} {round} {more}").Next(2) == 0)) await valid.Try(maker, (Style)(more % 6), _session.Random($"again {maker.Id} {round} {more}"), fresh: true);
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
            _session.Options.Progress($"round {round}: {_session.Client.Sent} requests, {operations.Count(Reached)} of {operations.Count} operations succeed, {_session.Findings.All.Count} findings");
        }
        while (!_session.Exhausted);
        foreach (var operation in operations.Where(o => !Reached(o)))
            _session.Findings.Add(FindingKind.NeverSucceeds, new(new Call(operation), 0, Reasons(operation), null, new Dictionary<string, string>()), "no success", "one success at least");
        return new(_session, operations);
    }

    private bool Reached(Operation operation) => _session.Succeeded.ContainsKey(operation.Id);

    private string Reasons(Operation operation) => string.Join(", ", (_session.Client.Refusals.GetValueOrDefault(operation.Id) ?? []).OrderByDescending(r => r.Value).Take(12).Select(r => $"{r.Key}: {r.Value}"));

    // What makes records first, what takes them away last.
    private IEnumerable<Operation> Ordered() => _session.Document.Operations.OrderBy(o => o.Method switch { "POST" => 0, "PUT" or "PATCH" => 1, "GET" => 2, _ => 3 }).ThenBy(o => o.Path.Count(c => c == '{'));

    private async Task Succeed(ValidCalls valid, Operation operation, int round)
    {
        await Tidy(operation);
        var random = _session.Random($"valid {operation.Id} {round}");
        var fresh = round > 0;
        var successes = 0;
        foreach (var style in Enum.GetValues<Style>())
        {
            if (round > 0 && _session.Exhausted) return;
            if (await valid.Try(operation, style, random, fresh)) successes++;
            else fresh = true;
            if (successes == Enough) return;
        }
    }

    // Records in every state that there is, the rare ones first, then new ones.
    private async Task Persist(ValidCalls valid, Operation operation, int attempt)
    {
        await Tidy(operation);
        var random = _session.Random($"persist {operation.Id} {attempt}");
        if (operation.Parameters.FirstOrDefault(p => p.In == "path" && _session.Graph.IsReference(p.Schema)) is not { } first)
        {
            for (var n = 0; n < Candidates; n++)
                if (await valid.Try(operation, (Style)(n % 6), random, fresh: true)) return;
            return;
        }
        var kind = _session.Graph.KindOf(operation, first.Name);
        await Refresh(kind);
        var states = _session.Pool.Living(kind).Where(r => !_session.Pool.Protected.Contains(r.Id)).GroupBy(r => r.State).OrderBy(s => s.Count()).ToList();
        foreach (var candidate in states.SelectMany(s => s.OrderBy(_ => random.Next()).Take(1)).Take(Candidates))
            if (await valid.Try(operation, (Style)random.Next(1, 6), random, fresh: true, candidate)) return;
        // A record like one of them, at another point of its life, or one act further.
        var acts = _session.Document.Operations.Where(o => o.Writes && o != operation && Reached(o) && o.Shape.StartsWith($"{kind.Shape}/", StringComparison.Ordinal)).ToList();
        var models = _session.Pool.Of(kind).Where(r => r.Born is not null).GroupBy(r => r.State).OrderBy(s => s.Count()).Select(s => s.ElementAt(random.Next(s.Count()))).Take(Models * 2).OrderBy(_ => random.Next());
        foreach (var model in models.Take(Models).ToList())
        {
            // Where one came from there may be another one.
            if (model is { Born: { } born, BornOn: { Gone: false } source } && await valid.Try(born.Operation, (Style)random.Next(1, 6), random, fresh: true, source) && _session.Pool.Living(kind).LastOrDefault() is { } sibling
                && await valid.Try(operation, random.Next(2) == 0 ? Style.Minimal : Style.Some, random, fresh: true, sibling)) return;
            if (await _replay.Like(model, random.Next(2) == 0 ? model.History.Count : random.Next(model.History.Count + 1), random) is not { } record) continue;
            if (await valid.Try(operation, random.Next(2) == 0 ? Style.Minimal : (Style)random.Next(6), random, fresh: true, record)) return;
            if (acts.Count == 0 || !await valid.Try(acts[random.Next(acts.Count)], (Style)random.Next(6), random, fresh: true, record)) continue;
            if (await valid.Try(operation, random.Next(2) == 0 ? Style.Minimal : (Style)random.Next(6), random, fresh: true, record)) return;
        }
        foreach (var producer in kind.Producers.Take(1).Concat(kind.Producers.Take(1)))
            if (await valid.Try(producer, random.Next(2) == 0 ? Style.Linked : Style.Tweaked, random, fresh: true) && _session.Pool.Living(kind).LastOrDefault() is { } newest
                && await valid.Try(operation, Style.Minimal, random, fresh: true, newest)) return;
    }

    // A record that nothing refers to can still rule over others (a required custom field): it goes before other kinds are tried.
    private async Task Tidy(Operation next)
    {
        foreach (var kind in _session.Pool.Kinds.Where(k => k.Parent is null && !next.Shape.StartsWith(k.Shape[..^3], StringComparison.Ordinal)).ToList())
        {
            if (_session.Document.Operations.FirstOrDefault(o => o.Method == "DELETE" && o.Shape == kind.Shape) is not { } delete || _session.Graph.IsReferredTo(kind)) continue;
            foreach (var resource in _session.Pool.Living(kind).ToList())
            {
                await _session.Send(new Call(delete) { Path = new Dictionary<string, string> { [delete.Parameters.First(p => p.In == "path").Name] = resource.Id }, Target = resource });
                resource.Gone = true;
            }
        }
    }

    private async Task Refresh(Kind kind)
    {
        if (kind.Reader is not { } reader || reader.Parameters.Count(p => p.In == "path") != 1 || !_fresh.Add(kind.Shape)) return;
        foreach (var resource in _session.Pool.Living(kind).ToList())
            _session.Graph.Learn(await _session.Send(new Call(reader) { Path = new Dictionary<string, string> { [reader.Parameters.First(p => p.In == "path").Name] = resource.Id }, Target = resource }));
    }
}
