using System.Linq.Expressions;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Marketing;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Merging;

/// <summary>What hangs on customers that are merged, moved to the survivor and back: in one statement a kind and customer, each record written down. It may be thousands; none is loaded.
/// Whoever adds a table that refers to customers adds a line to <see cref="Take"/> and one to <see cref="GiveBack"/>.</summary>
internal sealed class MergeMoves(ICrmDb db, IAudit audit)
{
    /// <summary>Locks the customers whole, so that nothing new comes to refer to them, and before them what is locked before customers everywhere.</summary>
    public async Task Lock(IReadOnlyCollection<Id<Customer>> customers, CancellationToken ct)
    {
        await db.LockAsync(await db.Orders.Whole().Where(o => customers.Contains(o.CustomerId)).Select(o => o.Id).ToListAsync(ct), ct);
        await db.LockAsync(await db.Tickets.Whole().Where(t => customers.Contains(t.CustomerId)).Select(t => t.Id).ToListAsync(ct), ct);
        // With all above and right below them, in the order of their ids: nobody moves one of them elsewhere meanwhile.
        HashSet<Id<Customer>> locked = [];
        while (true)
        {
            HashSet<Id<Customer>> all = [.. customers, .. await db.Customers.Whole().Where(c => c.ParentId != null && customers.Contains(c.ParentId.Value)).Select(c => c.Id).ToListAsync(ct)];
            foreach (var customer in customers) all.UnionWith(await db.Upwards<Customer>(customer, c => c.ParentId, ct));
            if (locked.IsSupersetOf(all)) return;
            locked.UnionWith(all);
            await db.LockWholeAsync(locked, ct);
        }
    }

    /// <summary>A customer has one primary contact: the survivor's stays, else that of the first of the others.</summary>
    public async Task<HashSet<Id<Contact>>> FreePrimaryPlaces(CustomerMerge merge, CancellationToken ct)
    {
        List<Id<Customer>> all = [.. merge.Parties.Select(p => p.CustomerId)];
        var primaries = await db.Contacts.Unrestricted().Where(c => all.Contains(c.CustomerId) && c.IsPrimary).ToListAsync(ct);
        foreach (var contact in primaries.OrderBy(c => all.IndexOf(c.CustomerId)).Skip(1)) contact.StepDown();
        return [.. primaries.Select(c => c.Id)];
    }

    public async Task Take(CustomerMerge merge, HashSet<Id<Contact>> primaries, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var other in merge.Others.Select(p => p.CustomerId))
        {
            var (from, to) = (other, merge.SurvivorId);
            await Move(db.Contacts.Whole().Where(c => c.CustomerId == from), c => c.CustomerId, from, to, now, id => merge.Take(MovedKind.Contact, id.Value, from, primaries.Contains(id)), ct);
            await Move(db.Orders.Whole().Where(o => o.CustomerId == from), o => o.CustomerId, from, to, now, id => merge.Take(MovedKind.Order, id.Value, from), ct);
            await Move(db.Tickets.Whole().Where(t => t.CustomerId == from), t => t.CustomerId, from, to, now, id => merge.Take(MovedKind.Ticket, id.Value, from), ct);
            await Move(db.Interactions.Whole().Where(i => i.CustomerId == from), i => i.CustomerId, from, to, now, id => merge.Take(MovedKind.Interaction, id.Value, from), ct);
            await Move(db.Consents.Whole().Where(c => c.CustomerId == from), c => c.CustomerId, from, to, now, id => merge.Take(MovedKind.Consent, id.Value, from), ct);
            await Move(db.Customers.Whole().Where(c => c.ParentId == from && c.Id != to), c => c.ParentId, from, to, now, id => merge.Take(MovedKind.Subsidiary, id.Value, from), ct);
            await MoveHistory<LifecycleChange>(from, to, l => l.CustomerId, id => merge.Take(MovedKind.LifecycleChange, id.Value, from), ct);
            await MoveHistory<OwnershipChange>(from, to, o => o.CustomerId, id => merge.Take(MovedKind.OwnershipChange, id.Value, from), ct);
            await MoveMemberships(merge, from, to, ct);
            await Redirect(await db.Customers.Whole().Where(c => c.MergedIntoId == from).Select(c => c.Id).ToListAsync(ct), from, to, ct);   // whoever was merged into it before
        }
    }

    /// <summary>Moves back what is still at the survivor; what has gone elsewhere since then stays there.</summary>
    public async Task GiveBack(CustomerMerge merge, DateTimeOffset now, CancellationToken ct)
    {
        var survivor = merge.SurvivorId;
        var items = await db.Set<MergedItem>().AsNoTracking().Where(i => i.MergeId == merge.Id).ToListAsync(ct);
        foreach (var other in merge.Others.Select(p => p.CustomerId))
        {
            var home = other;
            await Move(Moved(db.Contacts, MovedKind.Contact).Where(c => c.CustomerId == survivor), c => c.CustomerId, survivor, home, now, null, ct);
            await Move(Moved(db.Orders, MovedKind.Order).Where(o => o.CustomerId == survivor), o => o.CustomerId, survivor, home, now, null, ct);
            await Move(Moved(db.Tickets, MovedKind.Ticket).Where(t => t.CustomerId == survivor), t => t.CustomerId, survivor, home, now, null, ct);
            await Move(Moved(db.Interactions, MovedKind.Interaction).Where(i => i.CustomerId == survivor), i => i.CustomerId, survivor, home, now, null, ct);
            await Move(Moved(db.Consents, MovedKind.Consent).Where(c => c.CustomerId == survivor), c => c.CustomerId, survivor, home, now, null, ct);
            await Move(Moved(db.Customers, MovedKind.Subsidiary).Where(c => c.ParentId == survivor), c => c.ParentId, survivor, home, now, null, ct);
            await MoveHistoryBack<LifecycleChange>(MovedKind.LifecycleChange, home, l => l.CustomerId);
            await MoveHistoryBack<OwnershipChange>(MovedKind.OwnershipChange, home, o => o.CustomerId);

            foreach (var segment in Ids<Segment>(MovedKind.Membership, home))
            {
                if (await db.Set<SegmentMember>().Unrestricted().Where(m => m.SegmentId == segment && m.CustomerId == survivor).ExecuteDeleteAsync(ct) > 0)
                    db.Set<SegmentMember>().Add(new(segment, home));
            }

            IQueryable<T> Moved<T>(DbSet<T> records, MovedKind kind) where T : class
            {
                var ids = Ids<T>(kind, home);
                return records.Whole().Where(r => ids.Contains(EF.Property<Id<T>>(r, "Id")));
            }
        }
        var madeHere = Ids<Consent>(MovedKind.Consent, survivor);
        db.Consents.RemoveRange(await db.Consents.Whole().Where(c => madeHere.Contains(c.Id) && c.CustomerId == survivor).ToListAsync(ct));
        await RestorePrimaries(items, ct);

        Id<T>[] Ids<T>(MovedKind kind, Id<Customer> from) where T : class => [.. items.Where(i => i.Kind == kind && i.FromCustomerId == from).Select(i => new Id<T>(i.RecordId))];

        async Task MoveHistoryBack<T>(MovedKind kind, Id<Customer> home, Expression<Func<T, Id<Customer>>> customer) where T : class
        {
            var ids = Ids<T>(kind, home);
            await db.Set<T>().Where(h => ids.Contains(EF.Property<Id<T>>(h, "Id"))).ExecuteUpdateAsync(s => s.SetProperty(customer, home), ct);
        }
    }

    /// <summary>Those that were merged into one of the others before are a part of that one again.</summary>
    public async Task RedirectAnew(CustomerMerge merge, CancellationToken ct)
    {
        foreach (var home in merge.Others.Select(p => p.CustomerId))
        {
            HashSet<Id<Customer>> parts = [];
            for (List<Id<Customer>> into = [home]; into.Count > 0;)
            {
                var found = await db.CustomerMerges.Unrestricted().Where(m => m.UndoneAt == null && m.Id != merge.Id && into.Contains(m.SurvivorId))
                    .SelectMany(m => m.Parties.Where(p => p.CustomerId != m.SurvivorId).Select(p => p.CustomerId)).ToListAsync(ct);
                into = [.. found.Where(parts.Add)];
            }
            await Redirect(parts, merge.SurvivorId, home, ct);
        }
    }

    private async Task Redirect(IReadOnlyCollection<Id<Customer>> merged, Id<Customer> from, Id<Customer> to, CancellationToken ct)
    {
        if (merged.Count == 0) return;
        // Their versions stay: who was merged is in the archive, where nobody reads it as a record of its own.
        await db.Customers.Whole().Where(c => merged.Contains(c.Id)).ExecuteUpdateAsync(s => s.SetProperty(c => c.MergedIntoId, to), ct);
        await audit.Changed(merged, (Customer c) => c.MergedIntoId, from, to, ct);
    }

    // Whoever made another one the survivor's primary contact meanwhile, took the place from theirs there, not at home.
    private async Task RestorePrimaries(List<MergedItem> items, CancellationToken ct)
    {
        foreach (var item in items.Where(i => i.WasPrimary))
        {
            var (id, home) = (new Id<Contact>(item.RecordId), item.FromCustomerId);
            var contact = await db.Contacts.Unrestricted().SingleOrDefaultAsync(c => c.Id == id && c.CustomerId == home, ct);
            if (contact is { IsPrimary: false }) contact.MakePrimary();
        }
    }

    private async Task Move<T, TKey>(
        IQueryable<T> records, Expression<Func<T, TKey>> customer, TKey from, TKey to, DateTimeOffset now, Func<Id<T>, MergedItem>? write, CancellationToken ct) where T : Aggregate
    {
        var ids = await records.Select(r => EF.Property<Id<T>>(r, "Id")).OrderBy(id => id).ToListAsync(ct);
        if (ids.Count == 0) return;
        await db.Set<T>().Whole().Where(r => ids.Contains(EF.Property<Id<T>>(r, "Id"))).ExecuteUpdateAsync(
            s => s.SetProperty(customer, to).SetProperty(r => r.Version, r => r.Version + 1).SetProperty(r => r.UpdatedAt, now), ct);
        await audit.Changed(ids, customer, from, to, ct);
        if (write is not null) db.Set<MergedItem>().AddRange(ids.Select(write));
    }

    // Where the survivor is a member already, it stays one, and the other's membership stays with its archived row.
    private async Task MoveMemberships(CustomerMerge merge, Id<Customer> from, Id<Customer> to, CancellationToken ct)
    {
        var held = await db.Set<SegmentMember>().Unrestricted().Where(m => m.CustomerId == to).Select(m => m.SegmentId).ToListAsync(ct);
        var segments = await db.Set<SegmentMember>().Unrestricted().Where(m => m.CustomerId == from && !held.Contains(m.SegmentId)).Select(m => m.SegmentId).ToListAsync(ct);
        if (segments.Count == 0) return;
        await db.Set<SegmentMember>().Unrestricted().Where(m => m.CustomerId == from && segments.Contains(m.SegmentId)).ExecuteUpdateAsync(s => s.SetProperty(m => m.CustomerId, to), ct);
        db.Set<MergedItem>().AddRange(segments.Select(s => merge.Take(MovedKind.Membership, s.Value, from)));
    }

    private async Task MoveHistory<T>(Id<Customer> from, Id<Customer> to, Expression<Func<T, Id<Customer>>> customer, Func<Id<T>, MergedItem> write, CancellationToken ct) where T : class
    {
        Expression<Func<Id<Customer>, bool>> isFrom = id => id == from;
        var theirs = db.Set<T>().Where(Expression.Lambda<Func<T, bool>>(Replace.Parameter(isFrom, customer.Body), customer.Parameters));
        var ids = await theirs.Select(h => EF.Property<Id<T>>(h, "Id")).ToListAsync(ct);
        if (ids.Count == 0) return;
        await theirs.ExecuteUpdateAsync(s => s.SetProperty(customer, to), ct);
        db.Set<MergedItem>().AddRange(ids.Select(write));
    }
}
