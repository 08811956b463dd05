using Crm.Application.Common;
using Crm.Application.Identity.HandOvers;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Gives a ticket to a user, which accepts a new one, or to nobody.</summary>
public sealed record AssignTicket : CommandOn<Ticket>, IRequest<TicketDetails>
{
    /// <summary>An active user; null for nobody.</summary>
    public required Id<User>? UserId { get; init; }
}

internal sealed class AssignTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<AssignTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(AssignTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        if (c.UserId is { } user && user != ticket.AssigneeId) await db.EnsureWorker(user, "/userId", ct);
        ticket.Assign(c.UserId, clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
