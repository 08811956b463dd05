using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Identity;

internal static class IdentityEndpoints
{
    public static void MapIdentity(this RouteGroupBuilder v1)
    {
        v1.MapPost("/tokens", Task<SignedIn> (SignIn body, IMediator send, CancellationToken ct) => send.Send(body, ct))
            .WithTags("Identity").Describe("signIn", "Sign in", "Exchanges e-mail address and password for an access token and a refresh token: begins a session. The access token is good for a quarter of an hour, the refresh token for one use within two weeks.")
            .AllowAnonymous().KeepNoAnswer().LimitAttempts().Example("""{"email":"admin@northwind.example","password":"Quokka-Ginkgo-Fjord-41"}""");

        var users = v1.MapGroup("/users").WithTags("Identity");

        users.MapGet("/", Task<ListPage<UserDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListUsers(query.Request), ct))
            .Needs(Area.Identity, Act.Read).Describe("listUsers", "List users").Lists(ListUsers.Spec);

        users.MapSearch(Area.Identity, ListUsers.Spec, list => new ListUsers(list), "users");

        users.MapPost("/", Task<Created<UserDetails>> (InviteUser body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("users", u => u.Id))
            .Needs(Area.Identity, Act.Manage).Describe("inviteUser", "Give somebody an account").ProducesProblem(409);

        users.MapGet("/me", Task<UserDetails> (ICurrentUser caller, IMediator send, CancellationToken ct) => send.Send(new GetUser(caller.Id!.Value), ct))
            .ForEverybody().Describe("getMe", "Read your own account").ProducesProblem(404).Reads(ListUsers.Spec);

        users.MapPut("/me/password", async Task<NoContent> (SetPassword body, IMediator send, CancellationToken ct) =>
            {
                await send.Send(body, ct);
                return TypedResults.NoContent();
            })
            .ForEverybody().Describe("setMyPassword", "Set your own password", "Ends all other sessions of yours.").ProducesProblem(404).ProducesProblem(409);

        users.MapGet("/{id}", Task<UserDetails> (Id<User> id, IMediator send, CancellationToken ct) => send.Send(new GetUser(id), ct))
            .Needs(Area.Identity, Act.Read).Describe("getUser", "Read a user").ProducesProblem(404).Reads(ListUsers.Spec);

        users.MapPatch("/{id}", Task<UserDetails> (Id<User> id, MergePatch<UserInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeUser(body) { Id = id }, ct))
            .Needs(Area.Identity, Act.Manage).Describe("changeUser", "Change a user").MayConflict().RequireIfMatch();

        users.MapPut("/{id}/deactivation", Task<UserDetails> (Id<User> id, DeactivateUser body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Identity, Act.Manage).Describe("deactivateUser", "Hand over a user's work and deactivate the user",
                "In one act, customers, open orders and open tickets go to the receiver, the user leaves all teams and cannot sign in any more. Without anything open, no receiver is needed.")
            .MayConflict().RequireIfMatch().Example("""{"receiverId":"01a20039-4cef-7fc4-aab7-f430820afabe","reason":"Has left the company"}""");

        users.MapPost("/{id}/hand-overs", Task<Created<HandOverDetails>> (Id<User> id, HandOverWork body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id }, ct).Created("hand-overs", h => h.Id))
            .ForEverybody().Describe("handOverWork", "Hand over a user's work",
                "Hands over one, many or all of a user's customers, open orders and open tickets to an active user: all that is named, or nothing. Agents hand over what is theirs, managers and administrators anybody's, also that of a deactivated user. What the receiver has already is passed over.")
            .MayConflict().ProducesProblem(403)
            .Example("""{"toUserId":"01a20039-4cef-7fc4-aab7-f430820afabe","reason":"Parental leave","customers":{"all":true},"tickets":{"ids":["01a2003a-0d5e-7c11-9e5c-6a0f6a5f0c11"]}}""");

        users.MapAuditEntries<User>(Area.Identity, "user");

        var handOvers = v1.MapGroup("/hand-overs").WithTags("Identity");

        handOvers.MapGet("/", Task<ListPage<HandOverDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListHandOvers(query.Request), ct))
            .Needs(Area.Identity, Act.Read).Describe("listHandOvers", "List hand-overs").Lists(ListHandOvers.Spec);

        handOvers.MapSearch(Area.Identity, ListHandOvers.Spec, list => new ListHandOvers(list), "hand overs");

        handOvers.MapGet("/{id}", Task<HandOverDetails> (Id<HandOver> id, IMediator send, CancellationToken ct) => send.Send(new GetHandOver(id), ct))
            .Needs(Area.Identity, Act.Read).Describe("getHandOver", "Read a hand-over").ProducesProblem(404).Reads(ListHandOvers.Spec);

        handOvers.MapGet("/{id}/items", Task<ListPage<HandOverItemRow>> (Id<HandOver> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListHandOverItems(id, query.Where("handOverId", id)), ct))
            .Needs(Area.Identity, Act.Read).Describe("listHandOverItems", "List the records that went over").Lists(ListHandOverItems.Spec).ProducesProblem(404);
    }
}
