using Crm.Application.Common;
using Crm.Application.Identity.HandOvers;
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
        var chain = await db.ChainAbove(customer.Id, parent, c => c.ParentId, "/parentId", ct, isNew: customer.Version == 0);
        if (parent is { } id && await db.Customers.AnyAsync(c => c.Id == id && c.Kind != CustomerKind.Organization, ct)) throw CustomerErrors.ParentIsNoOrganization;
        customer.PutUnder(parent, chain);
    }

    /// <summary>Only an active user can be given work; needs a transaction.</summary>
    public static async Task EnsureOwner(this ICrmDb db, Id<User>? owner, CancellationToken ct)
    {
        if (owner is { } id) await db.EnsureWorker(id, "/ownerId", ct);
    }

    /// <summary>Takes a customer that comes back out of a team that was archived meanwhile; needs a transaction.</summary>
    public static async Task LeaveArchivedTeam(this ICrmDb db, Customer customer, Id<User>? by, DateTimeOffset now, CancellationToken ct)
    {
        if (customer.TeamId is not { } team) return;
        if (!await db.HoldTeam(team, ct)) customer.Assign(customer.OwnerId, team: null, by, now);
    }

    /// <summary>A team that is archived at this moment gets no customers; needs a transaction.</summary>
    public static async Task EnsureTeam(this ICrmDb db, Id<Team>? team, CancellationToken ct)
    {
        if (team is { } id && !await db.HoldTeam(id, ct)) throw InvalidInput.UnknownReference("/teamId", nameof(Team));
    }
}
