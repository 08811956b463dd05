using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Common;

/// <summary>The address by which another system names a record of its own.</summary>
internal static class Upserting
{
    private const string Address = "/by-external-id/{system}/{externalId}";

    /// <summary>Reading and upserting by external id: the same two routes for every resource that other systems know.</summary>
    public static void MapExternalIds<T, TRegister, TDetails>(
        this RouteGroupBuilder resource, Area area, string collection, string noun, IListSpec spec, IUpsertable<T, TRegister, TDetails> way, Func<Id<T>, IRequest<TDetails>> get, Func<TDetails, Id<T>> id)
        where T : ArchivableAggregate, IHasExternalIds where TRegister : class, IRequest<TDetails> where TDetails : class
    {
        var name = char.ToUpperInvariant(noun[0]) + noun[1..];
        resource.MapGet(Address, async Task<TDetails> (string system, string externalId, HttpContext http, Upserts upserts, IMediator send, CancellationToken ct) =>
                await send.Send(get(await upserts.Resolve<T>(Key(http), ct)), ct))
            .Needs(area, Act.Read).Describe($"get{name}ByExternalId", $"Read a {noun} by another system's id").ProducesProblem(404).Reads(spec);

        resource.MapPut(Address, async Task<Results<Ok<TDetails>, Created<TDetails>>> (string system, string externalId, UpsertBody<TRegister> body, HttpContext http, Upserts upserts, CancellationToken ct) =>
            {
                var (details, isNew) = await upserts.Put(Key(http), body.Value, way, ct);
                return isNew ? TypedResults.Created($"/api/v1/{collection}/{id(details)}", details) : TypedResults.Ok(details);
            })
            .Needs(area, Act.Create, Act.Change).Describe($"upsert{name}", $"Register or change a {noun} by another system's id",
                $"Registers the {noun} when no record has the external id yet (201), else changes the members that the body has and leaves the others (200). The external id itself is added. The same body a second time changes nothing.")
            .Accepts<TRegister>("application/json").MayConflict();
    }

    // Taken from the address as it was sent: routing leaves an encoded slash encoded, and an external id may have one.
    private static ExternalKey Key(HttpContext http)
    {
        var raw = http.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].TrimEnd('/').Split('/');
        return raw.Length < 2
            ? new((string)http.GetRouteValue("system")!, (string)http.GetRouteValue("externalId")!)
            : new(Uri.UnescapeDataString(raw[^2]), Uri.UnescapeDataString(raw[^1]));
    }
}

/// <summary>An upsert's body.</summary>
internal sealed record UpsertBody<TRegister>(Upsertion<TRegister> Value) where TRegister : class
{
    public static async ValueTask<UpsertBody<TRegister>?> BindAsync(HttpContext http)
    {
        using var json = await RawBody.Json(http.Request);
        return new(Upsertion<TRegister>.Read(json.RootElement));
    }
}
