using System.Net.Http.Headers;

namespace Crm.Fuzz;

/// <summary>What the fuzzer needs to know of the API under test.</summary>
public sealed record Target(HttpClient Http, Func<string> Token)
{
    /// <summary>Tokens that must not be accepted besides those that the fuzzer forges itself, such as an expired one.</summary>
    public IReadOnlyList<string> DeadTokens { get; init; } = [];

    /// <summary>The number of rows of every table, where the database is at hand.</summary>
    public Func<Task<IReadOnlyDictionary<string, long>>>? CountRows { get; init; }

    /// <summary>Values that nobody can guess, by the name of the member: a password, say.</summary>
    public IReadOnlyDictionary<string, string> KnownValues { get; init; } = new Dictionary<string, string>();
}

/// <summary>Sends requests exactly as they are, and keeps count.</summary>
public sealed class Client(Target target)
{
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Requests by operation and status.</summary>
    public Dictionary<string, SortedDictionary<int, int>> Statuses { get; } = [];

    /// <summary>The refusals of each operation by code, which tell why it never succeeds.</summary>
    public Dictionary<string, SortedDictionary<string, int>> Refusals { get; } = [];

    public int Sent { get; private set; }

    public async Task<Exchange> Send(Call call)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Verb), new Uri(target.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + call.Url, AsIs));
        if (call.Content is { } content)
        {
            request.Content = new ByteArrayContent(content);
            if (call.MediaType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            if (content.Length > 1_000_000) request.Headers.ExpectContinue = true;   // a server that refuses the size does not read the body
        }
        if (call.Caller == Caller.SignedIn) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", target.Token());
        else if (call.Authorization is { } other) request.Headers.TryAddWithoutValidation("Authorization", other);
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        var exchange = await Answer(call, request);
        Sent++;
        if (!Statuses.TryGetValue(call.Operation.Id, out var counts)) Statuses[call.Operation.Id] = counts = [];
        counts[exchange.Status] = counts.GetValueOrDefault(exchange.Status) + 1;
        if (exchange.Code is { } code)
        {
            if (!Refusals.TryGetValue(call.Operation.Id, out var refusals)) Refusals[call.Operation.Id] = refusals = [];
            foreach (var reason in exchange.Errors.Select(e => e.Code).DefaultIfEmpty(code)) refusals[reason] = refusals.GetValueOrDefault(reason) + 1;
        }
        return exchange;
    }

    // A live stream has no end; that it begins is what can be looked at.
    private static async Task<string> Body(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream") return await answer.Content.ReadAsStringAsync();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        return await reader.ReadLineAsync() ?? "";
    }

    private async Task<Exchange> Answer(Call call, HttpRequestMessage request)
    {
        try
        {
            using var answer = await target.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return new(call, (int)answer.StatusCode, await Body(answer), answer.Content.Headers.ContentType?.MediaType, headers);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return new(call, 0, e.Message, null, new Dictionary<string, string>());
        }
    }
}
