using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Ends the waiting for the customer or a third party.</summary>
public sealed record ResumeTicket : CommandOn<Ticket>, IRequest<TicketDetails>;

internal sealed class ResumeTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<ResumeTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(ResumeTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Resume(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
