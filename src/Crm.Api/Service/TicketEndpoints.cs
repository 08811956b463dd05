using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Service;

internal static class TicketEndpoints
{
    public static void MapTickets(this RouteGroupBuilder v1)
    {
        var tickets = v1.MapGroup("/tickets").WithTags("Tickets");

        tickets.MapGet("/", Task<ListPage<TicketRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListTickets(query.Request), ct))
            .Needs(Area.Tickets, Act.Read).Describe("listTickets", "List tickets").Lists(ListTickets.Spec);

        tickets.MapSearch(Area.Tickets, ListTickets.Spec, list => new ListTickets(list), "tickets");

        tickets.MapPost("/", Task<Created<TicketDetails>> (OpenTicket body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("tickets", t => t.Id))
            .Needs(Area.Tickets, Act.Create).Describe("openTicket", "Open a ticket").ProducesProblem(409)
            .Example("""{"customerId":"01a20039-4cef-7fc4-aab7-f430820afabe","subject":"One jar arrived broken","type":"complaint","channel":"phone","priority":"high","tags":["breakage"]}""");

        tickets.MapGet("/{id}", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new GetTicket(id), ct))
            .Needs(Area.Tickets, Act.Read).Describe("getTicket", "Read a ticket").ProducesProblem(404).Reads(ListTickets.Spec);

        tickets.MapPatch("/{id}", Task<TicketDetails> (Id<Ticket> id, MergePatch<TicketInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeTicket(body) { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("changeTicket", "Change a ticket").MayConflict();

        tickets.MapArchiving<Ticket>(Area.Tickets, "ticket");
        tickets.MapAuditEntries<Ticket>(Area.Tickets, "ticket");
        tickets.MapExternalIds(Area.Tickets, "tickets", "ticket", ListTickets.Spec, new UpsertTicket(), id => new GetTicket(id), t => t.Id);
        tickets.MapBulk<OpenTicket, TicketDetails>(Area.Tickets, "tickets", t => t.Id.Value);

        tickets.MapPut("/{id}/acceptance", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new AcceptTicket { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("acceptTicket", "Take a new ticket into work").MayConflict();

        tickets.MapPut("/{id}/assignee", Task<TicketDetails> (Id<Ticket> id, AssignTicket body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("assignTicket", "Give a ticket to a user or to nobody", "Gives the ticket to an active user, which accepts a new one, or to nobody.").MayConflict();

        tickets.MapPut("/{id}/waiting", Task<TicketDetails> (Id<Ticket> id, SuspendTicket body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("suspendTicket", "Wait for the customer or a third party").MayConflict();

        tickets.MapDelete("/{id}/waiting", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new ResumeTicket { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("resumeTicket", "End the waiting").MayConflict();

        tickets.MapPut("/{id}/resolution", Task<TicketDetails> (Id<Ticket> id, ResolveTicket body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("resolveTicket", "Resolve a ticket", "Ends the work with a result; on a resolved ticket it corrects the result. A complaint needs its root cause and the remedy given.").MayConflict();

        tickets.MapDelete("/{id}/resolution", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new ReopenTicket { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("reopenTicket", "Reopen a resolved ticket").MayConflict();

        tickets.MapPut("/{id}/closure", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new CloseTicket { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("closeTicket", "Close a resolved ticket for good").MayConflict();

        tickets.MapPut("/{id}/parent", Task<TicketDetails> (Id<Ticket> id, PutTicketUnder body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("putTicketUnder", "Put a ticket below another").MayConflict();

        tickets.MapDelete("/{id}/parent", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new PutTicketUnder { Id = id, TicketId = null }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("takeTicketOut", "Put a ticket below none").MayConflict();

        tickets.MapPut("/{id}/duplicate-of", Task<TicketDetails> (Id<Ticket> id, MarkDuplicate body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("markDuplicate", "Mark a ticket as a duplicate of another", "The status stays; resolving with the code duplicate is an act of its own.").MayConflict();

        tickets.MapDelete("/{id}/duplicate-of", Task<TicketDetails> (Id<Ticket> id, IMediator send, CancellationToken ct) => send.Send(new MarkDuplicate { Id = id, TicketId = null }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("unmarkDuplicate", "Mark a ticket as no duplicate").MayConflict();

        tickets.MapPost("/{id}/merges", Task<TicketDetails> (Id<Ticket> id, MergeTickets body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Tickets, Act.Change).Describe("mergeTickets", "Merge other tickets into a ticket", "The ticket takes in others of the same customer with their messages and children. They are closed and say where they went.").MayConflict();

        tickets.MapPost("/{id}/splits", Task<Created<TicketDetails>> (Id<Ticket> id, SplitTicket body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id }, ct).Created("tickets", t => t.Id))
            .Needs(Area.Tickets, Act.Change).Describe("splitTicket", "Split a ticket", "Takes messages out of a ticket into a new one about another matter of the same customer. The new one counts from the first of the messages on.").MayConflict()
            .Example("""{"messageIds":["01a20039-4cef-7fc4-aab7-f430820afabe"],"subject":"The invoice has the wrong address","type":"request"}""");

        tickets.MapPost("/{id}/follow-ups", Task<Created<TicketDetails>> (Id<Ticket> id, FollowUpTicket body, IMediator send, CancellationToken ct) =>
                send.Send(body with { Id = id }, ct).Created("tickets", t => t.Id))
            .Needs(Area.Tickets, Act.Change).Describe("followUpTicket", "Follow up a closed ticket", "Goes on with a closed ticket in a new one that is linked to it.").MayConflict();
    }

    public static void MapTicketMessages(this RouteGroupBuilder v1)
    {
        var messages = v1.MapGroup("/tickets/{id}/messages").WithTags("Ticket messages");

        messages.MapGet("/", Task<ListPage<TicketMessageDetails>> (Id<Ticket> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListMessages(id, query.Where("ticketId", id)), ct))
            .Needs(Area.Tickets, Act.Read).Describe("listTicketMessages", "List a ticket's messages").Lists(ListMessages.Spec).ProducesProblem(404);

        messages.MapPost("/", async Task<Created<TicketMessageDetails>> (Id<Ticket> id, WriteMessage body, IMediator send, CancellationToken ct) =>
            {
                var message = await send.Send(body with { Id = id }, ct);
                return TypedResults.Created($"/api/v1/ticket-messages/{message.Id}", message);
            })
            .Needs(Area.Tickets, Act.Change).Describe("writeTicketMessage", "Write a message", "Adds a reply or a note of the caller, or records a customer's message. A customer's message to a closed ticket "
                + "goes on in the ticket that took it in or in a follow-up, which is opened when there is none; ticketId says where it is.").MayConflict()
            .Example("""{"kind":"publicReply","channel":"email","body":"We are sorry. A new jar leaves today, free of charge."}""");

        v1.MapGet("/ticket-messages/{id}", Task<TicketMessageDetails> (Id<TicketMessage> id, IMediator send, CancellationToken ct) => send.Send(new GetMessage(id), ct))
            .WithTags("Ticket messages").Needs(Area.Tickets, Act.Read).Describe("getTicketMessage", "Read a message").ProducesProblem(404).Reads(ListMessages.Spec);
    }
}
