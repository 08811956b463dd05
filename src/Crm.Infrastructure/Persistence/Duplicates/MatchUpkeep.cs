using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Duplicates;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Infrastructure.Persistence.Duplicates;

/// <summary>Keeps the match keys: with each change in the same save, and for what was there before them once, when the app starts. What is archived has none.</summary>
internal static class MatchUpkeep
{
    private const int Batch = 500;

    private static readonly HashSet<string> Telling =
        [nameof(Customer.Name), nameof(Customer.LegalName), nameof(Customer.GivenName), nameof(Customer.FamilyName), nameof(Customer.RegistrationNumber), nameof(Customer.BirthDate), nameof(Customer.ArchivedAt)];

    /// <returns>What is to be done once the rest is read.</returns>
    public static Action Follow(CrmDb db, IReadOnlyList<SavedRecord> saved, ITogether read)
    {
        List<Action> acts = [];
        foreach (var (record, touched) in saved)
        {
            if (record.Entity is not Customer customer || record.State == EntityState.Deleted || !IsTelling(record, touched)) continue;
            var isNew = record.State == EntityState.Added;
            var state = isNew ? null : read.Add(db.Set<MatchState>().Where(s => s.Id == customer.Id));
            var held = isNew ? null : read.Add(db.Set<MatchKey>().Where(k => k.CustomerId == customer.Id));
            acts.Add(() => Write(db, customer, state?.Rows.SingleOrDefault(), held?.Rows ?? []));
        }
        return () => acts.ForEach(act => act());
    }

    private static void Write(CrmDb db, Customer customer, MatchState? state, IReadOnlyList<MatchKey> held)
    {
        var keys = customer.ArchivedAt is null ? MatchKeys.Of(MatchFacts.Of(customer)) : [];
        if (state is null) db.AddRow(new MatchState(customer.Id));
        else state.HasChanged();
        db.RemoveRange(held.Where(k => !keys.Contains(k.Key)));
        foreach (var key in keys.Except(held.Select(k => k.Key))) db.AddRow(new MatchKey(key, customer.Id));
    }

    /// <summary>Fills in the customers that have no keys yet.</summary>
    public static async Task Fill(CrmDb db, CancellationToken ct)
    {
        var last = default(Id<Customer>);
        while (true)
        {
            var missing = db.Customers.Whole().OrderBy(c => c.Id).Where(c => c.Id > last && !db.Set<MatchState>().Any(m => m.Id == c.Id)).Select(c => new { c.Id, c.ArchivedAt }).Take(Batch);
            if (!await missing.AnyAsync(ct)) return;
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.TakeTurnAsync(Turn.Filling, ct);   // two instances that start at once fill one after the other
            var batch = await missing.ToListAsync(ct);
            if (batch.Count == 0) return;   // another instance was faster
            last = batch[^1].Id;
            var facts = await db.Customers.Whole().MatchFacts([.. batch.Where(c => c.ArchivedAt is null).Select(c => c.Id)], ct);
            var rows = facts.SelectMany(f => MatchKeys.Of(f.Facts).Select(k => (Key: k, Id: f.Id.Value))).ToList();
            Guid[] ids = [.. batch.Select(c => c.Id.Value)], owners = [.. rows.Select(r => r.Id)];
            long[] keys = [.. rows.Select(r => r.Key)];
            // Who changed a customer meanwhile has written its keys already: only whom this statement enters gets the keys from here.
            await db.Database.ExecuteSqlAsync(
                $"""
                 WITH entered AS (INSERT INTO customer_match_states (id, is_due) SELECT unnest({ids}), true ON CONFLICT DO NOTHING RETURNING id)
                 INSERT INTO customer_match_keys (key, customer_id) SELECT r.key, r.id FROM unnest({keys}, {owners}) AS r (key, id) JOIN entered e ON e.id = r.id ON CONFLICT DO NOTHING
                 """, ct);
            await transaction.CommitAsync(ct);
        }
    }

    private static bool IsTelling(EntityEntry record, IReadOnlyList<EntityEntry> touched) =>
        record.State == EntityState.Added || touched.Any(t => t.Entity is Channel or CustomerAddress) || record.Properties.Any(p => p.IsModified && Telling.Contains(p.Metadata.Name));
}
