using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Orders;

/// <summary>What placing an order has to know of its customer, whoever may see that one.</summary>
/// <param name="IsActive">Whether an order changes nothing in what the customer is to us.</param>
internal sealed record Buyer(decimal? LimitAmount, string? LimitCurrency, bool IsOnHold, bool IsArchived, bool IsActive)
{
    private static readonly Expression<Func<Customer, Buyer>> Of =
        c => new(c.Credit.LimitAmount, c.Credit.LimitCurrency, c.Credit.IsOnHold, c.ArchivedAt != null, c.Lifecycle == Lifecycle.Active && !c.Relationships.Contains(Relationship.Prospect));

    public static readonly FixedQuery<Id<Customer>, Buyer> Query = new(static (db, _, asked) => db.Customers.Whole().AsNoTracking().Where(c => c.Id == asked.Value).Select(Of));

    public static readonly FixedQuery<Id<Order>, Buyer> OfOrder = new(static (db, _, asked) =>
        db.Customers.Whole().AsNoTracking().Where(c => db.Orders.Whole().Any(o => o.Id == asked.Value && o.CustomerId == c.Id)).Select(Of));
}

internal static class Buyers
{
    public static async Task<Buyer> BuyerOf(this ICrmDb db, Id<Customer> customer, CancellationToken ct)
    {
        var together = db.Together();
        var buyer = together.Add(Buyer.Query, customer);
        await together.SendAsync(ct);
        return buyer.Rows.Single();
    }

    /// <summary>An order makes a customer of a prospect and brings back who was dormant or lost. One that is imported as history shows that a prospect is a customer, but says nothing about who is lost today.</summary>
    public static async Task NoteOrder(this ICrmDb db, Id<Customer> id, bool isHistory, Id<Domain.Identity.User>? by, DateTimeOffset now, CancellationToken ct)
    {
        await db.LockAsync([id], ct);
        var customer = await db.Customers.Whole().SingleAsync(c => c.Id == id, ct);
        if (isHistory && customer.Lifecycle != Lifecycle.Prospect) return;
        customer.HasOrdered(by, now);
    }
}
