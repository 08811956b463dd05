using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.HandOvers;

/// <summary>What somebody has to look after: customers, orders that are neither completed nor cancelled, tickets that are not closed. Archived customers and
/// drafts count, because they may come back.</summary>
internal static class OpenWork
{
    public static readonly Expression<Func<Customer, bool>> OpenCustomer = c => true;
    public static readonly Expression<Func<Order, bool>> OpenOrder = o => o.Status != OrderStatus.Completed && o.Status != OrderStatus.Cancelled;
    public static readonly Expression<Func<Ticket, bool>> OpenTicket = t => t.Status != TicketStatus.Closed;

    public static IQueryable<Customer> CustomersOf(this ICrmDb db, Id<User> user) => db.Customers.Whole().Where(c => c.OwnerId == user).Where(OpenCustomer);

    public static IQueryable<Order> OrdersOf(this ICrmDb db, Id<User> user) => db.Orders.Whole().Where(o => o.OwnerId == user).Where(OpenOrder);

    public static IQueryable<Ticket> TicketsOf(this ICrmDb db, Id<User> user) => db.Tickets.Whole().Where(t => t.AssigneeId == user).Where(OpenTicket);

    /// <summary>Only an active user can be given work. The user's row is held until the transaction ends: whoever deactivates the user waits, and then sees
    /// what was given.</summary>
    /// <exception cref="InvalidInput">The user does not exist, or is deactivated (400).</exception>
    public static async Task EnsureWorker(this ICrmDb db, Id<User> user, string pointer, CancellationToken ct)
    {
        if (!await db.IsWorker(user, ct)) throw InvalidInput.UnknownReference(pointer, nameof(User));
    }

    /// <summary>Whether the user is active, and stays so until the transaction ends.</summary>
    public static Task<bool> IsWorker(this ICrmDb db, Id<User> user, CancellationToken ct) => db.OnceAsync(user, async () =>
    {
        await db.HoldAsync([user], ct);
        return await db.Users.AnyAsync(u => u.Id == user && u.IsActive, ct);
    });

    /// <summary>Whether the team is there, and is not archived until the transaction ends.</summary>
    public static Task<bool> HoldTeam(this ICrmDb db, Id<Team> team, CancellationToken ct) => db.OnceAsync(team, async () =>
    {
        await db.HoldAsync([team], ct);
        return await db.Teams.AnyAsync(t => t.Id == team, ct);
    });

    /// <summary>To be asked before deactivating, with the user's row locked, so that nobody can give the user anything meanwhile.</summary>
    /// <exception cref="RuleBroken">Something is open (409, saying how much).</exception>
    public static async Task EnsureOwnsNothingOpen(this ICrmDb db, Id<User> user, CancellationToken ct)
    {
        var (customers, orders, tickets) = (await db.CustomersOf(user).CountAsync(ct), await db.OrdersOf(user).CountAsync(ct), await db.TicketsOf(user).CountAsync(ct));
        if (customers + orders + tickets > 0) throw UserErrors.OwnsOpenWork(customers, orders, tickets);
    }

    /// <summary>Locks the one who gives away, and holds the one who receives, in the order of their ids.</summary>
    public static async Task LockBoth(this ICrmDb db, Id<User> giver, Id<User> receiver, CancellationToken ct)
    {
        if (receiver < giver) await db.HoldAsync([receiver], ct);
        await db.LockAsync([giver], ct);
        if (giver < receiver) await db.HoldAsync([receiver], ct);
    }
}
