using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Puts a ticket below another, or below none.</summary>
public sealed record PutTicketUnder : CommandOn<Ticket>, IRequest<TicketDetails>
{
    /// <summary>The parent; null for none.</summary>
    public required Id<Ticket>? TicketId { get; init; }
}

internal sealed class PutTicketUnderHandler(ICrmDb db, TicketClocks clocks) : IRequestHandler<PutTicketUnder, TicketDetails>
{
    public async Task<TicketDetails> Handle(PutTicketUnder c, CancellationToken ct)
    {
        var above = await db.ChainAbove(c.Id, c.TicketId, t => t.ParentId, "/ticketId", ct);
        var ticket = await db.Load(c.Id, ct);
        ticket.PutUnder(c.TicketId, above);
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
