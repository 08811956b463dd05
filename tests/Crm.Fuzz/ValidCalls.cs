using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Calls that the document allows: they succeed or are refused for a reason of business, and what succeeds has the effect that HTTP promises.</summary>
public sealed class ValidCalls(Session session)
{
    private static readonly HashSet<string> Marks = ["version", "updatedAt"];

    /// <summary>One valid call; true when it succeeded.</summary>
    public async Task<bool> Try(Operation operation, Style style, Random random, bool fresh, Resource? on = null)
    {
        if (await session.Builder.Valid(operation, style, random, fresh, on) is not { } call) return false;
        var exchange = await session.Send(call);
        if (exchange.Succeeded)
        {
            var made = session.Graph.Learn(exchange);
            await After(exchange, made);
            return true;
        }
        foreach (var (pointer, _, code) in exchange.Errors.Where(e => e.Pointer is not null && e.Code.StartsWith("reference", StringComparison.Ordinal)))
            if (At(call.Body, pointer!) is JsonValue id) session.Graph.Learn(operation, pointer!, id.ToString());
        if (exchange.Status is >= 400 and < 500)
            foreach (var where in Refusals.Unexcused(exchange))
                session.Findings.Add(FindingKind.RefusesValid, exchange, where, "success, or a refusal for a reason that the document cannot state");
        return false;
    }

    private async Task After(Exchange exchange, Resource? made)
    {
        var operation = exchange.Call.Operation;
        if (exchange.Headers.GetValueOrDefault("Location") is { } address) await Readable(exchange, address);
        switch (operation.Method)
        {
            case "GET": await Safe(exchange); break;
            case "DELETE": await Gone(exchange); break;
            case "PUT" or "PATCH": await Again(exchange); break;
        }
        if (operation.Writes && operation.Method != "DELETE" && made is not null) await AsRead(exchange, made);
        if (operation.Method == "PUT" && exchange.Call.Target is { Gone: true } restored && exchange.Status is 200 or 204) restored.Gone = false;
    }

    private async Task Readable(Exchange created, string address)
    {
        if (session.Document.Operations.FirstOrDefault(o => o.Method == "GET" && Graph.Matches(o.Shape, address)) is not { } reader)
        {
            if (created.Status == 201) session.Findings.Add(FindingKind.NotReadable, created, "Location is no documented address", $"an address that can be read, not {address}");
            return;
        }
        var steps = (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.AbsolutePath : address).Split('/');
        var path = reader.Path.Split('/').Select((s, i) => (Step: s, Value: steps[i])).Where(s => s.Step.StartsWith('{')).ToDictionary(s => s.Step[1..^1], s => s.Value);
        var read = await session.Send(new Call(reader) { Path = path });
        if (read.Status != 200) session.Findings.Add(FindingKind.NotReadable, read, $"{read.Status} after {created.Call.Operation.Id}", "200, because it was just created");
        else if (created.Status == 201 && Schemas.NameOf(created.Call.Operation.Success) == Schemas.NameOf(reader.Success) && read.Text != created.Text)
            session.Findings.Add(FindingKind.NotReadable, created, "is answered otherwise than it is read", $"what GET {address} answers: {Difference(created.Json, read.Json, "")}");
    }

    // What a write answers is what a read answers, entity tag included.
    private async Task AsRead(Exchange written, Resource made)
    {
        var call = written.Call;
        if (made.Kind.Reader is not { } reader || made.Parent is not null || Schemas.NameOf(reader.Success) != Schemas.NameOf(call.Operation.Success) || written.Status == 201) return;
        var name = reader.Parameters.First(p => p.In == "path").Name;
        var read = await session.Send(new Call(reader) { Path = new Dictionary<string, string> { [name] = made.Id }, Target = made });
        if (read.Status == 200 && (!JsonNode.DeepEquals(Unmarked(read.Json), Unmarked(written.Json)) || (call.Operation.Method == "POST" && read.ETag != written.ETag)))
            session.Findings.Add(FindingKind.NotReadable, written, "is answered otherwise than it is read", $"what GET answers: ETag {read.ETag}, {Difference(Unmarked(written.Json), Unmarked(read.Json), "")}");
    }

    private async Task Again(Exchange first)
    {
        var call = first.Call;
        var now = await session.Builder.Read(call);
        if (call.Header("If-Match") is { } old && old != "*" && now?.ETag is { } tag) call = call.With("If-Match", tag);
        var second = await session.Send(call.Without("Idempotency-Key"));
        if (second.Status is 409 or 412 or 404 || second.Status >= 500) return;
        if (!second.Succeeded || !JsonNode.DeepEquals(Unmarked(first.Json), Unmarked(second.Json)))
            session.Findings.Add(FindingKind.NotIdempotent, second, $"{first.Status}, then {second.Status}", $"the same as the first time: {first.Status}, {Difference(Unmarked(second.Json), Unmarked(first.Json), "")}");
    }

    private async Task Gone(Exchange deleted)
    {
        var call = deleted.Call;
        if (session.Document.Operations.FirstOrDefault(o => o.Method == "GET" && o.Path == call.Operation.Path && o.Success is not null) is not { } reader) return;
        if (call.Target is { } target) target.Gone = true;
        var read = await session.Send(new Call(reader) { Path = call.Path });
        if (read.Status != 404) session.Findings.Add(FindingKind.StillThere, read, $"{read.Status} after DELETE", "404, because it was deleted");
        var again = await session.Send(call.Without("If-Match"));
        if (again.Status is not 404 and not 428) session.Findings.Add(FindingKind.StillThere, again, $"{again.Status} for the second DELETE", "404, because it was deleted");
    }

    private async Task Safe(Exchange first)
    {
        var rows = await session.Rows();
        var second = await session.Send(first.Call);
        if (second.Text != first.Text || second.Status != first.Status) session.Findings.Add(FindingKind.UnsafeRead, second, "reads differently the second time", $"{first.Status}, {Difference(second.Json, first.Json, "")}");
        foreach (var change in Changes(rows, await session.Rows())) session.Findings.Add(FindingKind.UnsafeRead, second, change, "no change in the database");
        if (first.Call.Query.Count == 0 && first.ETag is { } tag && first.Call.Operation.Answers.ContainsKey("304"))
        {
            var unchanged = await session.Send(first.Call.With("If-None-Match", tag));
            if (unchanged.Status != 304) session.Findings.Add(FindingKind.IgnoresEntityTag, unchanged, $"{unchanged.Status}", "304 without a body, because nothing has changed");
        }
        else if (first.Call.Operation.Answers.ContainsKey("304") && first.ETag is null) session.Findings.Add(FindingKind.IgnoresEntityTag, first, "no ETag", "an ETag, because 304 is documented");
        if ((first.Json as JsonObject)?["page"]?["nextCursor"] is JsonValue cursor && first.Call.Operation.Parameters.Any(p => p.Name == "cursor"))
        {
            var next = await session.Send(first.Call with { Query = [.. first.Call.Query.Where(q => q.Name != "cursor"), ("cursor", cursor.ToString())] });
            if (next.Status != 200) session.Findings.Add(FindingKind.RefusesValid, next, "its own cursor", "the next page");
        }
    }

    public static IEnumerable<string> Changes(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after) =>
        after.Where(t => before.GetValueOrDefault(t.Key) != t.Value).Select(t => $"rows of {t.Key} changed");

    private static JsonNode? Unmarked(JsonNode? node) => node is JsonObject o ? new JsonObject(o.Where(m => !Marks.Contains(m.Key)).Select(m => KeyValuePair.Create(m.Key, Unmarked(m.Value))))
        : node is JsonArray a ? new JsonArray([.. a.Select(Unmarked)]) : node?.DeepClone();

    private static JsonNode? At(JsonNode? node, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1)) node = node is JsonArray a ? int.TryParse(step, out var i) && i < a.Count ? a[i] : null : (node as JsonObject)?[step];
        return node;
    }

    // The first place where two answers differ.
    private static string Difference(JsonNode? actual, JsonNode? expected, string at)
    {
        if (actual is JsonObject a && expected is JsonObject b)
        {
            foreach (var name in b.Select(m => m.Key).Union(a.Select(m => m.Key)).Where(n => !JsonNode.DeepEquals(a[n], b[n]))) return Difference(a[name], b[name], $"{at}/{name}");
            return "the same in another order or form";
        }
        if (actual is JsonArray c && expected is JsonArray d && c.Count == d.Count)
            for (var i = 0; i < c.Count; i++)
                if (!JsonNode.DeepEquals(c[i], d[i])) return Difference(c[i], d[i], $"{at}/{i}");
        return $"{at}: {expected?.ToJsonString() ?? "null"} instead of {actual?.ToJsonString() ?? "null"}";
    }
}
