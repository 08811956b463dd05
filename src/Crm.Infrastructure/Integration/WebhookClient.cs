using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Crm.Application.Integration;
using Crm.Application.Integration.Webhooks;
using Crm.Application.Operations;
using Crm.Domain.Common;
using Crm.Domain.Integration;

namespace Crm.Infrastructure.Integration;

/// <summary>What the name of a host stands for.</summary>
public interface IHostResolver
{
    Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken ct);
}

internal sealed class DnsResolver : IHostResolver
{
    public async Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken ct) => await Dns.GetHostAddressesAsync(host, ct);
}

/// <summary>What came back of one try.</summary>
/// <param name="Status">Null when there was no answer.</param>
/// <param name="Answer">The beginning of the body.</param>
/// <param name="Error">Why there was none, or why it does not count.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone.</param>
public sealed record WebhookAnswer(DateTimeOffset At, int Milliseconds, int? Status, string? Answer, string? Error, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Error is null && Status is >= 200 and < 300;

    /// <summary>The receiver says that there is nobody any more (RFC 9110, 15.5.11).</summary>
    public bool IsGone => Status == 410;
}

/// <summary>Calls receivers. The name of a host is looked up once for each connection, and the connection goes to the very address that was checked, so a name that changes its answer between check and call gains
/// nothing. Redirects are not followed, proxies of the environment not used.</summary>
public sealed class WebhookClient : IDisposable
{
    private const int AnswerBytes = 4 * WebhookAttempt.AnswerMax;

    private readonly HttpClient _http;
    private readonly WebhookAddresses _addresses;
    private readonly IWebhookSecrets _secrets;
    private readonly RealTime _clock;
    private readonly TimeSpan _timeout;

    public WebhookClient(IHostResolver resolver, WebhookAddresses addresses, IWebhookSecrets secrets, WebhookSettings settings, RealTime clock)
    {
        (_addresses, _secrets, _clock, _timeout) = (addresses, secrets, clock, TimeSpan.FromSeconds(settings.TimeoutSeconds));
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectTimeout = _timeout,   // a connection that does not come about outlives the try that began it
            ConnectCallback = (context, ct) => Connect(context.DnsEndPoint, resolver, addresses, ct),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<WebhookAnswer> Send(Webhook webhook, Id<OutboxEvent> id, byte[] body, CancellationToken ct)
    {
        var at = _clock.GetUtcNow();
        if (!_addresses.MayBeCalled(webhook.Url)) return new(at, 0, null, null, "The settings do not allow this address any more.", null);
        if (SecretsOf(webhook, at) is not { } secrets) return new(at, 0, null, null, "The secret was kept under another secret of the instance (Crm:Secret); rotate it.", null);
        var start = _clock.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(_timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new(WebhookMessage.ContentType);
            request.Headers.TryAddWithoutValidation("User-Agent", WebhookMessage.UserAgent);
            request.Headers.Add(WebhookMessage.IdHeader, id.ToString());
            request.Headers.Add(WebhookMessage.TimestampHeader, at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
            request.Headers.Add(WebhookMessage.SignatureHeader, WebhookSignature.Of(secrets, id.ToString(), at.ToUnixTimeSeconds(), body));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            var status = (int)response.StatusCode;
            var error = status is >= 300 and < 400 ? "Redirects are not followed; change the address of the webhook." : status is >= 200 and < 300 ? null : "Only an answer of 2xx counts.";
            return new(at, Since(start), status, await Beginning(response, end.Token), error, RetryAfter(response, at));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(at, Since(start), null, null, $"There was no answer within {_timeout.TotalSeconds:0} seconds.", null);
        }
        catch (HttpRequestException e)
        {
            return new(at, Since(start), null, null, Why(e), null);
        }
        catch (IOException)
        {
            return new(at, Since(start), null, null, "The connection broke.", null);
        }
    }

    public void Dispose() => _http.Dispose();

    // All by which is signed at the time: the secret and, during a rotation, the one before.
    private List<byte[]>? SecretsOf(Webhook webhook, DateTimeOffset now)
    {
        try
        {
            return webhook.FormerSecret is { } former && webhook.OverlapEndsAt > now ? [_secrets.Open(webhook, webhook.Secret), _secrets.Open(webhook, former)] : [_secrets.Open(webhook, webhook.Secret)];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private int Since(long start) => (int)_clock.GetElapsedTime(start).TotalMilliseconds;

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - now,
        _ => null,
    };

    private static string Why(HttpRequestException e) => e switch
    {
        { InnerException: ForbiddenAddress forbidden } => forbidden.Message,
        { InnerException: AuthenticationException } => "The certificate of the receiver is not good.",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "The name of the host is unknown.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The name of the host is unknown.",
        { InnerException: SocketException socket } => $"There is no connection to the receiver ({socket.SocketErrorCode}).",
        _ => $"The receiver does not speak HTTP as it should ({e.HttpRequestError}).",
    };

    private static async Task<string?> Beginning(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[AnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        // What PostgreSQL cannot keep, and what breaks a log, is left out.
        var text = string.Concat(Encoding.UTF8.GetString(buffer, 0, length).EnumerateRunes().Where(r => !Rune.IsControl(r) || r.Value is '\n' or '\t').Take(WebhookAttempt.AnswerMax / 2).Select(r => r.ToString()));
        return text.Length == 0 ? null : text;
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint host, IHostResolver resolver, WebhookAddresses addresses, CancellationToken ct)
    {
        IReadOnlyList<IPAddress> found = IPAddress.TryParse(host.Host, out var written) ? [written] : await resolver.Resolve(host.Host, ct);
        IPAddress[] allowed = [.. found.Where(a => addresses.IsAllowed(host.Host, a))];
        if (allowed.Length == 0) throw found.Count > 0 ? new ForbiddenAddress() : new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ForbiddenAddress() : IOException("The name of the host stands for an address that is not public; an operator can allow the host (Webhooks:AllowedHosts).");
}
