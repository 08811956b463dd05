using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

/// <summary>Lists the messages of a ticket, the oldest first.</summary>
public sealed record ListMessages(Id<Ticket> TicketId, ListRequest List) : IRequest<ListPage<TicketMessageDetails>>
{
    public static readonly ListSpec<TicketMessage> Spec = new ListSpec<TicketMessage>(m => m.Id)
        .Sortable("sentAt", m => m.SentAt)
        .Filter("ticketId", m => m.TicketId)
        .Filter("kind", m => m.Kind)
        .Filter("channel", m => m.Channel)
        .Filter("authorId", m => m.AuthorId)
        .Filter("contactId", m => m.ContactId)
        .Expands<User, UserDetails>("author", () => ListUsers.Spec, list => new ListUsers(list))
        .Expands<Contact, ContactRow>("contact", () => ListContacts.Spec, list => new ListContacts(list))
        .SortedBy("sentAt");
}

internal sealed class ListMessagesHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListMessages, ListPage<TicketMessageDetails>>
{
    public async Task<ListPage<TicketMessageDetails>> Handle(ListMessages q, CancellationToken ct)
    {
        if (!await db.Tickets.AnyAsync(t => t.Id == q.TicketId, ct)) throw new NotFound(nameof(Ticket), q.TicketId);
        return await lists.Page<TicketMessage, TicketMessageDetails>(db.TicketMessages.Where(m => m.TicketId == q.TicketId), ListMessages.Spec, q.List, ct);
    }
}
