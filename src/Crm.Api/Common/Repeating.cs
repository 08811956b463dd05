using System.Security.Claims;
using Crm.Application.Operations;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.Features;

namespace Crm.Api.Common;

/// <summary>The database went away while a change was being saved, and nobody knows whether it is saved (503).</summary>
internal sealed class OutcomeUnknown(Exception inner) : Exception("The connection to the database broke while the change was being saved, so it may be saved or not. Look before you send it again; with an Idempotency-Key it could have been repeated.", inner);

/// <summary>Begins a request again that the database broke off by going away: restarted, failed over, a connection lost. It is begun anew as a whole, with nothing of the first time but what was sent, for at most two seconds, and only when
/// that is safe: what only reads; what had not come to its commit; what has an Idempotency-Key, under which the answer is found if the commit did get through.</summary>
internal static class Repeating
{
    private const int KeptInMemory = 128 * 1024;

    // From the first failure on; a failover takes about a second, and longer than that a caller is better told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    public static void UseRepeating(this WebApplication app)
    {
        var (scopes, hosts, real) = (app.Services.GetRequiredService<IServiceScopeFactory>(), app.Services.GetRequiredService<DatabaseHosts>(), app.Services.GetRequiredService<RealTime>());
        app.Use((http, next) =>
        {
            if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<Lasting>() is not null) return next(http);
            var isSafe = ProvenAccess.OnlyReads(endpoint, http.Request.Method) || (http.Request.Headers.ContainsKey(Idempotency.Header) && Idempotency.Applies(http.Request.Method, endpoint.Metadata));
            return Run(http, next, isSafe, scopes, hosts, real);
        });
    }

    private static async Task Run(HttpContext http, RequestDelegate next, bool isSafe, IServiceScopeFactory scopes, DatabaseHosts hosts, RealTime real)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true) http.Request.EnableBuffering(KeptInMemory);
        var endpoint = http.GetEndpoint();
        long? failed = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await next(http);
                return;
            }
            catch (Exception e) when (Outages.IsOne(e) && !http.Response.HasStarted)
            {
                if (!isSafe && http.RequestServices.GetRequiredService<Outages>().MayHaveHadEffect) throw new OutcomeUnknown(e);
                failed ??= real.GetTimestamp();
                if (real.GetElapsedTime(failed.Value) + pause >= Patience) throw;
            }
            await Task.Delay(pause, real, http.RequestAborted);
            hosts.LookAgain();
            await Forget(http, scopes);
            http.SetEndpoint(endpoint);
        }
    }

    // Everything that was found out about the request is found out anew: who calls, what they may do, what the body says.
    private static async Task Forget(HttpContext http, IServiceScopeFactory scopes)
    {
        var former = http.Features.Get<IServiceProvidersFeature>();
        http.Features.Set<IServiceProvidersFeature>(new RequestServicesFeature(http, scopes));
        if (former is IAsyncDisposable scope) await scope.DisposeAsync();
        http.User = new ClaimsPrincipal();
        http.Features.Set<KnownCaller>(null);
        http.Features.Set<IRequestBodyPipeFeature>(null);
        if (http.Request.Body.CanSeek) http.Request.Body.Position = 0;
        http.Response.Clear();
    }
}
