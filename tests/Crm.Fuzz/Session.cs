using System.Text.Json.Nodes;

namespace Crm.Fuzz;

/// <summary>How long and from which seed.</summary>
public sealed record FuzzOptions(int Seed, int Requests)
{
    /// <summary>Wrong values tried on an operation in one round.</summary>
    public int MutationsPerRound { get; init; } = 14;

    public Action<string> Progress { get; init; } = _ => { };
}

/// <summary>What one run has in common: the document, the API, what is known of its records, and what was found.</summary>
public sealed class Session
{
    public Session(JsonNode document, Target target, FuzzOptions options)
    {
        (Document, Target, Options) = (new(document), target, options);
        Client = new(target);
        Findings = new(options.Seed, target.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        Words = new(Document, target.KnownValues);
        Graph = new(Document, Pool);
        Generator = new(Document, Graph, Pool, Words);
        Checks = new(Document, Findings);
        Builder = new(Document, Graph, Pool, Generator, Words, Send);
        if (BearerTokens.SubjectOf(target.Token()) is { } me) Pool.Protected.Add(me);   // the caller must stay able to call
    }

    public ApiDocument Document { get; }

    public Target Target { get; }

    public FuzzOptions Options { get; }

    public Client Client { get; }

    public Findings Findings { get; }

    public Words Words { get; }

    public Pool Pool { get; } = new();

    public Graph Graph { get; }

    public Generator Generator { get; }

    public Builder Builder { get; }

    private AnswerChecks Checks { get; }

    /// <summary>The last call of each operation that succeeded.</summary>
    public Dictionary<string, Call> Succeeded { get; } = [];

    public bool Exhausted => Client.Sent >= Options.Requests;

    /// <summary>Sends, and checks what holds for every answer.</summary>
    public Task<Exchange> Send(Call call) => Send(call, looked: true);

    public async Task<Exchange> Send(Call call, bool looked)
    {
        var exchange = await Client.Send(call);
        if (looked || exchange.Status >= 500) Checks.Check(exchange);
        if (exchange.Succeeded && call is { Caller: Caller.SignedIn, Method: null })
        {
            Words.Learn(exchange.Json is JsonObject { } page && page["data"] is JsonArray rows ? rows : exchange.Json);
            if (call.RawBody is null) Succeeded[call.Operation.Id] = call;
            if (call is { RawBody: null, Operation.Writes: true }) call.Target?.Underwent(call);
        }
        return exchange;
    }

    /// <summary>The same numbers for the same seed, whatever the other operations do.</summary>
    public Random Random(string what)
    {
        var hash = 2166136261u;
        foreach (var c in $"{Options.Seed} {what}") hash = (hash ^ c) * 16777619u;
        return new((int)(hash & int.MaxValue));
    }

    /// <summary>The rows of every table, or nothing when there is no database to look into.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Rows() => Target.CountRows is { } count ? await count() : new Dictionary<string, long>();
}

/// <summary>Tokens that nobody issued, and what a token says of its bearer.</summary>
public static class BearerTokens
{
    /// <summary>The subject of a JWT; null for any other token.</summary>
    public static string? SubjectOf(string token)
    {
        try
        {
            return token.Split('.') is [_, var payload, _] ? JsonNode.Parse(Decode(payload))?["sub"]?.ToString() : null;
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Authorization headers that must not open anything.</summary>
    public static IEnumerable<(string Name, string? Header)> Forged(string token, IEnumerable<string> dead)
    {
        yield return ("no token", null);
        yield return ("a token of nonsense", "Bearer abc");
        yield return ("an empty token", "Bearer ");
        yield return ("a password instead of a token", "Basic YWRtaW46YWRtaW4=");
        foreach (var one in dead) yield return ("an expired token", $"Bearer {one}");
        if (token.Split('.') is not [var header, var payload, { Length: > 1 } signature]) yield break;
        yield return ("a token with another signature", $"Bearer {header}.{payload}.{(signature[0] == 'A' ? 'B' : 'A')}{signature[1..]}");
        yield return ("a token without its signature", $"Bearer {header}.{payload}.");
        yield return ("an unsigned token", $"Bearer {Encode("""{"alg":"none","typ":"JWT"}""")}.{payload}.");
        yield return ("a token with another content", $"Bearer {header}.{Encode(Decode(payload).Replace("\"exp\":", "\"x\":1,\"exp\":9", StringComparison.Ordinal))}.{signature}");
    }

    private static string Decode(string part) => System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
}
