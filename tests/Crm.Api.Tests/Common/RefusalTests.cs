using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>The app behind the real server, which refuses some requests by itself; no database is asked.</summary>
public sealed class ServedApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public ValueTask InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        return ValueTask.CompletedTask;
    }

    /// <summary>What comes back for these bytes, until the server closes the connection.</summary>
    public async Task<string> Send(string request)
    {
        var address = ClientOptions.BaseAddress;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        builder.UseSetting("ConnectionStrings:Crm", "Host=none");
        builder.UseSetting("Crm:Secret", new string('-', 32));
        builder.ConfigureLogging(l => l.ClearProviders());
    }
}

public sealed class RefusalTests(ServedApp app) : IClassFixture<ServedApp>
{
    public static readonly TheoryData<string, int, string> Refused = new()
    {
        { "GET /api/v1/customers/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "request.refused" },
        { "nonsense\r\n\r\n", 400, "request.refused" },
        { "GET / HTTP/1.1\r\n\r\n", 400, "request.refused" },
        { "GET / HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n", 400, "request.refused" },
        { "POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "request.refused" },
        { $"GET /?{new string('a', 9000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414, "request.uri_too_long" },
        { $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('a', 40_000)}\r\n\r\n", 431, "request.headers_too_large" },
        { "GET / HTTP/9.9\r\nHost: x\r\n\r\n", 505, "request.http_version" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_the_server_refuses_by_itself_is_a_problem_too(string request, int status, string code)
    {
        var answer = await app.Send(request);

        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)], answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", head, StringComparison.Ordinal);
        Assert.Contains("Connection: close", head, StringComparison.Ordinal);
        Assert.Equal((status, code), ((int)JsonNode.Parse(body)!["status"]!, (string?)JsonNode.Parse(body)!["code"]));   // and nothing behind it
    }

    [Fact]
    public async Task A_refusal_after_an_answer_on_the_same_connection_leaves_that_answer_alone()
    {
        var answer = await app.Send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /%00 HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"live\"", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json", answer, StringComparison.Ordinal);
    }
}
