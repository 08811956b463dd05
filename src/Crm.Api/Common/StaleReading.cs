using Crm.Infrastructure.Persistence;

namespace Crm.Api.Common;

/// <summary>Whether all reads may be stale, or only those whose caller says so.</summary>
internal sealed record StaleReadSettings(bool Always);

/// <summary>The preference <c>stale-ok</c> (header Prefer, RFC 7240): what is read may be some moments old. Then a standby answers, when the database has one. Who calls and what they may do is asked of the primary all the same.</summary>
internal static class StaleReading
{
    public const string Header = "Prefer";
    public const string Token = "stale-ok";
    private const string Applied = "Preference-Applied";

    public static void AddStaleReads(this WebApplicationBuilder builder) => builder.Services.AddSingleton(new StaleReadSettings(builder.Configuration.GetValue("Database:StaleReads", defaultValue: false)));

    /// <summary>Whether a standby answers the request.</summary>
    public static bool Applies(HttpContext http) =>
        http.RequestServices.GetRequiredService<DatabaseHosts>().Standbys is not null && (IsAsked(http.Request) || http.RequestServices.GetRequiredService<StaleReadSettings>().Always)
        && http.GetEndpoint() is { } endpoint && ProvenAccess.IsGivenBy(endpoint) && ProvenAccess.OnlyReads(endpoint, http.Request.Method);

    public static void UseStaleReads(this WebApplication app)
    {
        if (app.Services.GetRequiredService<DatabaseHosts>().Standbys is null) return;
        app.Use((http, next) =>
        {
            if (!Applies(http)) return next(http);
            http.RequestServices.GetRequiredService<StaleReads>().Allow();
            if (IsAsked(http.Request))
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers[Applied] = Token;   // also of a failure, whose handler takes off what stands there
                    return Task.CompletedTask;
                });
            return next(http);
        });
    }

    private static bool IsAsked(HttpRequest request) =>
        request.Headers[Header] is { Count: > 0 } values && values.Any(v => v is not null && v.Split(',').Any(p => p.Split(';', 2)[0].Trim().Equals(Token, StringComparison.OrdinalIgnoreCase)));
}
