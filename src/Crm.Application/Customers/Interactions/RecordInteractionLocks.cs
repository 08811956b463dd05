using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Customers.Interactions;

/// <summary>Recording interactions relies on their customers and holds their contacts.</summary>
internal sealed class RecordInteractionLocks : IBulkLocks<RecordInteraction>
{
    public async Task Lock(ICrmDb db, IReadOnlyList<RecordInteraction> items, CancellationToken ct)
    {
        Id<Customer>[] customers = [.. items.Select(i => i.CustomerId).Distinct()];
        Id<Contact>[] contacts = [.. items.SelectMany(i => i.ContactIds ?? []).Distinct()];
        await db.RelyOnAsync<Customer>(customers, ct);
        if (contacts.Length > 0) await db.HoldAsync<Contact>(contacts, ct);
    }
}
