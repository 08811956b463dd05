using Crm.Application.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Common;

/// <summary>What an operation needs: the permissions of the caller's roles, each of which has to extend to some record at least. To which, the queries see.</summary>
internal sealed record NeededPermissions(Area Area, params IReadOnlyList<Act> Acts)
{
    public IEnumerable<string> Names => Acts.Select(act => NotAllowed.Permission(Area, act));
}

/// <summary>What an operation needs when one of several permissions is enough: it then goes only as far as those that the caller has.</summary>
internal sealed record NeededAny(Act Act, IReadOnlyList<Area> Areas)
{
    public IEnumerable<string> Names => Areas.Select(area => NotAllowed.Permission(area, Act));
}

/// <summary>Marks what everybody who is signed in may do, about themselves.</summary>
/// <param name="WithKeys">Whether a key may, too; one may always read.</param>
internal sealed record NeedsNoPermission(bool WithKeys);

internal static class Policies
{
    /// <summary>States who may call an operation. Every operation does, or says that everybody may (<see cref="ForEverybody"/>, AllowAnonymous). Said again, it adds an
    /// area; the first act is the one that the operation is about.</summary>
    public static TRoutes Needs<TRoutes>(this TRoutes routes, Area area, params IReadOnlyList<Act> acts) where TRoutes : IEndpointConventionBuilder =>
        routes.WithMetadata(new NeededPermissions(area, acts), Refusal());

    /// <summary>States that one of the permissions is enough.</summary>
    public static TRoutes NeedsAny<TRoutes>(this TRoutes routes, Act act, IReadOnlyList<Area> areas) where TRoutes : IEndpointConventionBuilder =>
        routes.WithMetadata(new NeededAny(act, areas), Refusal());

    /// <summary>Lets everybody who is signed in; with a key one may only read.</summary>
    public static TRoutes ForEverybody<TRoutes>(this TRoutes routes, bool withKeys = false) where TRoutes : IEndpointConventionBuilder => routes.WithMetadata(new NeedsNoPermission(withKeys));

    /// <summary>Turns away who lacks a permission that the operation needs; an operation that states nothing lets nobody.</summary>
    public static void UsePolicies(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<IAllowAnonymous>() is not null) return next(http);
        var caller = http.RequestServices.GetRequiredService<Caller>();
        try
        {
            EnsureMet(http, caller);
        }
        catch (NotAllowed) when (caller.Owed is not null)
        {
            return Again(http, next);
        }
        return next(http);
    });

    /// <summary>Checks that the caller has the permissions that the operation needs, and tells the caller's scope what it is about to do.</summary>
    /// <exception cref="NotAllowed">The caller lacks one (403).</exception>
    public static void EnsureMet(HttpContext http, Caller caller)
    {
        var metadata = http.GetEndpoint()!.Metadata;
        caller.OnlyReads = ProvenAccess.OnlyReads(http.GetEndpoint()!, http.Request.Method);
        if (metadata.GetMetadata<NeedsNoPermission>() is { } open)
        {
            if (!open.WithKeys && caller.KeyId is not null && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
                throw new NotAllowed("A key acts in the name of a user, but does not change the user's own account or sessions; sign in for that.");
            return;
        }
        if (metadata.GetMetadata<NeededAny>() is { } any)
        {
            if (!any.Areas.Any(area => caller.Access.May(area, any.Act))) throw NotAllowed.LacksAll(any.Names);
            caller.Do(any.Act);
            return;
        }
        var needed = metadata.GetOrderedMetadata<NeededPermissions>();
        if (needed.Count == 0)
        {
            if (metadata.GetMetadata<IEndpointNameMetadata>() is { } named) throw new InvalidOperationException($"The operation {named.EndpointName} does not state who may call it.");
            return;
        }
        foreach (var (area, acts) in needed)
            foreach (var act in acts) caller.Require(area, act);
        caller.Do(needed[0].Acts[0]);
    }

    // What is remembered of the caller may be less than what they may do now.
    private static async Task Again(HttpContext http, RequestDelegate next)
    {
        if (await ProvenAccess.AskAgain(http)) await next(http);
    }

    private static ProducesResponseTypeMetadata Refusal() => new(403, typeof(ProblemDetails), [Problems.MediaType]);
}
