using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

public sealed record GetContact(Id<Contact> Id) : IRequest<ContactDetails>;

internal sealed class GetContactHandler(ICrmDb db) : IRequestHandler<GetContact, ContactDetails>
{
    public Task<ContactDetails> Handle(GetContact q, CancellationToken ct) => db.GetAsync<Contact, ContactDetails>(q.Id, ct);
}
