using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests;

/// <summary>Calls the API as a client would: literal addresses, JSON in and out.</summary>
public sealed class Api(HttpClient http, Func<string?> token)
{
    public const string IdempotencyKey = "Idempotency-Key";

    public Task<Answer> Get(string url, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, url, null, headers);

    public Task<Answer> Post(string url, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, url, body, headers);

    public Task<Answer> Put(string url, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, url, body, headers);

    public Task<Answer> Patch(string url, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Patch, url, body, headers);

    public Task<Answer> Delete(string url, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, url, null, headers);

    /// <summary>A body that is sent as it stands, well-formed or not.</summary>
    public async Task<Answer> SendText(
        HttpMethod method, string url, string body, string mediaType = "application/json", string? charset = null, params (string Name, string Value)[] headers)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType, charset);
        return await SendContent(method, url, content, headers);
    }

    private async Task<Answer> Send(HttpMethod method, string url, object? body, (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        return await SendContent(method, url, content, headers);
    }

    public async Task<Answer> SendContent(HttpMethod method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (token() is { } bearer) request.Headers.Authorization = new("Bearer", bearer);
        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0)) request.Headers.TryAddWithoutValidation(name, value);
        if (NeedsKey(method, url) && !headers.Any(h => h.Name == IdempotencyKey)) request.Headers.Add(IdempotencyKey, Guid.NewGuid().ToString());
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.ETag?.ToString(),
            response.Headers.Location?.ToString(), response.Content.Headers.ContentType?.MediaType, response.Headers.Contains("Idempotency-Replayed"),
            response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    // A careful client takes a fresh key where one is required; a test that is about keys gives its own, or an empty one for none.
    private static bool NeedsKey(HttpMethod method, string url) => method == HttpMethod.Post && new[] { "/payments", "/refunds", "/bulk" }.Any(url.Split('?')[0].EndsWith);
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? ETag, string? Location, string? MediaType, bool Replayed, IReadOnlyDictionary<string, string> Headers)
{
    private JsonNode? _read;

    /// <summary>The body, for a test to change.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>A member by its path: answer["lines", 0, "net", "amount"].</summary>
    public JsonNode? this[params object[] path] =>
        path.Aggregate((JsonNode?)(_read ??= Json), (node, step) => step is int index ? node?[index] : node?[(string)step]);

    public string Id => this["id"]!.GetValue<string>();

    public string? Code => this["code"]?.GetValue<string>();

    public Answer Ok() => Is(HttpStatusCode.OK);

    public Answer Created() => Is(HttpStatusCode.Created);

    public Answer NoContent() => Is(HttpStatusCode.NoContent);

    public Answer NotFound() => Refused(HttpStatusCode.NotFound, "not_found");

    /// <summary>Refused as input (400) at this pointer into the body, or for this query parameter.</summary>
    public Answer Invalid(string at, string? code = null)
    {
        Refused(HttpStatusCode.BadRequest, "request.invalid");
        var errors = this["errors"]!.AsArray().Select(e => (At: (e!["pointer"] ?? e["parameter"])?.GetValue<string>(), Code: e["code"]!.GetValue<string>())).ToList();
        Assert.True(errors.Exists(e => e.At == at && (code is null || e.Code == code)), $"No error at {at}: {Text}");
        return this;
    }

    /// <summary>Refused by a rule (409) with this code.</summary>
    public Answer Conflict(string code) => Refused(HttpStatusCode.Conflict, code);

    public Answer Refused(HttpStatusCode status, string code)
    {
        Is(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.True(Code == code, $"Expected the code {code}: {Text}");
        return this;
    }

    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }
}
