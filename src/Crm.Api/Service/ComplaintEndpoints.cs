using Crm.Api.Common;
using Crm.Application.Service.Complaints;
using Crm.Application.Service.Statistics;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Api.Service;

internal static class ComplaintEndpoints
{
    public static void MapComplaints(this RouteGroupBuilder v1)
    {
        v1.MapPut("/tickets/{id}/complaint", Task<TicketDetails> (Id<Ticket> id, ClassifyComplaint body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .WithTags("Tickets").Needs(Area.Tickets, Act.Change).Describe("classifyComplaint", "Say what a complaint is about", "What was said stays when the type of the ticket changes; it is shown of complaints only.").MayConflict()
            .Example("""{"kind":"delivery","severity":"major"}""");

        v1.MapGet("/complaints/recurrence", Task<ComplaintRecurrenceDetails> (RecurrenceQuery query, IMediator send, CancellationToken ct) => send.Send(query.Request, ct))
            .WithTags("Ticket reports").Needs(Area.Tickets, Act.Read).Describe("getComplaintRecurrence", "Read which complaints come again",
                "Counts the complaints that you see by product and root cause, the most frequent first, with the equally long time before beside them. A complaint counts when it was opened; archived ones count, merged ones where they went. What was not resolved with a root cause yet counts as unknown.")
            .WithMetadata(new QueryMetadata(RecurrenceQuery.Described));

        v1.MapGet("/ticket-statistics", Task<TicketStatisticsDetails> (TicketStatisticsQuery query, IMediator send, CancellationToken ct) => send.Send(query.Request, ct))
            .WithTags("Ticket reports").Needs(Area.Tickets, Act.Read).Describe("getTicketStatistics", "Read figures of tickets",
                "Counts the tickets that you see, and how long they took in elapsed time, as rows that a chart can use. Each figure counts at its own time: opened at openedAt, first response at firstResponseAt, resolved at resolvedAt, closed at closedAt, satisfaction at answeredAt. Archived tickets count, merged ones where they went.")
            .WithMetadata(new QueryMetadata(TicketStatisticsQuery.Described));
    }
}
