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
            .WithTags("Identity").Describe("signIn", "Sign in", "Exchanges e-mail address and password for an access token that is good for thirty minutes.")
            .AllowAnonymous().KeepNoAnswer().Example("""{"email":"admin@northwind.example","password":"Northwind-Sample-2026"}""");

        var users = v1.MapGroup("/users").WithTags("Identity");

        users.MapGet("/", Task<ListPage<UserDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListUsers(query.Request), ct))
            .Describe("listUsers", "List users").Lists(ListUsers.Spec);

        users.MapSearch(ListUsers.Spec, list => new ListUsers(list), "users");

        users.MapPost("/", Task<Created<UserDetails>> (InviteUser body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("users", u => u.Id))
            .Describe("inviteUser", "Give somebody an account").ProducesProblem(409).OnlyAdministrators();

        users.MapGet("/me", Task<UserDetails> (ICurrentUser caller, IMediator send, CancellationToken ct) => send.Send(new GetUser(caller.Id!.Value), ct))
            .Describe("getMe", "Read your own account").ProducesProblem(404).Reads(ListUsers.Spec);

        users.MapPut("/me/password", async Task<NoContent> (SetPassword body, IMediator send, CancellationToken ct) =>
            {
                await send.Send(body, ct);
                return TypedResults.NoContent();
            })
            .Describe("setMyPassword", "Set your own password").ProducesProblem(404);

        users.MapGet("/{id}", Task<UserDetails> (Id<User> id, IMediator send, CancellationToken ct) => send.Send(new GetUser(id), ct))
            .Describe("getUser", "Read a user").ProducesProblem(404).Reads(ListUsers.Spec);

        users.MapPatch("/{id}", Task<UserDetails> (Id<User> id, MergePatch<UserInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeUser(body) { Id = id }, ct))
            .Describe("changeUser", "Change a user").MayConflict().RequireIfMatch().OnlyAdministrators();

        users.MapPut("/{id}/deactivation", Task<UserDetails> (Id<User> id, DeactivateUser body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Describe("deactivateUser", "Hand over a user's work and deactivate the user",
                "In one act, customers, open orders and open tickets go to the receiver, the user leaves all teams and cannot sign in any more. Without anything open, no receiver is needed.")
            .MayConflict().RequireIfMatch().OnlyAdministrators().Example("""{"receiverId":"01a20039-4cef-7fc4-aab7-f430820afabe","reason":"Has left the company"}""");

        users.MapPost("/{id}/hand-overs", Task<Created<HandOverDetails>> (Id<User> id, HandOverWork body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id }, ct).Created("hand-overs", h => h.Id))
            .Describe("handOverWork", "Hand over a user's work",
                "Hands over one, many or all of a user's customers, open orders and open tickets to an active user: all that is named, or nothing. Agents hand over what is theirs, managers and administrators anybody's, also that of a deactivated user. What the receiver has already is passed over.")
            .MayConflict().ProducesProblem(403)
            .Example("""{"toUserId":"01a20039-4cef-7fc4-aab7-f430820afabe","reason":"Parental leave","customers":{"all":true},"tickets":{"ids":["01a2003a-0d5e-7c11-9e5c-6a0f6a5f0c11"]}}""");

        var handOvers = v1.MapGroup("/hand-overs").WithTags("Identity");

        handOvers.MapGet("/", Task<ListPage<HandOverDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListHandOvers(query.Request), ct))
            .Describe("listHandOvers", "List hand-overs").Lists(ListHandOvers.Spec);

        handOvers.MapSearch(ListHandOvers.Spec, list => new ListHandOvers(list), "hand overs");

        handOvers.MapGet("/{id}", Task<HandOverDetails> (Id<HandOver> id, IMediator send, CancellationToken ct) => send.Send(new GetHandOver(id), ct))
            .Describe("getHandOver", "Read a hand-over").ProducesProblem(404).Reads(ListHandOvers.Spec);

        handOvers.MapGet("/{id}/items", Task<ListPage<HandOverItemRow>> (Id<HandOver> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListHandOverItems(id, query.Where("handOverId", id)), ct))
            .Describe("listHandOverItems", "List the records that went over").Lists(ListHandOverItems.Spec).ProducesProblem(404);
    }
}
