using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Contacts;

/// <summary>Archives a contact as any record, and lets go of those who reported to it.</summary>
internal sealed class ArchiveContactHandler(ICrmDb db, TimeProvider clock) : IRequestHandler<Archive<Contact>>
{
    public async Task<Unit> Handle(Archive<Contact> c, CancellationToken ct)
    {
        var contact = await db.LoadWithCustomer(c.Id, ct);
        await db.ReleaseReports(contact, ct);
        contact.Archive(clock.GetUtcNow());
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
