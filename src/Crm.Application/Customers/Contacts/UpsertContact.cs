using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

/// <summary>Another system's contact, registered or brought up to date; one that is at another customer now is moved there.</summary>
public sealed class UpsertContact : IUpsertable<Contact, RegisterContact, ContactDetails>
{
    public async Task<ContactDetails> Change(IMediator send, Contact record, Upsertion<RegisterContact> body, CancellationToken ct)
    {
        if (record.CustomerId != body.Whole.CustomerId) await send.Send(new MoveContact { Id = record.Id, CustomerId = body.Whole.CustomerId }, ct);
        return await send.Send(new ChangeContact(body.Patch<ContactInput>()) { Id = record.Id }, ct);
    }
}
