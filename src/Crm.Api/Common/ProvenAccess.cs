using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Api.Common;

/// <summary>Lets requests begin with what is remembered of the caller, so that a read needs one round trip: its proof goes with the first query. Where it fails, the request is begun again with what holds now; nothing is
/// answered, and nothing committed, before it is given.</summary>
internal sealed class ProvenAccess : IEndpointFilter
{
    /// <summary>Whether the operation sees to it that the proof is given: one that answers at once.</summary>
    public static bool IsGivenBy(Endpoint? endpoint) => endpoint is RouteEndpoint { Metadata: var metadata } && metadata.GetMetadata<Filtered>() is not null && metadata.GetMetadata<Lasting>() is null && metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>Whether the operation has no effect.</summary>
    public static bool OnlyReads(Endpoint endpoint, string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || endpoint.Metadata.GetMetadata<OnlyReads>() is not null;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = http.RequestServices.GetRequiredService<Caller>();
        if (caller.Owed is null) return await next(context);
        try
        {
            var result = await Proven(context, next, caller);
            await Prove(http);
            return result;
        }
        catch (AccessChanged)
        {
            return await AskAgain(http) ? await next(context) : Results.Empty;
        }
    }

    /// <exception cref="AccessChanged">What is remembered of the caller does not hold.</exception>
    public static Task Prove(HttpContext http) => http.RequestServices.GetRequiredService<SessionCheck>().Prove(http.RequestAborted);

    /// <summary>Asks the database who the caller is now, and whether they may call the operation; false, with the answer made, when the session is over.</summary>
    public static async Task<bool> AskAgain(HttpContext http)
    {
        var caller = http.RequestServices.GetRequiredService<Caller>();
        if (caller is { SessionId: { } session, Id: { } user } && await http.RequestServices.GetRequiredService<SessionCheck>().Anew(session, user, http.RequestAborted) is { } known)
        {
            http.Features.Set(known);
            caller.ActAs(known);
            Policies.EnsureMet(http, caller);
            if (http.Request.Body.CanSeek) http.Request.Body.Position = 0;   // for what reads it itself
            return true;
        }
        await http.ChallengeAsync();
        return false;
    }

    // A refusal, too, is only given to who is known to be who they were.
    private static async ValueTask<object?> Proven(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Caller caller)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is not AccessChanged && caller.Owed is not null && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            await Prove(context.HttpContext);
            throw;
        }
    }

    /// <summary>Marks the operations that the filter stands before.</summary>
    internal sealed record Filtered;
}
