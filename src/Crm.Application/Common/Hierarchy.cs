using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common;

/// <summary>Trees of records of one kind (organisations, superiors, managers, tickets), kept free of circles in one way: the record and the chain above its
/// new parent are locked in one go, in the order of their ids, before the record alone is; then two moves at the same moment neither close a circle between
/// them nor wait for each other. The aggregate gets the parent with the chain and refuses what would be a circle.</summary>
internal static class Hierarchy
{
    /// <summary>What a patch may be about to do, done before the record is loaded (which locks it alone): locks the record, the parent that the patch names and all above that one.
    /// Whether there is such a parent, is said by <see cref="ChainAbove"/>, after the record was found and the patch was read.</summary>
    /// <param name="also">Further records of the kind that the command will need.</param>
    public static async Task LockChain<T, TInput>(
        this ICrmDb db, Id<T> self, MergePatch<TInput> patch, string member, Expression<Func<T, Id<T>?>> parentOf, CancellationToken ct, params IEnumerable<Id<T>> also)
        where T : Aggregate where TInput : class
    {
        Id<T>? parent = patch.Changes[member] is JsonValue value && value.TryGetValue(out string? text) && Id<T>.TryParse(text, null, out var id) ? id : null;
        if (parent is not null || also.Any()) await db.LockUpwards(self, parent, parentOf, ct, also);
    }

    /// <summary>The parent and all that stand above it, none without a parent. Their rows and the record's own are locked; needs a transaction.</summary>
    /// <param name="isNew">Nothing can stand under a new record: the chain is the parent, and nothing is locked.</param>
    /// <exception cref="InvalidInput">The parent does not exist, or is archived (400).</exception>
    public static async Task<IReadOnlyCollection<Id<T>>> ChainAbove<T>(
        this ICrmDb db, Id<T> self, Id<T>? parent, Expression<Func<T, Id<T>?>> parentOf, string pointer, CancellationToken ct, bool isNew = false) where T : Aggregate
    {
        if (parent is not { } id) return [];
        var chain = isNew ? [id] : await db.LockUpwards(self, id, parentOf, ct);
        return await db.Set<T>().AnyAsync(r => EF.Property<Id<T>>(r, "Id") == id, ct) ? chain : throw InvalidInput.UnknownReference(pointer, typeof(T).Name);
    }

    /// <summary>The record and all that stand above it, from the bottom to the top. An archived one cannot become a parent, but goes on linking those
    /// below it to those above.</summary>
    public static async Task<IReadOnlyList<Id<T>>> Upwards<T>(this ICrmDb db, Id<T>? start, Expression<Func<T, Id<T>?>> parentOf, CancellationToken ct) where T : Aggregate
    {
        List<Id<T>> chain = [];
        for (var above = start; above is { } id && !chain.Contains(id);)
        {
            chain.Add(id);
            above = await db.Set<T>().Whole().AsNoTracking().Where(r => EF.Property<Id<T>>(r, "Id") == id).Select(parentOf).SingleOrDefaultAsync(ct);
        }
        return chain;
    }

    private static async Task<IReadOnlyList<Id<T>>> LockUpwards<T>(
        this ICrmDb db, Id<T> self, Id<T>? parent, Expression<Func<T, Id<T>?>> parentOf, CancellationToken ct, params IEnumerable<Id<T>> also) where T : Aggregate
    {
        HashSet<Id<T>> locked = [];
        while (true)
        {
            var chain = await db.Upwards(parent, parentOf, ct);
            HashSet<Id<T>> all = [self, .. chain, .. also];
            if (locked.IsSupersetOf(all)) return chain;
            locked.UnionWith(all);
            await db.LockAsync(locked, ct);
        }
    }
}
