using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

public sealed record GetMessage(Id<TicketMessage> Id) : IRequest<TicketMessageDetails>;

internal sealed class GetMessageHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetMessage, TicketMessageDetails>
{
    public Task<TicketMessageDetails> Handle(GetMessage q, CancellationToken ct) => db.TicketMessages.AsNoTracking()
        .Where(m => m.Id == q.Id && db.Tickets.Any(t => t.Id == m.TicketId))
        .ProjectTo<TicketMessageDetails>(maps).Single(q.Id, ct);
}
