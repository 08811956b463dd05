using Crm.Application.Common;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeTicket(MergePatch<TicketInput> Patch) : CommandOn<Ticket>, IRequest<TicketDetails>;

internal sealed class ChangeTicketHandler(ICrmDb db, Patches patches, CustomFieldCheck customFields, TicketClocks clocks) : IRequestHandler<ChangeTicket, TicketDetails>
{
    public async Task<TicketDetails> Handle(ChangeTicket c, CancellationToken ct)
    {
        Reading<TicketClocks.SlaCustomer>? asked = null;
        var ticket = await db.Load(c.Id, ct, together => asked = TicketClocks.AskOf(c.Id, together));
        clocks.Know(ticket, asked!);
        var input = await patches.Apply(c.Patch, TicketInput.Of(ticket), ct);
        await db.EnsureReferences(input, ticket.CustomerId, before: ticket, ct);
        await customFields.Ensure(CustomFieldTarget.Ticket, input.CustomFields, ticket.CustomFields, ct);
        ticket.Change(input.ToProfile());
        await db.SaveLastAsync(ct);
        return await clocks.Details(ticket, ct);
    }
}
