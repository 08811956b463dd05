using System.Linq.Expressions;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common;

/// <summary>Trees of records of one kind (organisations, superiors, managers, tickets), kept free of circles.</summary>
internal static class Hierarchy
{
    /// <summary>The parent and all that stand above it. Their rows and the record's own are locked, so that two moves at the same moment cannot
    /// close a circle between them; needs a transaction.</summary>
    /// <exception cref="InvalidInput">The parent does not exist, or is archived (400).</exception>
    public static async Task<IReadOnlyCollection<Id<T>>> ChainAbove<T>(
        this ICrmDb db, Id<T> self, Id<T> parent, Expression<Func<T, Id<T>?>> parentOf, string pointer, CancellationToken ct) where T : Aggregate
    {
        HashSet<Id<T>> locked = [];
        while (true)
        {
            if (!await db.Set<T>().AnyAsync(r => EF.Property<Id<T>>(r, "Id") == parent, ct)) throw InvalidInput.UnknownReference(pointer, typeof(T).Name);
            var chain = await db.Upwards(parent, parentOf, ct);
            if (locked.IsSupersetOf(chain)) return chain;
            locked = [.. chain, self];
            await db.LockAsync(locked, ct);
        }
    }

    /// <summary>The record and all that stand above it, from the bottom to the top. An archived one cannot become a parent, but goes on linking those
    /// below it to those above.</summary>
    public static async Task<IReadOnlyList<Id<T>>> Upwards<T>(this ICrmDb db, Id<T>? start, Expression<Func<T, Id<T>?>> parentOf, CancellationToken ct) where T : Aggregate
    {
        List<Id<T>> chain = [];
        for (var above = start; above is { } id && !chain.Contains(id);)
        {
            chain.Add(id);
            above = await db.Set<T>().IgnoreQueryFilters().AsNoTracking().Where(r => EF.Property<Id<T>>(r, "Id") == id).Select(parentOf).SingleOrDefaultAsync(ct);
        }
        return chain;
    }
}
