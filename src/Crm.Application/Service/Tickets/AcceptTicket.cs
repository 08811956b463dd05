using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Takes a new ticket into work.</summary>
public sealed record AcceptTicket : CommandOn<Ticket>, IRequest<TicketDetails>;

internal sealed class AcceptTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<AcceptTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(AcceptTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Accept(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
