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
            var chain = await db.Walk(parent, parentOf, pointer, ct);
            if (locked.IsSupersetOf(chain)) return chain;
            locked = [.. chain, self];
            await db.LockAsync(locked, ct);
        }
    }

    private static async Task<IReadOnlyCollection<Id<T>>> Walk<T>(
        this ICrmDb db, Id<T> start, Expression<Func<T, Id<T>?>> parentOf, string pointer, CancellationToken ct) where T : Aggregate
    {
        HashSet<Id<T>> chain = [];
        for (Id<T>? above = start; above is { } id && chain.Add(id);)
        {
            var found = await db.Set<T>().AsNoTracking().Where(r => EF.Property<Id<T>>(r, "Id") == id).Select(parentOf).ToListAsync(ct);
            if (found.Count == 0 && chain.Count == 1) throw InvalidInput.UnknownReference(pointer, typeof(T).Name);
            above = found.Count == 0 ? null : found[0];
        }
        return chain;
    }
}
