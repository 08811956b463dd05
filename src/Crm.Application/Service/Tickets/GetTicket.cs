using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

public sealed record GetTicket(Id<Ticket> Id) : IRequest<TicketDetails>;

internal sealed class GetTicketHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetTicket, TicketDetails>
{
    public Task<TicketDetails> Handle(GetTicket q, CancellationToken ct) =>
        db.Tickets.AsNoTracking().Where(t => t.Id == q.Id).ProjectTo<TicketDetails>(maps).Single(q.Id, ct);
}
