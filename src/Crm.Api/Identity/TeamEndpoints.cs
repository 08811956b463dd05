using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Teams;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Identity;

internal static class TeamEndpoints
{
    public static void MapTeams(this RouteGroupBuilder v1)
    {
        var reading = v1.MapGroup("/teams").WithTags("Teams");

        reading.MapGet("/", Task<ListPage<TeamDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListTeams(query.Request), ct))
            .Needs(Area.Identity, Act.Read).Describe("listTeams", "List teams").Lists(ListTeams.Spec);

        reading.MapSearch(Area.Identity, ListTeams.Spec, list => new ListTeams(list), "teams");

        reading.MapGet("/{id}", Task<TeamDetails> (Id<Team> id, IMediator send, CancellationToken ct) => send.Send(new GetTeam(id), ct))
            .Needs(Area.Identity, Act.Read).Describe("getTeam", "Read a team").ProducesProblem(404).Reads(ListTeams.Spec);

        var writing = v1.MapGroup("/teams").WithTags("Teams");

        writing.MapPost("/", Task<Created<TeamDetails>> (CreateTeam body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("teams", t => t.Id))
            .Needs(Area.Identity, Act.Create).Describe("createTeam", "Make a team").ProducesProblem(409)
            .Example("""{"name":"Key accounts","description":"Customers in Berlin and Hamburg","memberIds":["01a20039-4cef-7fc4-aab7-f430820afabe"]}""");

        writing.MapPatch("/{id}", Task<TeamDetails> (Id<Team> id, MergePatch<TeamInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeTeam(body) { Id = id }, ct))
            .Needs(Area.Identity, Act.Change).Describe("changeTeam", "Change a team").MayConflict();

        writing.MapArchiving<Team>(Area.Identity, "team");
        writing.MapAuditEntries<Team>(Area.Identity, "team");
    }
}
