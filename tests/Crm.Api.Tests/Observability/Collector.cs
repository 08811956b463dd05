using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Crm.Tests.Observability;

/// <summary>A collector on loopback that takes OTLP over gRPC: HTTP/2, a message behind five bytes, an empty message and the status 0 as the answer. What it gets, it keeps; names and values are plain UTF-8 in a message.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<(string Path, string Content)> _got = new();

    private Collector(WebApplication web) => _web = web;

    public string Address => _web.Urls.First();

    public string Traces => Of("/opentelemetry.proto.collector.trace.v1.TraceService/Export");

    public string Metrics => Of("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");

    public static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._web.Run(collector.Take);
        await collector._web.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        _got.Enqueue((http.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private string Of(string path) => string.Concat(_got.Where(g => g.Path == path).Select(g => g.Content));
}
