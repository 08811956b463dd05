using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Contacts;

public sealed record GetContact(Id<Contact> Id) : IRequest<ContactDetails>;

internal sealed class GetContactHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetContact, ContactDetails>
{
    public Task<ContactDetails> Handle(GetContact q, CancellationToken ct) =>
        db.Contacts.AsNoTracking().Where(c => c.Id == q.Id).ProjectTo<ContactDetails>(maps).Single(q.Id, ct);
}
