using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>Who may come in, and by which methods.</summary>
public sealed class Doors(Session session)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"];

    /// <summary>Without a token, or with one that nobody issued, nothing is answered and nothing happens.</summary>
    public async Task Strangers(Operation operation, int round)
    {
        if (!operation.Secured) return;
        var random = session.Random($"strangers {operation.Id} {round}");
        if (await session.Builder.Valid(operation, Style.Some, random, fresh: true) is not { } call) return;
        if (session.Succeeded.TryGetValue(operation.Id, out var good)) call = call with { Body = good.Body, MediaType = good.MediaType, Query = good.Query };
        var forged = BearerTokens.Forged(session.Target.Token(), session.Target.DeadTokens).ToList();
        var before = await State.Of(session, call);
        foreach (var (name, header) in forged.Take(1).Concat(forged.Skip(1).OrderBy(_ => random.Next()).Take(3)))
        {
            var exchange = await session.Send(call with { Caller = header is null ? Caller.Stranger : Caller.Forger, Authorization = header });
            if (exchange.Status != 401) session.Findings.Add(FindingKind.OpenToStrangers, exchange, $"{exchange.Status} for {name}", "401");
        }
        var after = await State.Of(session, call);
        foreach (var change in before.ChangesTo(after)) session.Findings.Add(FindingKind.OpenToStrangers, new(call with { Caller = Caller.Stranger }, 401, "", null, new Dictionary<string, string>()), change, "no effect, because nobody was signed in");
    }

    /// <summary>Methods that are not documented are answered with 405 and the list of those that are.</summary>
    public async Task OtherMethods(IGrouping<string, Operation> address)
    {
        var any = address.First();
        var random = session.Random($"methods {address.Key}");
        if (await session.Builder.Valid(any, Style.Minimal, random) is not { } call) return;
        var here = address.Select(o => o.Method).ToHashSet();
        var reachable = session.Document.Operations.Where(o => Graph.Matches(o.Shape, call.Address)).Select(o => o.Method).ToHashSet();
        foreach (var method in Methods.Where(m => !reachable.Contains(m.ToUpperInvariant()) || m == "get" && !reachable.Contains("GET")))
        {
            var exchange = await session.Send(new Call(any) { Path = call.Path, Method = method, Body = method is "POST" or "PUT" or "PATCH" ? new JsonObject() : null, MediaType = method == "PATCH" ? "application/merge-patch+json" : method is "POST" or "PUT" ? "application/json" : null });
            var allowed = (exchange.Headers.GetValueOrDefault("Allow") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();
            if (exchange.Status != 405)
                session.Findings.Add(FindingKind.WrongMethodAllowed, exchange, $"{exchange.Status} for {method}", "405");
            else if (!Matches(allowed, here) && !Matches(allowed, reachable))
                session.Findings.Add(FindingKind.WrongMethodAllowed, exchange, $"Allow: {string.Join(", ", allowed.Order())}", $"Allow: {string.Join(", ", here.Order())}");
        }
    }

    private static bool Matches(HashSet<string> allowed, HashSet<string> documented) =>
        documented.IsSubsetOf(allowed) && allowed.Except(documented).All(m => m is "HEAD" or "OPTIONS");
}
