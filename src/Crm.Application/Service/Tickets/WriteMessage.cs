using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;

namespace Crm.Application.Service.Tickets;

/// <summary>Adds a message to a ticket. What a customer writes is never refused: after the closing it goes to the ticket that took this one in, or to a
/// follow-up, which is opened when there is none.</summary>
public sealed record WriteMessage : CommandOn<Ticket>, IRequest<TicketMessageDetails>
{
    /// <summary>A reply or a note is the caller's own; a customer's message is recorded.</summary>
    public required TicketMessageKind Kind { get; init; }
    public required TicketChannel Channel { get; init; }
    public required string Body { get; init; }

    /// <summary>Who at the customer wrote it; for a customer's message only.</summary>
    public Id<Contact>? ContactId { get; init; }
}

internal sealed class WriteMessageValidator : AbstractValidator<WriteMessage>
{
    public WriteMessageValidator()
    {
        RuleFor(c => c.Body).RequiredBlock(TicketMessage.BodyMax);
        RuleFor(c => c.ContactId).Must(id => id is null).When(c => c.Kind != TicketMessageKind.CustomerMessage)
            .WithErrorCode(InputErrors.ContactOnlyForCustomerMessage).WithMessage("Only a customer's message is written by a contact.");
    }
}

internal sealed class WriteMessageHandler(ICrmDb db, FollowUps followUps, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<WriteMessage, TicketMessageDetails>
{
    public async Task<TicketMessageDetails> Handle(WriteMessage c, CancellationToken ct)
    {
        var isFromCustomer = c.Kind == TicketMessageKind.CustomerMessage;
        var ticket = await db.Load(c.Id, ct);
        var now = clock.GetUtcNow();   // after the lock, so that messages stand in the order in which they were taken in
        if (c.ContactId is { } contact) await db.RelyOnReference(contact, x => x.Id == contact && x.CustomerId == ticket.CustomerId, "/contactId", ct);
        if (isFromCustomer)
        {
            var last = await followUps.Last(ticket, ct);
            ticket = last.Status == TicketStatus.Closed ? await followUps.Open(last, c.Channel, now, ct) : last;
        }
        var message = ticket.Write(c.Kind, c.Channel, c.Body, isFromCustomer ? null : caller.Id, c.ContactId, now);
        db.TicketMessages.Add(message);
        await db.SaveLastAsync(ct);
        return mapper.Map<TicketMessageDetails>(message);
    }
}
