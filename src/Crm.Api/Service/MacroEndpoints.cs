using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Macros;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Crm.Domain.Service.Macros;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class MacroEndpoints
{
    public static void MapMacros(this RouteGroupBuilder v1)
    {
        var macros = v1.MapGroup("/macros").WithTags("Macros");

        macros.MapGet("/", Task<ListPage<MacroDetails>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListMacros(query.Request), ct))
            .Needs(Area.Settings, Act.Read).Describe("listMacros", "List macros").Lists(ListMacros.Spec);

        macros.MapSearch(Area.Settings, ListMacros.Spec, list => new ListMacros(list), "macros");

        macros.MapPost("/", Task<Created<MacroDetails>> (CreateMacro body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("macros", m => m.Id))
            .Needs(Area.Settings, Act.Create).Describe("createMacro", "Make a macro",
                "A named set of changes to a ticket with a prepared reply. Its placeholders name only what the customer knows anyway: ticket.number, ticket.subject, customer.name, contact.name, order.number and agent.name.").ProducesProblem(409)
            .Example("""{"name":"Ask for a photo","priority":"normal","addedTags":["photo-asked"],"replyBody":"Dear {{contact.name|customer}}, could you send us a photo of it? Your ticket is {{ticket.number}}.","act":"waitForCustomer"}""");

        macros.MapGet("/{id}", Task<MacroDetails> (Id<Macro> id, IMediator send, CancellationToken ct) => send.Send(new GetMacro(id), ct))
            .Needs(Area.Settings, Act.Read).Describe("getMacro", "Read a macro").ProducesProblem(404).Reads(ListMacros.Spec);

        macros.MapPatch("/{id}", Task<MacroDetails> (Id<Macro> id, MergePatch<MacroInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeMacro(body) { Id = id }, ct))
            .Needs(Area.Settings, Act.Change).Describe("changeMacro", "Change a macro").MayConflict();

        macros.MapArchiving<Macro>(Area.Settings, "macro");
        macros.MapAuditEntries<Macro>(Area.Settings, "macro");

        v1.MapPost("/tickets/{id}/macro-runs", Task<MacroRunDetails> (Id<Ticket> id, RunMacro body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .WithTags("Macros").Needs(Area.Tickets, Act.Change).Describe("runMacro", "Run a macro on a ticket", "Does all that the macro says in one act, or shows with dryRun what it would be. A placeholder for which there is no value that you may see refuses it.").MayConflict();
    }
}
