using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Opens a ticket for a customer.</summary>
public sealed record OpenTicket : TicketInput, ITransactional, IRequest<TicketDetails>
{
    /// <summary>The customer; never changes.</summary>
    public required Id<Customer> CustomerId { get; init; }
}

internal sealed class OpenTicketHandler(ICrmDb db, INumbers numbers, CustomFieldCheck customFields, TicketClocks clocks, TimeProvider clock) : IRequestHandler<OpenTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(OpenTicket c, CancellationToken ct)
    {
        Reading<TicketClocks.SlaCustomer>? asked = null;
        await db.RelyOnReference(c.CustomerId, x => x.Id == c.CustomerId, "/customerId", ct, also: together => asked = TicketClocks.AskOf(c.CustomerId, together));   // or the person could be erased before the ticket is there
        await db.EnsureReferences(c, c.CustomerId, before: null, ct);
        await customFields.Ensure(CustomFieldTarget.Ticket, c.CustomFields, before: null, ct);
        var now = clock.GetUtcNow();
        var ticket = Ticket.Open(await numbers.Next(NumberSeries.Ticket, now.Year, ct), c.CustomerId, c.ToProfile(), now);
        clocks.Know(ticket, asked!);
        db.Tickets.Add(ticket);
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
