using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Roles;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Identity;

internal static class RoleEndpoints
{
    public static void MapRoles(this RouteGroupBuilder v1)
    {
        var roles = v1.MapGroup("/roles").WithTags("Roles");

        roles.MapGet("/", Task<ListPage<RoleDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListRoles(query.Request), ct))
            .Needs(Area.Identity, Act.Read).Describe("listRoles", "List roles").Lists(ListRoles.Spec);

        roles.MapSearch(Area.Identity, ListRoles.Spec, list => new ListRoles(list), "roles");

        roles.MapPost("/", Task<Created<RoleDetails>> (CreateRole body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("roles", r => r.Id))
            .Needs(Area.Identity, Act.Manage).Describe("createRole", "Make a role",
                "Makes a role of the company's own. Of each area it says how far each act extends: none, own (what the user owns), team (also what the user's teams and their members own) or all. Nobody can give more than they have.")
            .ProducesProblem(409)
            .Example("""{"name":"Key accounts","permissions":{"customers":{"read":"all","create":"team","change":"team"},"products":{"read":"all"},"orders":{"read":"team"}},"fieldRules":[{"resource":"customer","field":"credit","access":"hidden"}]}""");

        roles.MapGet("/{id}", Task<RoleDetails> (Id<Role> id, IMediator send, CancellationToken ct) => send.Send(new GetRole(id), ct))
            .Needs(Area.Identity, Act.Read).Describe("getRole", "Read a role").ProducesProblem(404).Reads(ListRoles.Spec);

        roles.MapPatch("/{id}", Task<RoleDetails> (Id<Role> id, MergePatch<RoleInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeRole(body) { Id = id }, ct))
            .Needs(Area.Identity, Act.Manage).Describe("changeRole", "Change a role", "For the users who have it, it holds from their next request on.").MayConflict().RequireIfMatch();

        roles.MapArchiving<Role>(Area.Identity, "role", Act.Manage);

        v1.MapGet("/users/me/permissions", Task<MyPermissions> (IMediator send, CancellationToken ct) => send.Send(new GetMyPermissions(), ct))
            .WithTags("Roles").ForEverybody().Describe("getMyPermissions", "Read what you may do", "All your roles together, narrowed by the key when one is used: what a screen needs to know to offer only what works.");
    }
}
