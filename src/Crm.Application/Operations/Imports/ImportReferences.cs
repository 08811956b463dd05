using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

/// <summary>Finds the records that rows name by something else than their ids, those of many rows at once. Only what the caller sees is found.</summary>
internal sealed class ImportReferences(ICrmDb db)
{
    /// <summary>Puts the ids in; what is not found, stays missing.</summary>
    public async Task Resolve(IReadOnlyList<ImportItem> items, string? system, CancellationToken ct)
    {
        foreach (var alike in items.SelectMany(i => i.Missing).GroupBy(r => r.By))
        {
            var ids = await Find(alike.Key, system, [.. alike.Where(IsName).Select(r => Plain(alike.Key, r.Value)).Distinct()], ct);
            foreach (var reference in alike)
                if (IsName(reference) && ids.TryGetValue(Plain(alike.Key, reference.Value), out var id)) reference.At[reference.Member] = JsonValue.Create(id);
        }
    }

    public static ImportProblem NotFound(PendingReference reference) => new(InputErrors.ReferenceUnknown, $"Nothing is called {Common.Lists.ListRequest.Shown(reference.Value)} so.", reference.Column);

    // What cannot be kept, is nobody's name, and would disturb the question for the others.
    private static bool IsName(PendingReference reference) => Text.Clean(reference.Value) is not null && Text.IsPrintable(reference.Value, multiline: false);

    private static string Plain(ReferredBy by, string value) => by switch
    {
        ReferredBy.UserEmail => EmailAddress.Normalize(value),
        ReferredBy.ProductSku => Product.NormalizeSku(value),
        ReferredBy.TeamName or ReferredBy.TerritoryName or ReferredBy.QueueName => value.Trim().ToLowerInvariant(),
        _ => value.Trim(),
    };

    private Task<Dictionary<string, Guid>> Find(ReferredBy by, string? system, string[] values, CancellationToken ct) => by switch
    {
        ReferredBy.CustomerExternalId => Known<Customer>(system, values, ct),
        ReferredBy.ContactExternalId => Known<Contact>(system, values, ct),
        ReferredBy.ProductExternalId => Known<Product>(system, values, ct),
        ReferredBy.OrderExternalId => Known<Order>(system, values, ct),
        ReferredBy.ProductSku => Read(db.Products.Where(p => values.Contains(p.NormalizedSku)).Select(p => new Named(p.NormalizedSku, p.Id.Value)), ct),
        ReferredBy.OrderNumber => Read(db.Orders.Where(o => values.Contains(o.Number)).Select(o => new Named(o.Number, o.Id.Value)), ct),
        ReferredBy.UserEmail => Read(db.Users.Where(u => values.Contains(u.NormalizedEmail)).Select(u => new Named(u.NormalizedEmail, u.Id.Value)), ct),
        // There are few of these.
        ReferredBy.TeamName => Read(db.Teams.Select(t => new Named(t.Name, t.Id.Value)), ct),
        ReferredBy.TerritoryName => Read(db.Territories.Select(t => new Named(t.Name, t.Id.Value)), ct),
        _ => Read(db.Queues.Select(q => new Named(q.Name, q.Id.Value)), ct),
    };

    private async Task<Dictionary<string, Guid>> Known<T>(string? system, string[] values, CancellationToken ct) where T : ArchivableAggregate, IHasExternalIds =>
        system is null ? [] : (await db.Known<T>(system, values, ct)).Where(k => !k.IsArchived).ToDictionary(k => k.Value, k => k.Id, StringComparer.Ordinal);

    private static async Task<Dictionary<string, Guid>> Read(IQueryable<Named> query, CancellationToken ct)
    {
        var found = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var named in await query.ToListAsync(ct))
        {
            found[named.Name] = named.Id;
            found.TryAdd(named.Name.ToLowerInvariant(), named.Id);   // names of teams and the like are looked for in small letters
        }
        return found;
    }

    private sealed record Named(string Name, Guid Id);
}

internal sealed record KnownRecord(string Value, Guid Id, bool IsArchived);

internal static class KnownRecords
{
    /// <summary>The records that the caller sees and another system knows by these ids, archived ones included.</summary>
    public static async Task<List<KnownRecord>> Known<T>(this ICrmDb db, string system, IReadOnlyCollection<string> values, CancellationToken ct) where T : ArchivableAggregate, IHasExternalIds
    {
        var name = system.Trim().ToLowerInvariant();
        var found = await db.Set<T>().WithArchived().AsNoTracking()
            .SelectMany(r => r.ExternalIds.Where(e => e.System == name && values.Contains(e.Value)), (r, e) => new { e.Value, Id = EF.Property<Id<T>>(r, "Id"), r.ArchivedAt }).ToListAsync(ct);
        return found.ConvertAll(f => new KnownRecord(f.Value, f.Id.Value, f.ArchivedAt is not null));
    }
}
