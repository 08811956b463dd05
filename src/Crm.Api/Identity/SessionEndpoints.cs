using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity;
using Crm.Application.Identity.Sessions;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Identity;

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder v1)
    {
        v1.MapPost("/tokens/refresh", Task<SignedIn> (RefreshSession body, IMediator send, CancellationToken ct) => send.Send(body, ct))
            .WithTags("Identity").Describe("refreshTokens", "Continue a session",
                "Exchanges a refresh token for a fresh access token and the next refresh token. A refresh token is good once; within a few seconds the same one gets the same successor, for two tabs that refresh at once. One that comes again later was stolen from somebody: the session ends.")
            .AllowAnonymous().KeepNoAnswer().Example("""{"refreshToken":"Vq0m3mYx0rS7c1kO2pJ8nQ5tW9zA4bD6eF-gH_iKlMs"}""");

        var sessions = v1.MapGroup("/sessions").WithTags("Identity");

        sessions.MapGet("/", Task<ListPage<SessionRow>> (ICurrentUser caller, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListSessions(caller.Id!.Value, query.Request), ct))
            .ForEverybody().Describe("listMySessions", "List your own sessions", "Where you are signed in, and were lately.").Lists(ListSessions.Spec);

        sessions.MapDelete("/current", async Task<NoContent> (IMediator send, CancellationToken ct) =>
            {
                await send.Send(new EndSession(null), ct);
                return TypedResults.NoContent();
            })
            .ForEverybody().Describe("signOut", "Sign out", "Ends the session of this request: its access tokens and its refresh token are refused from now on.").ProducesProblem(404);

        sessions.MapDelete("/{id}", async Task<NoContent> (Id<Session> id, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new EndSession(id), ct);
                return TypedResults.NoContent();
            })
            .ForEverybody().Describe("endSession", "End one of your own sessions").ProducesProblem(404);

        v1.MapDelete("/users/{id}/sessions", async Task<NoContent> (Id<User> id, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new EndUserSessions(id), ct);
                return TypedResults.NoContent();
            })
            .WithTags("Identity").Needs(Area.Identity, Act.Manage).Describe("endUserSessions", "Sign a user out everywhere").ProducesProblem(404);
    }
}
