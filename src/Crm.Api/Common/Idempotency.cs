using System.Buffers;
using System.Text;
using Crm.Application.Common;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence.Idempotency;
using Microsoft.Extensions.Primitives;

namespace Crm.Api.Common;

/// <summary>Idempotency-Key on every POST and PATCH: a repeated request has no second effect and gets the first one's answer.</summary>
internal static class Idempotency
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";
    public const int KeyMax = 255;

    /// <summary>Marks a route on which a repetition costs money or much work: it needs a key.</summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder route) => route.WithMetadata(new Required());

    /// <summary>Marks a route whose answer is not kept, because it is a secret.</summary>
    public static RouteHandlerBuilder KeepNoAnswer(this RouteHandlerBuilder route) => route.WithMetadata(new NotKept());

    /// <summary>Whether the endpoint takes a key.</summary>
    public static bool Applies(string method, IEnumerable<object> metadata) => (HttpMethods.IsPost(method) || HttpMethods.IsPatch(method)) && !metadata.Any(m => m is NotKept or OnlyReads);

    public static void UseIdempotency(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || !Applies(http.Request.Method, endpoint.Metadata)
            || http.RequestServices.GetRequiredService<ICurrentUser>().Id is not { } caller)
        {
            await next(http);
            return;
        }
        if (Key(http.Request.Headers[Header]) is not { } key)
        {
            if (endpoint.Metadata.GetMetadata<Required>() is not null)
                throw InvalidInput.Parameter(Header, InputErrors.IdempotencyKeyRequired, "Send an Idempotency-Key, a fresh UUID for each new request, so that a repetition has no second effect.");
            await next(http);
            return;
        }
        var (once, request) = (new RequestKey(caller.Value, $"{http.Request.Method} {endpoint.RoutePattern.RawText}", key), await Hash(http.Request, http.RequestServices.GetRequiredService<IdempotencyKeys>(), http.RequestAborted));
        try
        {
            await Once(http, once, request, next);
        }
        catch (AccessChanged)   // by the claim of the key, with which the proof went
        {
            if (await ProvenAccess.AskAgain(http)) await Once(http, once, request, next);
        }
    });

    private static async Task Once(HttpContext http, RequestKey key, byte[] request, RequestDelegate next)
    {
        var ct = http.RequestAborted;
        var keys = http.RequestServices.GetRequiredService<IdempotencyKeys>();
        await using var transaction = await keys.Begin(ct);
        if (await keys.Claim(key, request, ct) is { } kept)
        {
            await Write(http, kept, ct);
            return;
        }
        var answer = await Answered(http, next);
        if (answer.Status is >= 200 and < 300)   // a refusal has no effect that a repetition could double
        {
            await keys.KeepAndCommit(key, answer, ct);
            await transaction.CommitAsync(ct);
        }
        await http.Response.Body.WriteAsync(answer.Body, ct);
    }

    // The answer is held back until it is saved: who gets it can rely on it.
    private static async Task<Answer> Answered(HttpContext http, RequestDelegate next)
    {
        var (response, wire) = (http.Response, http.Response.Body);
        using var body = new MemoryStream();
        response.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            response.Body = wire;
        }
        return new(response.StatusCode, response.ContentType, response.Headers.Location, response.Headers.ETag, body.ToArray());
    }

    private static async Task Write(HttpContext http, Answer kept, CancellationToken ct)
    {
        var response = http.Response;
        response.StatusCode = kept.Status;
        response.ContentType = kept.ContentType;
        if (kept.Location is not null) response.Headers.Location = kept.Location;
        if (kept.EntityTag is not null) response.Headers.ETag = kept.EntityTag;
        response.Headers[Replayed] = "true";
        await response.Body.WriteAsync(kept.Body, ct);
    }

    // The same request is the same address, media type and body; If-Match belongs to the moment, not to the request.
    private static async Task<byte[]> Hash(HttpRequest request, IdempotencyKeys keys, CancellationToken ct)
    {
        using var hash = keys.NewHash();
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path.Value?.ToLowerInvariant()}{request.QueryString}\n{request.ContentType}\n"));
        request.EnableBuffering(bufferThreshold: 1024 * 1024);
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (await request.Body.ReadAsync(buffer, ct) is > 0 and var read) hash.AppendData(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    /// <summary>The key, bare or in the quotes of a structured field; null when none was sent.</summary>
    private static string? Key(StringValues header)
    {
        if (header.Count == 0) return null;
        var key = header is [{ } one] ? one : "";
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"') key = key[1..^1];
        return key.Length is > 0 and <= KeyMax && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw InvalidInput.Parameter(Header, InputErrors.IdempotencyKeyInvalid, $"An Idempotency-Key has 1 to {KeyMax} visible ASCII characters, such as a UUID, and stands there once.");
    }

    internal sealed class Required;

    internal sealed class NotKept;
}
