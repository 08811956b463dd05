using System.Text;

namespace Crm.Fuzz;

/// <summary>Calls that the document forbids: each is refused, says where it is wrong, and has no effect.</summary>
public sealed class InvalidCalls(Session session)
{
    private int _keys;

    private readonly BodyMutations _body = new(session.Document);
    private readonly AddressMutations _address = new(session.Document, session.Graph);

    /// <summary>Tries a share of everything that can be wrong with the operation's calls.</summary>
    public async Task Round(Operation operation, int round)
    {
        var random = session.Random($"invalid {operation.Id} {round}");
        if (await session.Builder.Valid(operation, Style.Full, random, fresh: true) is not { } full) return;
        var good = session.Succeeded.TryGetValue(operation.Id, out var last) ? full with { Body = last.Body?.DeepClone(), MediaType = last.MediaType, Query = last.Query } : full;
        var all = Mutations(good, random).Select(m => m with { Alone = last is not null }).Concat(full.Body is null ? [] : _body.Places(full)).ToList();
        var state = await State.Of(session, full);
        foreach (var mutation in Share(all, session.Options.MutationsPerRound, random)) state = await Refused(mutation, full, state);
        if (operation.Answers.ContainsKey("413") && full.MediaType is not null && random.Next(round == 0 ? 8 : 2) == 0)
            await Refused(new("a body of 40 MB", full with { RawBody = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 40_000_000)}\"}}") }), full, state);
    }

    private IEnumerable<Mutation> Mutations(Call call, Random random) =>
        BodyMutations.Broken(call).Concat(_body.Places(call)).Concat(_address.Of(call, random)).Concat(UnknownReferences(call, random));

    // A body that names a record which is not there satisfies the schema and must be refused all the same.
    private static IEnumerable<Mutation> UnknownReferences(Call call, Random random)
    {
        if (call.Body is not System.Text.Json.Nodes.JsonObject body || call.MediaType is null) yield break;
        foreach (var (name, value) in body.Where(m => m.Key.EndsWith("Id", StringComparison.Ordinal) && m.Value is System.Text.Json.Nodes.JsonValue v && Guid.TryParse(v.ToString(), out _)).ToList())
            yield return new("a reference to nothing", call with { Body = BodyMutations.Put(body, $"/{name}", new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]).ToString()) });
    }

    // Every sort of mistake in turn, in an order of its own.
    private static IEnumerable<Mutation> Share(List<Mutation> all, int count, Random random)
    {
        var groups = all.GroupBy(m => m.Name).Select(g => new Queue<Mutation>(g.OrderBy(_ => random.Next()))).OrderBy(_ => random.Next()).ToList();
        while (count > 0 && groups.Count > 0)
        {
            foreach (var group in groups.ToList())
            {
                if (count-- == 0) yield break;
                yield return group.Dequeue();
                if (group.Count == 0) groups.Remove(group);
            }
        }
    }

    private async Task<State> Refused(Mutation mutation, Call whole, State before)
    {
        var operation = whole.Operation;
        // A key that was used for another body would be refused for that.
        var call = mutation.Call.Header("Idempotency-Key") is null ? mutation.Call : mutation.Call.With("Idempotency-Key", $"fuzz-{++_keys}-{session.Options.Seed}-{operation.Id}");
        var exchange = await session.Send(call, looked: !mutation.Unspeakable);
        var where = $"{mutation.Sort}{(mutation.Pointer is { Length: > 0 } p ? $" at {string.Join('/', p.Split('/').Select(s => s.Length > 0 && s.All(char.IsDigit) ? "*" : s))}" : mutation.Parameter is { } q ? $" in {q}" : "")}";
        // One item of several is refused on its own.
        if (exchange.Status == 207 && exchange.Json?["data"] is System.Text.Json.Nodes.JsonArray items && items.Any(i => i?["status"] is { } status && Validator.Number(status) >= 400)) return await State.Of(session, whole);
        if (exchange.Status is > 0 and < 400 and not 308)   // sent elsewhere, where it is looked at
        {
            session.Findings.Add(FindingKind.AcceptsInvalid, exchange, where, "a refusal");
            session.Graph.Learn(exchange);
            return await State.Of(session, whole);
        }
        if (exchange.Status == 400 && !mutation.Unspeakable) Place(exchange, mutation, where);
        if (!operation.Writes) return before;
        var after = await State.Of(session, whole);
        foreach (var change in before.ChangesTo(after)) session.Findings.Add(FindingKind.FailureHasEffect, exchange, $"{change} ({mutation.Name})", "no effect, because it was refused");
        return after;
    }

    private void Place(Exchange exchange, Mutation mutation, string where)
    {
        if (mutation is { Pointer: null, Parameter: null }) return;
        if (exchange.Errors.Count == 0)
            session.Findings.Add(FindingKind.WrongPointer, exchange, $"no errors for {where}", "errors that name the place");
        else if (mutation.Alone && (mutation.Pointer is { } pointer ? !exchange.Errors.Any(e => e.Pointer is { } p && (p == pointer || $"{p}/".StartsWith($"{pointer}/", StringComparison.Ordinal) || $"{pointer}/".StartsWith($"{p}/", StringComparison.Ordinal)))
            : !exchange.Errors.Any(e => e.Parameter == mutation.Parameter)))
            session.Findings.Add(FindingKind.WrongPointer, exchange, $"another place for {where}", $"an error at {mutation.Pointer ?? mutation.Parameter}");
    }
}

/// <summary>What a failure must leave as it was: the record, its entity tag, the rows of every table.</summary>
public sealed record State(int Status, string Text, string? ETag, IReadOnlyDictionary<string, long> Rows)
{
    public static async Task<State> Of(Session session, Call call)
    {
        if (!call.Operation.Writes) return new(0, "", null, new Dictionary<string, long>());
        var read = await session.Builder.Read(call);
        return new(read?.Status ?? 0, read?.Text ?? "", read?.ETag, await session.Rows());
    }

    public IEnumerable<string> ChangesTo(State after)
    {
        if (Status == 200 && (after.Status != Status || after.ETag != ETag || after.Text != Text)) yield return $"the record reads otherwise ({Status} {ETag}, then {after.Status} {after.ETag})";
        foreach (var change in ValidCalls.Changes(Rows, after.Rows)) yield return change;
    }
}
