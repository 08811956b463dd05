using Crm.Application.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Another system's ticket, opened or brought up to date.</summary>
public sealed class UpsertTicket : IUpsertable<Ticket, OpenTicket, TicketDetails>
{
    public Task<TicketDetails> Change(IMediator send, Ticket record, Upsertion<OpenTicket> body, CancellationToken ct) => record.CustomerId == body.Whole.CustomerId
        ? send.Send(new ChangeTicket(body.Patch<TicketInput>()) { Id = record.Id }, ct)
        : throw TicketErrors.CustomerFixed;
}
