using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.ApiKeys;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Identity;

internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this RouteGroupBuilder v1)
    {
        var keys = v1.MapGroup("/api-keys").WithTags("API keys");

        keys.MapGet("/", Task<ListPage<ApiKeyDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListApiKeys(query.Request), ct))
            .Needs(Area.Identity, Act.Manage).Describe("listApiKeys", "List API keys").Lists(ListApiKeys.Spec);

        keys.MapSearch(Area.Identity, ListApiKeys.Spec, list => new ListApiKeys(list), "api keys", act: Act.Manage);

        keys.MapPost("/", Task<Created<ApiKeyWithSecret>> (CreateApiKey body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("api-keys", k => k.Id))
            .Needs(Area.Identity, Act.Manage).Describe("createApiKey", "Create an API key", "The answer shows the secret, this once. It takes no Idempotency-Key, because answers with a secret are not kept.")
            .ProducesProblem(409).KeepNoAnswer()
            .Example("""{"name":"Web shop","userId":"01a20039-4cef-7fc4-aab7-f430820afabe","scopes":["customers:read","orders:create"],"expiresAt":"2027-12-31T23:00:00Z"}""");

        keys.MapGet("/{id}", Task<ApiKeyDetails> (Id<ApiKey> id, IMediator send, CancellationToken ct) => send.Send(new GetApiKey(id), ct))
            .Needs(Area.Identity, Act.Manage).Describe("getApiKey", "Read an API key").ProducesProblem(404).Reads(ListApiKeys.Spec);

        keys.MapPatch("/{id}", Task<ApiKeyDetails> (Id<ApiKey> id, MergePatch<ApiKeyInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeApiKey(body) { Id = id }, ct))
            .Needs(Area.Identity, Act.Manage).Describe("changeApiKey", "Change an API key", "Name, scopes, customers and expiry; the secret stays.").MayConflict().RequireIfMatch();

        keys.MapPost("/{id}/rotation", Task<ApiKeyWithSecret> (Id<ApiKey> id, RotateApiKey body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Identity, Act.Manage).Describe("rotateApiKey", "Give an API key a new secret", "The answer shows the new secret, this once. The one until now stays good for the overlap, so that the other system can be changed over without a gap; a rotation within the overlap ends the oldest one.")
            .MayConflict().KeepNoAnswer().Example("""{"overlapHours":24}""");

        keys.MapDelete("/{id}", async Task<NoContent> (Id<ApiKey> id, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new RevokeApiKey { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Needs(Area.Identity, Act.Manage).Describe("revokeApiKey", "Revoke an API key", "It is refused from the next request on, and for good.").MayConflict();
    }
}
