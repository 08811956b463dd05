using Crm.Application.Common;
using Crm.Infrastructure.Observability;

namespace Crm.Api.Observability;

/// <summary>What watches over instances asks: whether one is alive, and whether it can be given requests.</summary>
internal static class Health
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        var seconds = builder.Configuration.GetValue("Shutdown:DrainSeconds", defaultValue: builder.Environment.IsProduction() ? 5 : 0);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(seconds + 30));   // then requests in flight have half a minute
        builder.Services.AddSingleton(new ShutdownSettings(TimeSpan.FromSeconds(seconds)));
        builder.Services.AddSingleton<Readiness>().AddHostedService(sp => sp.GetRequiredService<Readiness>());
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription().AllowAnonymous();
        app.MapGet("/health/ready", async (Readiness readiness, HttpContext http, CancellationToken ct) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            if (await readiness.WhyNot(ct) is not { } reason) return Results.Ok(new { status = "ready" });
            http.Response.Headers.RetryAfter = "1";
            return Results.Json(new { status = "notReady", reason = CrmJson.Name(reason) }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }).ExcludeFromDescription().AllowAnonymous();
    }
}
