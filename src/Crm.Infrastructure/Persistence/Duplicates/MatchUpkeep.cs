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

    public static void Follow(CrmDb db, IReadOnlyList<SavedRecord> saved)
    {
        foreach (var (record, touched) in saved)
        {
            if (record.Entity is not Customer customer || record.State == EntityState.Deleted || !IsTelling(record, touched)) continue;
            var keys = customer.ArchivedAt is null ? MatchKeys.Of(MatchFacts.Of(customer)) : [];
            if (record.State == EntityState.Added) Enter(db, customer, keys);
            else Write(db, customer, keys);
        }
    }

    private static void Enter(CrmDb db, Customer customer, IReadOnlyCollection<long> keys)
    {
        db.AddRow(new MatchState(customer.Id));
        foreach (var key in keys) db.AddRow(new MatchKey(key, customer.Id));
    }

    private static void Write(CrmDb db, Customer customer, IReadOnlyCollection<long> keys)
    {
        db.WriteBeside("INSERT INTO customer_match_states (id, is_due) VALUES ({0}, true) ON CONFLICT (id) DO UPDATE SET is_due = true", customer.Id.Value);
        db.WriteBeside(
            "WITH gone AS (DELETE FROM customer_match_keys WHERE customer_id = {0} AND key <> ALL ({1})) INSERT INTO customer_match_keys (key, customer_id) SELECT k, {0} FROM unnest({1}) AS k ON CONFLICT DO NOTHING",
            customer.Id.Value, keys.ToArray());
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
