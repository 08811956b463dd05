using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Takes the resolution back, because the matter has not ended.</summary>
public sealed record ReopenTicket : CommandOn<Ticket>, IRequest<TicketDetails>;

internal sealed class ReopenTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<ReopenTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(ReopenTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Reopen(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
