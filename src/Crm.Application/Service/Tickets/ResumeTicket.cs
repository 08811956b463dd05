using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Ends the waiting for the customer or a third party.</summary>
public sealed record ResumeTicket : CommandOn<Ticket>, IRequest<TicketDetails>;

internal sealed class ResumeTicketHandler(ICrmDb db, IMapper mapper) : IRequestHandler<ResumeTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(ResumeTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        ticket.Resume();
        await db.SaveChangesAsync(ct);
        return mapper.Map<TicketDetails>(ticket);
    }
}
