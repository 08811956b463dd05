using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>An order makes a customer of a prospect and brings back who was dormant or lost. One that is imported as history
/// shows that a prospect is a customer, but says nothing about who is lost today.</summary>
internal sealed class WhenOrderPlaced(ICrmDb db, ICurrentUser caller, TimeProvider clock) : Reaction<OrderPlaced>
{
    protected override async Task React(OrderPlaced e, CancellationToken ct)
    {
        // Most are active already, and their rows stay untouched and unlocked.
        var customers = db.Customers.Whole();
        if (await customers.AnyAsync(c => c.Id == e.CustomerId && c.Lifecycle == Lifecycle.Active && !c.Relationships.Contains(Relationship.Prospect), ct)) return;
        await db.LockAsync([e.CustomerId], ct);
        var customer = await customers.SingleAsync(c => c.Id == e.CustomerId, ct);
        if (e.IsHistory && customer.Lifecycle != Lifecycle.Prospect) return;
        customer.HasOrdered(caller.Id, clock.GetUtcNow());
    }
}
