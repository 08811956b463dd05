using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>
/// Makes a record like one that is known, up to a point of its life: the call that made it again, then the acts on it. That is how a state that is
/// rare or past is reached once more.
/// </summary>
public sealed class Replay(Session session)
{
    private const int Deepest = 3;

    public Task<Resource?> Like(Resource model, int acts, Random random) => Like(model, acts, random, [], 0);

    private async Task<Resource?> Like(Resource model, int acts, Random random, Dictionary<string, string> ids, int depth)
    {
        if (model.Born is not { } born || depth > Deepest) return null;
        Resource? on = null;
        if (model.BornOn is { } parent && (on = await Like(parent, model.BornAt, random, ids, depth + 1)) is null) return null;
        var answer = await Again(born, on, ids, random);
        if (session.Graph.Learn(answer) is not { } made || made.Kind != model.Kind || made == model) return null;
        Map(model, made, ids);
        foreach (var act in model.History.Take(acts).ToList())
        {
            var child = session.Pool.Kinds.SelectMany(session.Pool.Of).FirstOrDefault(r => ReferenceEquals(r.Born, act));
            if (session.Graph.Learn(await Again(act, made, ids, random)) is { } twin && child is not null && twin.Kind == child.Kind) Map(child, twin, ids);
        }
        return made;
    }

    private async Task<Exchange> Again(Call call, Resource? on, Dictionary<string, string> ids, Random random)
    {
        var again = call with
        {
            Target = call.Target is { } old && ids.TryGetValue(old.Id, out var id) ? session.Pool.Of(old.Kind).FirstOrDefault(r => r.Id == id) ?? on : on,
            Path = call.Path.ToDictionary(p => p.Key, p => ids.GetValueOrDefault(p.Value, p.Value)),
            Body = call.Body is null ? null : JsonNode.Parse(ids.Aggregate(call.Body.ToJsonString(), (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal))),
            Headers = [.. call.Headers.Select(h => h.Name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase) ? (h.Name, $"fuzz-{random.NextInt64():x}") : h)],
        };
        if (call.Header("If-Match") is not null) again = (await session.Builder.Read(again))?.ETag is { } tag ? again.With("If-Match", tag) : again.Without("If-Match");
        var answer = await session.Send(again);
        if (answer.Status != 409 || again.Body is null) return answer;
        var media = again.Operation.Bodies.First(b => b.Type == again.MediaType);
        return await session.Send(again with { Body = session.Generator.Fresh(again.Body, media.Schema!, new(again.Operation, on, random, Style.Example, true)) });
    }

    private void Map(Resource old, Resource made, Dictionary<string, string> ids)
    {
        ids[old.Id] = made.Id;
        foreach (var kind in session.Pool.Kinds.Where(k => k.Parent == old.Kind).ToList())
            foreach (var (a, b) in session.Pool.Of(kind).Where(r => r.Parent == old).Zip(session.Pool.Of(kind).Where(r => r.Parent == made)).ToList()) ids[a.Id] = b.Id;
    }
}
