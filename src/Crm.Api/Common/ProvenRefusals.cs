using Crm.Infrastructure.Identity;

namespace Crm.Api.Common;

internal static class ProvenRefusals
{
    /// <summary>Sees to it that what is refused before an operation begins, such as a body that cannot be read, is refused to who is known, too.</summary>
    public static void UseProvenAccess(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400 } && IsOwed(http)) await IsKnown(http);
        }
        catch (Exception e) when (e is not AccessChanged && IsOwed(http) && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            if (await IsKnown(http)) throw;
        }
    });

    private static bool IsOwed(HttpContext http) => http.RequestServices.GetRequiredService<Caller>().Owed is not null;

    private static async Task<bool> IsKnown(HttpContext http)
    {
        try
        {
            await ProvenAccess.Prove(http);
            return true;
        }
        catch (AccessChanged)
        {
            return await ProvenAccess.AskAgain(http);
        }
    }
}
