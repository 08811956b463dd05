using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

public sealed record GetTicket(Id<Ticket> Id) : IRequest<TicketDetails>;

internal sealed class GetTicketHandler(ICrmDb db, TicketClocks clocks, IConfigurationProvider maps) : IRequestHandler<GetTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(GetTicket q, CancellationToken ct)
    {
        var together = db.Together();
        var tickets = together.Add(db.Tickets.AsNoTracking().Where(t => t.Id == q.Id).ProjectTo<TicketDetails>(maps));
        var calendars = together.Add(db.BusinessCalendars.Whole().AsNoTracking().Where(c => db.Tickets.Any(t => t.Id == q.Id && t.SlaCalendarId == c.Id)));
        await together.SendAsync(ct);
        return tickets.Rows is [var ticket] ? clocks.Shown(ticket, calendars.Rows.SingleOrDefault()) : throw new NotFound(nameof(Ticket), q.Id);
    }
}
