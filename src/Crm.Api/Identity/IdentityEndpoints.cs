using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity;
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
            .AllowAnonymous().Example("""{"email":"admin@northwind.example","password":"Northwind-Sample-2026"}""");

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
    }
}
