using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Closes a resolved ticket for good.</summary>
public sealed record CloseTicket : CommandOn<Ticket>, IRequest<TicketDetails>;

internal sealed class CloseTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<CloseTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(CloseTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Close(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
