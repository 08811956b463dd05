using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Customers;

/// <summary>What a customer refers to, checked and set in one way by registering and changing.</summary>
internal static class CustomerReferences
{
    /// <summary>Puts it under another organisation; needs a transaction unless the customer is new, for nothing can stand under a new one.</summary>
    public static async Task PutUnder(this ICrmDb db, Customer customer, Id<Customer>? parent, CancellationToken ct)
    {
        if (parent == customer.ParentId) return;
        if (parent is not { } id)
        {
            customer.PutUnder(null, []);
            return;
        }
        var isNew = customer.Version == 0;
        var above = isNew ? [id] : await db.ChainAbove(customer.Id, id, c => c.ParentId, "/parentId", ct);
        var kind = await db.Customers.AsNoTracking().Where(c => c.Id == id).Select(c => (CustomerKind?)c.Kind).SingleOrDefaultAsync(ct)
            ?? throw InvalidInput.UnknownReference("/parentId", nameof(Customer));
        if (kind != CustomerKind.Organization) throw CustomerErrors.ParentIsNoOrganization;
        customer.PutUnder(parent, above);
    }

    /// <summary>Only an active user can be given work.</summary>
    public static async Task EnsureOwner(this ICrmDb db, Id<User>? owner, CancellationToken ct)
    {
        if (owner is { } id) await db.EnsureReference<User>(u => u.Id == id && u.IsActive, "/ownerId", ct);
    }
}
