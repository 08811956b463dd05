using Crm.Application.Service.Queues;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Samples;

/// <summary>A few dozen tickets in every state, about Northwind's orders.</summary>
internal sealed class SampleTickets(SampleLoad load)
{
    private const string System = "sample-tickets";

    private sealed record Story(TicketType Type, TicketChannel Channel, TicketPriority Priority, string Subject, string Text, string Reply, string RootCause, string Remedy);

    private sealed record Case(int Number, Story Story, TicketStatus Status, Id<Customer> CustomerId, Id<Contact>? ContactId, Id<Order> OrderId, Id<User> Agent);

    private static readonly Story[] Stories =
    [
        new(TicketType.Question, TicketChannel.Email, TicketPriority.Normal, "When will our order arrive?", "We planned a tasting for Saturday. Will the delivery be here in time?",
            "It leaves our warehouse tomorrow and reaches you on Friday.", "", ""),
        new(TicketType.Complaint, TicketChannel.Phone, TicketPriority.High, "Two jars arrived broken", "Two jars of the last delivery were broken; everything in the box is sticky.",
            "We are sorry. Replacements leave today, free of charge.", "The jars were packed without separators.", "Two jars sent again; separators are now used for glass."),
        new(TicketType.Incident, TicketChannel.Web, TicketPriority.Urgent, "The invoice shows the wrong amount", "The invoice does not show the discount that we agreed on.",
            "You are right; the corrected invoice is attached.", "", ""),
        new(TicketType.Request, TicketChannel.Email, TicketPriority.Low, "Please add a second delivery address", "We have opened a branch at the harbour and want to receive goods there as well.",
            "The address is on file; choose it with your next order.", "", ""),
        new(TicketType.Return, TicketChannel.Phone, TicketPriority.Normal, "We received one box too many", "There were eleven boxes instead of ten. May we send one back?",
            "Yes, please. The carrier will pick it up on Wednesday.", "", ""),
        new(TicketType.Complaint, TicketChannel.Social, TicketPriority.Normal, "Delivered four days late", "The goods came four days after the promised date; our shelves were empty.",
            "We apologise and have credited the freight.", "The carrier's depot was closed for two days.", "Freight credited; the carrier was warned."),
    ];

    public async Task Run()
    {
        var queue = await Queue();
        var done = (await load.Read(db => db.Tickets.SelectMany(t => t.ExternalIds.Where(e => e.System == System).Select(e => e.Value)).ToListAsync())).ToHashSet();
        var service = BuiltInRoles.Service.Id;
        var agents = await load.Read(db => db.Users.Where(u => u.Roles.Any(r => r.RoleId == service)).OrderBy(u => u.NormalizedEmail).Select(u => u.Id).ToListAsync());
        var states = Enum.GetValues<TicketStatus>();
        var orders = await load.Read(db => db.Orders.OrderByDescending(o => o.PlacedAt).ThenBy(o => o.Number).Take(states.Length * Stories.Length)
            .Select(o => new { o.Id, o.CustomerId, o.ContactId }).ToListAsync());
        var cases = orders.Select((o, i) => new Case(i, Stories[i % Stories.Length], states[i / Stories.Length], o.CustomerId, o.ContactId, o.Id, agents[i % agents.Count])).ToList();
        await load.Each("tickets", cases, c => done.Contains($"{c.Number}"), c => Tell(c, queue));
    }

    // The external id comes with the ticket: a load that was interrupted leaves at most a few tickets in an earlier state, and doubles none.
    private async Task Tell(Case c, Id<Queue> queue)
    {
        var ticket = (await load.Send(new OpenTicket
        {
            CustomerId = c.CustomerId,
            ContactId = c.ContactId,
            OrderId = c.OrderId,
            QueueId = queue,
            Subject = c.Story.Subject,
            Description = c.Story.Text,
            Type = c.Story.Type,
            Channel = c.Story.Channel,
            Priority = c.Story.Priority,
            Tags = ["sample"],
            ExternalIds = [new(System, $"{c.Number}")],
        })).Id;
        if (c.Status == TicketStatus.New) return;
        await load.Send(new AssignTicket { Id = ticket, UserId = c.Agent }, c.Agent);
        await load.Send(new WriteMessage { Id = ticket, Kind = TicketMessageKind.PublicReply, Channel = c.Story.Channel, Body = c.Story.Reply }, c.Agent);
        if (c.Status == TicketStatus.Pending) await load.Send(new SuspendTicket { Id = ticket, For = WaitingFor.Customer }, c.Agent);
        if (c.Status == TicketStatus.OnHold) await load.Send(new SuspendTicket { Id = ticket, For = WaitingFor.ThirdParty }, c.Agent);
        if (c.Status is not (TicketStatus.Resolved or TicketStatus.Closed)) return;
        var isComplaint = c.Story.Type == TicketType.Complaint;
        await load.Send(new ResolveTicket
        {
            Id = ticket,
            Code = ResolutionCode.Solved,
            Text = c.Story.Reply,
            RootCause = isComplaint ? c.Story.RootCause : null,
            Remedy = isComplaint ? c.Story.Remedy : null,
        }, c.Agent);
        if (c.Status == TicketStatus.Closed) await load.Send(new CloseTicket { Id = ticket }, c.Agent);
    }

    private async Task<Id<Queue>> Queue()
    {
        const string name = "Customer service";
        return await load.Read(db => db.Queues.Where(q => q.Name == name).Select(q => (Id<Queue>?)q.Id).SingleOrDefaultAsync())
            ?? (await load.Send(new CreateQueue { Name = name, Description = "Everything that customers write, call or ask." })).Id;
    }
}
