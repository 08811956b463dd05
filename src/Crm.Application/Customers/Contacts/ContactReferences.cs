using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Contacts;

/// <summary>What contacts of one customer are to each other. Whoever changes it holds the customer's row first: who is primary and who reports to whom
/// are facts about several contacts, and callers that lock contact after contact would wait for each other.</summary>
internal static class ContactReferences
{
    /// <summary>The contact, locked, after its customer's row and that of <paramref name="another"/> customer, together with the managers that a
    /// <paramref name="patch"/> wants above it.</summary>
    public static async Task<Contact> LoadWithCustomer(this ICrmDb db, Id<Contact> id, CancellationToken ct, Id<Customer>? another = null, MergePatch<ContactInput>? patch = null)
    {
        var customer = await db.Contacts.Where(c => c.Id == id).Select(c => (Id<Customer>?)c.CustomerId).SingleOrDefaultAsync(ct) ?? throw new NotFound(nameof(Contact), id);
        await db.LockAsync([customer, another ?? customer], ct);
        if (patch is not null) await db.LockChain(id, patch, "managerId", c => c.ManagerId, ct);
        var contact = await db.Load(id, ct);
        return contact.CustomerId == customer ? contact : throw new ChangedMeanwhile();
    }

    /// <summary>Lets the customer's primary contact step down. It is saved at once, because the index takes no two of them even for a moment.</summary>
    public static async Task FreePrimaryPlace(this ICrmDb db, Id<Customer> customer, CancellationToken ct)
    {
        var primary = await db.Contacts.Unrestricted().SingleOrDefaultAsync(c => c.CustomerId == customer && c.IsPrimary, ct);
        if (primary is null) return;
        primary.StepDown();
        await db.SaveChangesAsync(ct);
    }

    public static async Task SetManager(this ICrmDb db, Contact contact, Id<Contact>? manager, CancellationToken ct)
    {
        if (manager == contact.ManagerId) return;
        var chain = await db.ChainAbove(contact.Id, manager, c => c.ManagerId, "/managerId", ct, isNew: contact.Version == 0);
        contact.ReportTo(manager is { } id ? await db.Refer(id, "/managerId", ct) : null, chain);
    }

    /// <summary>Nobody reports to somebody who has left.</summary>
    public static async Task ReleaseReports(this ICrmDb db, Contact manager, CancellationToken ct)
    {
        // The archived ones too: they may come back.
        foreach (var report in await db.Contacts.Whole().Where(c => c.ManagerId == manager.Id).ToListAsync(ct)) report.ReportTo(null, []);
    }
}
