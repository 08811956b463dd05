using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Crm.Application.Operations;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Crm.Api.Common;

/// <summary>How much is taken, from the settings below Limits.</summary>
internal sealed record LimitSettings
{
    /// <summary>Requests in a minute from one user, one key or, of strangers, one address.</summary>
    public int RequestsPerMinute { get; init; } = 1000;

    /// <summary>Attempts to sign in in a minute from one address.</summary>
    public int SignInsPerMinute { get; init; } = 60;

    /// <summary>Looks at surveys and answers to them in a minute from one address.</summary>
    public int SurveyAnswersPerMinute { get; init; } = 60;

    /// <summary>Requests that are worked on at once; null for four fifths of the connections that the pool has.</summary>
    public int? ConcurrentRequests { get; init; }

    /// <summary>Requests that wait for one of these to end; null for twice as many.</summary>
    public int? WaitingRequests { get; init; }

    /// <summary>Seconds that they wait at most.</summary>
    public int WaitSeconds { get; init; } = 5;

    /// <summary>Connections that are open at once. Each needs a file descriptor, and a process that has none left ends.</summary>
    public int Connections { get; init; } = 5000;

    /// <summary>Bytes of a body.</summary>
    public long BodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Seconds in which the headers of a request have to arrive.</summary>
    public int HeaderSeconds { get; init; } = 15;

    /// <summary>Bytes a second that a body, and an answer on its way, have to make after the first seconds.</summary>
    public int BytesPerSecond { get; init; } = 240;

    /// <summary>Proxies before the API whose X-Forwarded-For is believed: addresses or networks, separated by commas.</summary>
    public string TrustedProxies { get; init; } = "";
}

/// <summary>Keeps one caller from taking all there is: requests in a minute, sizes and times. Counts are those of one instance.</summary>
internal static class Limits
{
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    private const int HeaderCount = 100;
    private const int HeaderBytes = 32 * 1024;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(5);

    /// <summary>Counts attempts by address, more strictly than other requests.</summary>
    public static RouteHandlerBuilder LimitAttempts(this RouteHandlerBuilder route) => route.WithMetadata(new Attempts("sign-in", s => s.SignInsPerMinute));

    /// <summary>Counts what strangers say in surveys by address, so that nobody tries out tokens.</summary>
    public static RouteHandlerBuilder LimitAnswers(this RouteHandlerBuilder route) => route.WithMetadata(new Attempts("survey", s => s.SurveyAnswersPerMinute));

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Limits").Get<LimitSettings>() ?? new();
        builder.Services.AddSingleton<Admission>().AddSingleton(settings).AddRateLimiter(_ => { });
        builder.Services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<RealTime>((o, clock) =>
        {
            o.RejectionStatusCode = ProblemErrors.RateExceeded.Status;   // the body is written like that of every status without one
            o.GlobalLimiter = new Announcing(PartitionedRateLimiter.Create<HttpContext, string>(http => Partition(http, settings, clock)));
            o.OnRejected = (rejected, _) =>
            {
                if (rejected.Lease.TryGetMetadata(WindowLimiter.Now, out var now) && now is not null) rejected.HttpContext.Response.Headers.RetryAfter = now.Seconds.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
        builder.Services.Configure<ForwardedHeadersOptions>(o => Trust(o, settings.TrustedProxies));
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.Limits.MaxConcurrentConnections = settings.Connections;
            o.Limits.MaxRequestBodySize = settings.BodyBytes;
            o.Limits.MaxRequestHeaderCount = HeaderCount;
            o.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
            o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(settings.HeaderSeconds);
            o.Limits.MinRequestBodyDataRate = new MinDataRate(settings.BytesPerSecond, SlowStart);
            o.Limits.MinResponseDataRate = new MinDataRate(settings.BytesPerSecond, SlowStart);
        });
    }

    private static RateLimitPartition<string> Partition(HttpContext http, LimitSettings settings, TimeProvider clock)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true }) return RateLimitPartition.GetNoLimiter("");
        var known = http.Features.Get<KnownCaller>();
        var (kind, of, permits) = metadata?.GetMetadata<Attempts>() is { } attempts ? (attempts.Kind, Network(http), attempts.Permits(settings))
            : known?.KeyId is { } key ? ("key", key.ToString(), settings.RequestsPerMinute)
            : known is not null ? ("user", known.UserId.ToString(), settings.RequestsPerMinute)
            : ("address", Network(http), settings.RequestsPerMinute);
        http.Items[Policy] = (kind, permits);
        return RateLimitPartition.Get($"{kind} {of}", _ => new WindowLimiter(permits, Window, clock));
    }

    // Whoever has one IPv6 address has 2^64 of them.
    private static string Network(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "-",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } six => new IPAddress([.. six.GetAddressBytes()[..8], .. new byte[8]]).ToString(),
        var four => four.ToString(),
    };

    private static void Trust(ForwardedHeadersOptions o, string proxies)
    {
        o.ForwardedHeaders = proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor;
        o.ForwardLimit = null;
        o.KnownProxies.Clear();
        o.KnownIPNetworks.Clear();
        foreach (var proxy in proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (proxy.Contains('/', StringComparison.Ordinal)) o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            else o.KnownProxies.Add(IPAddress.Parse(proxy));
    }

    private sealed record Attempts(string Kind, Func<LimitSettings, int> Permits);

    /// <summary>Tells every caller what is left, by the headers of draft-ietf-httpapi-ratelimit-headers-10.</summary>
    private sealed class Announcing(PartitionedRateLimiter<HttpContext> inner) : PartitionedRateLimiter<HttpContext>
    {
        public override RateLimiterStatistics? GetStatistics(HttpContext resource) => inner.GetStatistics(resource);

        protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => Tell(resource, inner.AttemptAcquire(resource, permitCount));

        protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
            Tell(resource, await inner.AcquireAsync(resource, permitCount, cancellationToken));

        private static RateLimitLease Tell(HttpContext http, RateLimitLease lease)
        {
            if (!lease.TryGetMetadata(WindowLimiter.Now, out var now) || now is null || http.Items[Policy] is not (string kind, int permits)) return lease;
            // When the answer starts, for a failure on the way takes off what headers there are.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[Policy] = string.Create(CultureInfo.InvariantCulture, $"\"{kind}\";q={permits};w={(int)Window.TotalSeconds}");
                http.Response.Headers[State] = string.Create(CultureInfo.InvariantCulture, $"\"{kind}\";r={now.Left};t={now.Seconds}");
                return Task.CompletedTask;
            });
            return lease;
        }
    }
}
