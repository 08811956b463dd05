using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

/// <summary>Registers a person at a customer.</summary>
public sealed record RegisterContact : ContactInput, ITransactional, IGatherable, IRequest<ContactDetails>
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
            var together = db.Together();
            together.Lock([c.CustomerId]);
            var found = together.Add(db.Customers.Where(x => x.Id == c.CustomerId).Select(_ => true));
            await together.SendAsync(ct);
            return found.Rows.Count > 0 ? true : throw InvalidInput.UnknownReference("/customerId", nameof(Customer));
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
        await db.SaveLastAsync(ct);
        return mapper.Map<ContactDetails>(contact);
    }
}
