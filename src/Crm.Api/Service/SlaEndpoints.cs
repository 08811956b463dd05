using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service.Levels;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class SlaEndpoints
{
    public static void MapSlaPolicies(this RouteGroupBuilder v1)
    {
        var policies = v1.MapGroup("/sla-policies").WithTags("SLA policies");

        policies.MapGet("/", Task<ListPage<SlaPolicyDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListSlaPolicies(query.Request), ct))
            .Needs(Area.Settings, Act.Read).Describe("listSlaPolicies", "List SLA policies", "Lists the policies in the order in which they are looked at.").Lists(ListSlaPolicies.Spec);

        policies.MapSearch(Area.Settings, ListSlaPolicies.Spec, list => new ListSlaPolicies(list), "sla policies");

        policies.MapPost("/", Task<Created<SlaPolicyDetails>> (CreateSlaPolicy body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("sla-policies", p => p.Id))
            .Needs(Area.Settings, Act.Create).Describe("createSlaPolicy", "Make an SLA policy",
                "Promises within how much working time tickets are answered and resolved. Of the policies whose conditions a ticket meets, the one with the smallest position applies: to tickets that are opened from now on, and to open ones as "
                + "soon as their type, priority, channel or tags change.").ProducesProblem(409)
            .Example("""{"name":"Urgent complaints","position":10,"conditions":{"types":["complaint"],"priorities":["urgent"]},"firstResponseMinutes":60,"resolutionMinutes":480}""");

        policies.MapGet("/{id}", Task<SlaPolicyDetails> (Id<SlaPolicy> id, IMediator send, CancellationToken ct) => send.Send(new GetSlaPolicy(id), ct))
            .Needs(Area.Settings, Act.Read).Describe("getSlaPolicy", "Read an SLA policy").ProducesProblem(404).Reads(ListSlaPolicies.Spec);

        policies.MapPatch("/{id}", Task<SlaPolicyDetails> (Id<SlaPolicy> id, MergePatch<SlaPolicyInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeSlaPolicy(body) { Id = id }, ct))
            .Needs(Area.Settings, Act.Change).Describe("changeSlaPolicy", "Change an SLA policy", "Tickets that have the policy keep what they were promised until their type, priority, channel or tags change.").MayConflict();

        policies.MapArchiving<SlaPolicy>(Area.Settings, "sla policy");
        policies.MapAuditEntries<SlaPolicy>(Area.Settings, "sla policy");

        var events = v1.MapGroup("/sla-events").WithTags("SLA policies");

        events.MapGet("/", Task<ListPage<SlaEventDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListSlaEvents(query.Request), ct))
            .Needs(Area.Tickets, Act.Read).Describe("listSlaEvents", "List warnings and breaches", "Lists the warnings and breaches of those tickets that you see, the newest first. Each was raised once.").Lists(ListSlaEvents.Spec);

        events.MapSearch(Area.Tickets, ListSlaEvents.Spec, list => new ListSlaEvents(list), "sla events");
    }
}
