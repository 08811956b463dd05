using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Infrastructure.Integration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Tests.Integration;

/// <summary>What a receiver was sent.</summary>
public sealed record Received(string Id, long Timestamp, string Signature, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json["type"]!;

    /// <summary>As the Standard Webhooks specification has receivers verify: one of the signatures is that of the secret.</summary>
    public bool IsSignedBy(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var wanted = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));
        return Signature.Split(' ').Contains(wanted);
    }
}

/// <summary>Another system on loopback, which answers as a test wants.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Got { get; } = [];

    /// <summary>What it answers, by what it was sent; 204 when nothing else is said.</summary>
    public Func<Received, HttpContext, Task> Answers { get; set; } = (_, http) => Status(http, 204);

    public string Url { get; private set; } = "";

    /// <summary>The same, called by another name.</summary>
    public string By(string host) => new UriBuilder(Url) { Host = host }.Uri.ToString();

    public static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public static async Task<Receiver> Start(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{address}:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        // A path of its own: its port may have been another's a moment ago, whose webhooks still call it.
        var path = $"/hooks/{Guid.NewGuid():N}";
        app.MapPost(path, receiver.Take);
        await app.StartAsync(TestContext.Current.CancellationToken);
        receiver.Url = $"{app.Urls.Single()}{path}";
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var headers = http.Request.Headers;
        var received = new Received(headers["webhook-id"]!, long.Parse(headers["webhook-timestamp"]!, CultureInfo.InvariantCulture), headers["webhook-signature"]!, await reader.ReadToEndAsync(http.RequestAborted));
        Got.Enqueue(received);
        await Answers(received, http);
    }
}

/// <summary>The app with a resolver of its own, which knows the names that a test gives it, and with loopback's 127.0.0.1 allowed as if it were public.</summary>
public class WebhookApp(PostgresServer server) : CrmApp(server)
{
    /// <summary>What names stand for.</summary>
    public Names Names { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Webhooks:AllowedNetworks:0", "127.0.0.1/32");
        builder.UseSetting("Webhooks:AllowHttp", "true");
        builder.UseSetting("Webhooks:TimeoutSeconds", "2");
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<IHostResolver>(Names)));
    }
}

public sealed class Names : IHostResolver
{
    private int _asked;

    /// <summary>What a name stands for when it is asked for the first, the second … time.</summary>
    public ConcurrentDictionary<string, IPAddress[]> Answers { get; } = [];

    public int Asked => _asked;

    public Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken ct)
    {
        var time = Interlocked.Increment(ref _asked) - 1;
        return Answers.TryGetValue(host, out var answers)
            ? Task.FromResult<IReadOnlyList<IPAddress>>([answers[Math.Min(time, answers.Length - 1)]])
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    public void Forget() => _asked = 0;
}
