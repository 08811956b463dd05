using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Crm.Tests.Integration;

/// <summary>The feed as server-sent events.</summary>
public sealed class EventStreamTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    [Fact]
    public async Task What_happens_arrives_and_who_connects_again_misses_nothing()
    {
        var start = await app.Given.EndOfFeed();
        var first = await app.Given.Customer();
        string last;
        await using (var stream = await Stream.Open(app, "?types=customer.created", start))
        {
            var got = await stream.Next(app);
            Assert.Equal(("customer.created", first.Id), (got.Type, (string)got.Data["subject"]!["id"]!));
            var second = await app.Given.Customer();
            got = await stream.Next(app);
            Assert.Equal((second.Id, got.Id), ((string)got.Data["subject"]!["id"]!, (string)got.Data["cursor"]!));
            last = got.Id;
        }
        var missed = await app.Given.Customer();
        await using var again = await Stream.Open(app, "", last);
        Assert.Equal(missed.Id, (string)(await again.Next(app)).Data["subject"]!["id"]!);
    }

    [Fact]
    public async Task It_ends_with_the_session()
    {
        var user = await app.Given.User();
        var session = await app.Given.Session(user);
        await app.Given.EventsPlaced();
        await using var stream = await Stream.Open(app, "", token: (string)session["accessToken"]!);
        (await app.Bearing((string)session["accessToken"]!).Delete("/api/v1/sessions/current")).NoContent();
        await app.Given.Customer();
        await app.Given.EventsPlaced();
        Assert.Null(await stream.Line());
    }

    [Fact]
    public async Task What_is_wrong_with_the_request_is_said_before_anything_streams()
    {
        (await _api.Get("/api/v1/events/stream?types=none.such")).Invalid("types");
        (await _api.Get("/api/v1/events/stream", ("Last-Event-ID", "nonsense"))).Invalid("after", "cursor.invalid");
        (await app.Stranger().Get("/api/v1/events/stream")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task One_caller_has_so_many_open_and_no_more()
    {
        var user = await app.Given.SignedIn(await app.Given.User());
        var token = (string)(await app.Given.Session(await app.Given.User()))["accessToken"]!;
        List<Stream> open = [];
        for (var i = 0; i < 10; i++) open.Add(await Stream.Open(app, "", token: token));
        (await app.Bearing(token).Get("/api/v1/events/stream")).Refused(HttpStatusCode.TooManyRequests, "events.too_many_streams");
        (await user.Get("/api/v1/events?after=latest")).Ok();
        foreach (var stream in open) await stream.DisposeAsync();
    }

    private sealed record Event(string Id, string Type, JsonNode Data);

    private sealed class Stream(HttpClient client, HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public static async Task<Stream> Open(CrmApp app, string query, string? last = null, string? token = null)
        {
            var client = app.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events/stream{query}");
            request.Headers.Authorization = new("Bearer", token ?? app.Token());
            request.Headers.Accept.ParseAdd("text/event-stream");
            if (last is not null) request.Headers.Add("Last-Event-ID", last);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            return new(client, response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        }

        /// <summary>A line that says something; null when the stream is over.</summary>
        public async Task<string?> Line()
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                if (line.StartsWith("event:", StringComparison.Ordinal) || line.StartsWith("data:", StringComparison.Ordinal)) return line;
            return null;
        }

        public async Task<Event> Next(CrmApp app)
        {
            await app.Given.EventsPlaced();
            string? id = null, type = null;
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
                if (line.StartsWith("data: ", StringComparison.Ordinal)) return new(id!, type!, JsonNode.Parse(line[6..])!);
            }
            throw new InvalidOperationException("The stream is over.");
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
