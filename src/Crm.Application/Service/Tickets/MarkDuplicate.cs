using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Says that another ticket is about the same, or that none is.</summary>
public sealed record MarkDuplicate : CommandOn<Ticket>, IRequest<TicketDetails>
{
    /// <summary>The original; null for none.</summary>
    public required Id<Ticket>? TicketId { get; init; }
}

internal sealed class MarkDuplicateHandler(ICrmDb db, TicketClocks clocks) : IRequestHandler<MarkDuplicate, TicketDetails>
{
    public async Task<TicketDetails> Handle(MarkDuplicate c, CancellationToken ct)
    {
        var above = await db.ChainAbove(c.Id, c.TicketId, t => t.DuplicateOfId, "/ticketId", ct);
        var ticket = await db.Load(c.Id, ct);
        ticket.MarkDuplicateOf(c.TicketId, above);
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
