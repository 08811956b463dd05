using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Customers.Contacts;

/// <summary>Registering a contact locks its customer.</summary>
internal sealed class RegisterContactLocks : IBulkLocks<RegisterContact>
{
    public Task Lock(ICrmDb db, IReadOnlyList<RegisterContact> items, CancellationToken ct)
    {
        Id<Customer>[] customers = [.. items.Select(c => c.CustomerId).Distinct()];
        return db.LockAsync<Customer>(customers, ct);
    }
}
