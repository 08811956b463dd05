using System.Linq.Expressions;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.HandOvers;

/// <summary>Handing over, the same for the act alone and for deactivating: rows are locked (orders, tickets, customers, each by id), changed in one statement a
/// kind, and written down. It may be thousands; none is loaded.</summary>
internal static class Handing
{
    public static async Task Give(this ICrmDb db, HandOver act, WorkSelection<Order>? orders, IAudit audit, TimeProvider clock, CancellationToken ct)
    {
        if (orders is null) return;
        var ids = await db.Lock(db.OrdersOf(act.FromUserId), orders, ct);
        await db.EnsureTheirs(orders, ids, WorkKind.Order, "/orders", db.Orders, o => o.OwnerId == act.ToUserId, o => o.OwnerId == act.FromUserId, ct);
        var now = clock.GetUtcNow();
        await db.Orders.Whole().Where(o => ids.Contains(o.Id)).ExecuteUpdateAsync(
            s => s.SetProperty(o => o.OwnerId, act.ToUserId).SetProperty(o => o.Version, o => o.Version + 1).SetProperty(o => o.UpdatedAt, now), ct);
        await audit.Changed(ids, (Order o) => o.OwnerId, act.FromUserId, act.ToUserId, ct);
        db.Set<HandOverItem>().AddRange(ids.Select(act.Take));
    }

    public static async Task Give(this ICrmDb db, HandOver act, WorkSelection<Ticket>? tickets, IAudit audit, TimeProvider clock, CancellationToken ct)
    {
        if (tickets is null) return;
        var ids = await db.Lock(db.TicketsOf(act.FromUserId), tickets, ct);
        await db.EnsureTheirs(tickets, ids, WorkKind.Ticket, "/tickets", db.Tickets, t => t.AssigneeId == act.ToUserId, t => t.AssigneeId == act.FromUserId, ct);
        var now = clock.GetUtcNow();
        await db.Tickets.Whole().Where(t => ids.Contains(t.Id)).ExecuteUpdateAsync(
            s => s.SetProperty(t => t.AssigneeId, act.ToUserId).SetProperty(t => t.AssignedBy, AssignmentWay.HandOver).SetProperty(t => t.Version, t => t.Version + 1).SetProperty(t => t.UpdatedAt, now), ct);
        await audit.Changed(ids, (Ticket t) => t.AssigneeId, act.FromUserId, act.ToUserId, ct);
        db.Set<HandOverItem>().AddRange(ids.Select(act.Take));
    }

    public static async Task Give(this ICrmDb db, HandOver act, WorkSelection<Customer>? customers, IAudit audit, TimeProvider clock, CancellationToken ct)
    {
        if (customers is null) return;
        var ids = await db.Lock(db.CustomersOf(act.FromUserId), customers, ct);
        await db.EnsureTheirs(customers, ids, WorkKind.Customer, "/customers", db.Customers, c => c.OwnerId == act.ToUserId, c => c.OwnerId == act.FromUserId, ct);
        var now = clock.GetUtcNow();   // after the locks: what the history says comes one after the other
        var teams = await db.Customers.Whole().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.TeamId }).ToDictionaryAsync(c => c.Id, c => c.TeamId, ct);
        await db.Customers.Whole().Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(
            s => s.SetProperty(c => c.OwnerId, act.ToUserId).SetProperty(c => c.Version, c => c.Version + 1).SetProperty(c => c.UpdatedAt, now), ct);
        await audit.Changed(ids, (Customer c) => c.OwnerId, act.FromUserId, act.ToUserId, ct);
        var taken = ids.ConvertAll(id => act.Take(id, teams[id], now));
        db.Set<HandOverItem>().AddRange(taken.Select(t => t.Item));
        db.Set<OwnershipChange>().AddRange(taken.Select(t => t.Change));
    }

    /// <summary>The selected ones of the user's records, locked. What went elsewhere while the locks were waited for is left out; nothing can have been added,
    /// because the user's own row is locked.</summary>
    private static async Task<List<Id<T>>> Lock<T>(this ICrmDb db, IQueryable<T> theirs, WorkSelection<T> selection, CancellationToken ct) where T : Aggregate
    {
        if (selection.Ids is { } named) theirs = theirs.Where(r => named.Contains(EF.Property<Id<T>>(r, "Id")));
        var ids = theirs.Select(r => EF.Property<Id<T>>(r, "Id"));
        await db.LockAsync(await ids.ToListAsync(ct), ct);
        return await ids.OrderBy(id => id).ToListAsync(ct);
    }

    /// <exception cref="InvalidInput">A record that the body names does not exist (400).</exception>
    /// <exception cref="RuleBroken">It is somebody else's, or done (409).</exception>
    private static async Task EnsureTheirs<T>(
        this ICrmDb db, WorkSelection<T> selection, List<Id<T>> found, WorkKind kind, string pointer, DbSet<T> set,
        Expression<Func<T, bool>> isReceivers, Expression<Func<T, bool>> isGivers, CancellationToken ct) where T : Aggregate
    {
        if (selection.Ids is not { } named || named.Count == found.Count) return;
        var rest = named.Except(found).ToList();
        var others = set.WithArchived().Where(r => rest.Contains(EF.Property<Id<T>>(r, "Id")));
        var known = await Ids(others);
        InputError[] unknown = [.. named.Index().Where(n => rest.Contains(n.Item) && !known.Contains(n.Item))
            .SelectMany(n => InvalidInput.UnknownReference($"{pointer}/ids/{n.Index}", typeof(T).Name).Errors)];
        if (unknown.Length > 0) throw new InvalidInput(unknown);
        rest = [.. rest.Except(await Ids(others.Where(isReceivers)))];
        var done = await Ids(others.Where(isGivers));
        if (rest.Except(done).ToList() is { Count: > 0 } foreign) throw HandOverErrors.NotTheirs(kind, foreign.ConvertAll(id => id.Value));
        if (done.Count > 0) throw HandOverErrors.NotOpen(kind, done.ConvertAll(id => id.Value));

        Task<List<Id<T>>> Ids(IQueryable<T> records) => records.Select(r => EF.Property<Id<T>>(r, "Id")).ToListAsync(ct);
    }
}
