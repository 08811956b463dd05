using AutoMapper;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Service;

namespace Crm.Application.Service.Tickets;

/// <summary>One message of a ticket; it is never changed.</summary>
/// <param name="TicketId">The ticket that holds it now: merging takes messages along, and a customer's message to a closed ticket makes a follow-up.</param>
/// <param name="AuthorId">The user who wrote a reply or a note; null on a customer's message.</param>
/// <param name="ContactId">Who at the customer wrote a customer's message, where that is known.</param>
public sealed record TicketMessageDetails(
    Id<TicketMessage> Id,
    Id<Ticket> TicketId,
    TicketMessageKind Kind,
    TicketChannel Channel,
    string Body,
    Id<User>? AuthorId,
    Id<Contact>? ContactId,
    DateTimeOffset SentAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<TicketMessage, TicketMessageDetails>();
    }
}
