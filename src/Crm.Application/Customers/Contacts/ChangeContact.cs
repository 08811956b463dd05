using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeContact(MergePatch<ContactInput> Patch) : CommandOn<Contact>, IRequest<ContactDetails>;

internal sealed class ChangeContactHandler(ICrmDb db, Patches patches, CustomFieldCheck customFields, IMapper mapper) : IRequestHandler<ChangeContact, ContactDetails>
{
    public async Task<ContactDetails> Handle(ChangeContact c, CancellationToken ct)
    {
        var contact = await db.LoadWithCustomer(c.Id, ct, patch: c.Patch);
        var input = await patches.Apply(c.Patch, ContactInput.Of(contact), ct);
        await customFields.Ensure(CustomFieldTarget.Contact, input.CustomFields, contact.CustomFields, ct);
        if (input.IsPrimary && !contact.IsPrimary)
        {
            await db.FreePrimaryPlace(contact.CustomerId, ct);
            contact.MakePrimary();
        }
        if (!input.IsPrimary) contact.StepDown();
        contact.Change(input.ToProfile());
        await db.SetManager(contact, input.ManagerId, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<ContactDetails>(contact);
    }
}
