using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Whom a ticket waits for: with the customer it is pending, with a third party on hold.</summary>
public enum WaitingFor { Customer, ThirdParty }

/// <summary>Says that the work waits for somebody outside.</summary>
public sealed record SuspendTicket : CommandOn<Ticket>, IRequest<TicketDetails>
{
    /// <summary>With customer the ticket is pending, with thirdParty on hold.</summary>
    public required WaitingFor For { get; init; }
}

internal sealed class SuspendTicketHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<SuspendTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(SuspendTicket c, CancellationToken ct)
    {
        var ticket = await db.Load(c.Id, ct);
        if (c.For == WaitingFor.Customer) ticket.WaitForCustomer(clock.GetUtcNow());
        else ticket.WaitForThirdParty(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
