using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Privacy;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

/// <summary>Goes on with a closed ticket in a new one about the same thing.</summary>
public sealed record FollowUpTicket : CommandOn<Ticket>, IRequest<TicketDetails>
{
    /// <summary>How the matter came up again.</summary>
    public required TicketChannel Channel { get; init; }
}

internal sealed class FollowUpTicketHandler(ICrmDb db, FollowUps followUps, TicketClocks clocks, TimeProvider clock) : IRequestHandler<FollowUpTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(FollowUpTicket c, CancellationToken ct)
    {
        var ticket = await followUps.Open(await db.Load(c.Id, ct), c.Channel, clock.GetUtcNow(), ct);
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}

/// <summary>Where a matter goes on after its ticket was closed.</summary>
public sealed class FollowUps(ICrmDb db, INumbers numbers)
{
    public async Task<Ticket> Open(Ticket closed, TicketChannel channel, DateTimeOffset now, CancellationToken ct)
    {
        await db.EnsureNotErased(closed.CustomerId, ct);
        var ticket = Ticket.FollowUp(closed, await numbers.Next(NumberSeries.Ticket, now.Year, ct), channel, now);
        if (ticket.QueueId is { } queue)
        {
            await db.HoldAsync([queue], ct);
            // Nobody looks into an archived queue any more.
            if (!await db.Queues.AnyAsync(q => q.Id == queue, ct)) ticket.MoveTo(null);
        }
        db.Tickets.Add(ticket);
        return ticket;
    }

    /// <summary>The last ticket about the matter, locked: from a merged one to the one that took it in, from a closed one to its latest follow-up.</summary>
    public async Task<Ticket> Last(Ticket ticket, CancellationToken ct)
    {
        while (ticket.Status == TicketStatus.Closed && (ticket.MergedIntoId ?? await Latest(ticket.Id, ct)) is { } next)
        {
            await db.LockAsync([next], ct);
            // An archived ticket is closed, so its follow-up is what is looked for.
            ticket = await db.Tickets.Whole().SingleAsync(t => t.Id == next, ct);
        }
        return ticket;
    }

    private Task<Id<Ticket>?> Latest(Id<Ticket> closed, CancellationToken ct) =>
        db.Tickets.Whole().Where(t => t.FollowUpOfId == closed).OrderByDescending(t => t.OpenedAt).ThenByDescending(t => t.Id)
            .Select(t => (Id<Ticket>?)t.Id).FirstOrDefaultAsync(ct);
}
