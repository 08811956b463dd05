using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Crm.Application.Common;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Api.Common;

/// <summary>Kestrel refuses some requests before there is anything to hand on: a malformed request line, %00 in the path, an address or headers that are too
/// long. Its answer has no body, and nothing of ours runs. But it tells so by an event before it answers, and every connection can have its output
/// wrapped: what Kestrel writes after the event is replaced by the same status as problem+json.</summary>
internal sealed class Refusals : IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Wraps the output of every connection. Below TLS there is nothing to replace: what passes there is encrypted.</summary>
    public static void Wrap(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
    {
        var (transport, output) = (connection.Transport, new Output(connection.Transport.Output));
        connection.Features.Set(output);
        connection.Transport = new Duplex(transport.Input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }));

    public static void Explain(WebApplication app) => app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new Refusals(), name => name == Event);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // What was handed on already is answered by Problems, when the handler meets the failure.
        if (value is not { Key: Event, Value: IFeatureCollection features } || features.Get<IHttpResponseFeature>() is not { HasStarted: false } response
            || features.Get<IServiceProvidersFeature>() is not null || features.Get<ITlsHandshakeFeature>() is not null) return;
        features.Get<Output>()?.Replace(Answer(response.StatusCode, features.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier ?? ""));
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    private static byte[] Answer(int status, string requestId)
    {
        var failure = status == ProblemErrors.Malformed.Status ? ProblemErrors.Refused : ProblemErrors.Of(status);
        var title = ReasonPhrases.GetReasonPhrase(status);
        var body = JsonSerializer.Serialize(
            new { type = Problems.TypeOf(failure.Code), title, status, detail = $"{failure.Meaning} {failure.Remedy}", instance = (string?)null, code = failure.Code, requestId },
            CrmJson.Options);
        var head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {title}\r\nContent-Type: {Problems.MediaType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\nRequest-Id: {requestId}\r\nX-Content-Type-Options: nosniff\r\n\r\n");
        return Encoding.UTF8.GetBytes(head + body);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Passes everything on, until the answer is replaced: then that is written, and what else comes is dropped.</summary>
    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private readonly ArrayBufferWriter<byte> _dropped = new();
        private byte[]? _answer;
        private bool _isReplaced;

        public void Replace(byte[] answer) => (_answer, _isReplaced) = (answer, true);

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _isReplaced ? _dropped.GetMemory(sizeHint) : inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (!_isReplaced) inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref _answer, null) is { } answer) inner.Write(answer);
            return inner.FlushAsync(cancellationToken);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
