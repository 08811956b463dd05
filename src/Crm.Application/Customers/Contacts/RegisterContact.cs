using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

/// <summary>Registers a person at a customer.</summary>
public sealed record RegisterContact : ContactInput, ITransactional, IRequest<ContactDetails>
{
    /// <summary>The customer; changed later by moving the contact.</summary>
    public required Id<Customer> CustomerId { get; init; }
}

internal sealed class RegisterContactHandler(ICrmDb db, CustomFieldCheck customFields, IMapper mapper) : IRequestHandler<RegisterContact, ContactDetails>
{
    public async Task<ContactDetails> Handle(RegisterContact c, CancellationToken ct)
    {
        await db.OnceAsync(c.CustomerId, async () =>
        {
            await db.LockAsync([c.CustomerId], ct);
            await db.EnsureReference<Customer>(x => x.Id == c.CustomerId, "/customerId", ct);
            return true;
        });
        await customFields.Ensure(CustomFieldTarget.Contact, c.CustomFields, before: null, ct);
        var contact = Contact.Register(c.CustomerId, c.ToProfile());
        await db.SetManager(contact, c.ManagerId, ct);
        if (c.IsPrimary)
        {
            await db.FreePrimaryPlace(c.CustomerId, ct);
            contact.MakePrimary();
        }
        db.Contacts.Add(contact);
        await db.SaveChangesAsync(ct);
        return mapper.Map<ContactDetails>(contact);
    }
}
