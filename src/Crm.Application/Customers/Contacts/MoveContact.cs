using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

/// <summary>Takes a contact to another customer. What happened at the old one stays there.</summary>
public sealed record MoveContact : CommandOn<Contact>, IRequest<ContactDetails>
{
    public required Id<Customer> CustomerId { get; init; }
}

internal sealed class MoveContactHandler(ICrmDb db, IMapper mapper) : IRequestHandler<MoveContact, ContactDetails>
{
    public async Task<ContactDetails> Handle(MoveContact c, CancellationToken ct)
    {
        var contact = await db.LoadWithCustomer(c.Id, ct, another: c.CustomerId);
        if (contact.CustomerId != c.CustomerId)
        {
            await db.EnsureReference<Customer>(x => x.Id == c.CustomerId, "/customerId", ct);
            await db.ReleaseReports(contact, ct);
            contact.MoveTo(c.CustomerId);
            await db.SaveChangesAsync(ct);
        }
        return mapper.Map<ContactDetails>(contact);
    }
}
