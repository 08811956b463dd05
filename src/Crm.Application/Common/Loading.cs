using System.Linq.Expressions;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common;

/// <summary>The ways to get at one record, each with its own answer when it is not there.</summary>
public static class Loading
{
    /// <summary>The record the request is about, to be changed; locked against other writers when a transaction is open.</summary>
    /// <exception cref="NotFound">It does not exist, or is archived (404).</exception>
    /// <exception cref="NotAllowed">The caller sees it, but may not change it (403).</exception>
    /// <exception cref="StaleVersion">If-Match names another version (412).</exception>
    /// <param name="also">What else to ask in the same round trip, behind the locked record.</param>
    public static async Task<T> Load<T>(this ICrmDb db, Id<T> id, CancellationToken ct, Action<ITogether>? also = null) where T : Aggregate
    {
        var record = (db.IsInTransaction ? await db.FindLockedAsync(id, ct, also) : await db.Set<T>().FindAsync([id], ct)) ?? throw new NotFound(typeof(T).Name, id);
        await db.EnsureAllowedAsync(id, ct);
        return db.Expect(record);
    }

    /// <summary>As <see cref="Load"/>, for an archived record too.</summary>
    public static async Task<T> LoadArchived<T>(this ICrmDb db, Id<T> id, CancellationToken ct) where T : ArchivableAggregate
    {
        await db.LockAsync([id], ct);
        var record = await db.Set<T>().WithArchived().SingleOrDefaultAsync(r => EF.Property<Id<T>>(r, "Id") == id, ct) ?? throw new NotFound(typeof(T).Name, id);
        await db.EnsureAllowedAsync(id, ct);
        return db.Expect(record);
    }

    /// <summary>Throws <see cref="StaleVersion"/> when the caller's If-Match names another version than the record has.</summary>
    public static T Expect<T>(this ICrmDb db, T record) where T : Aggregate =>
        db.ExpectedVersion is { } expected && expected != record.Version ? throw new StaleVersion(record.Version) : record;

    /// <summary>A record that the request's body names.</summary>
    /// <exception cref="InvalidInput">It does not exist, or is archived (400).</exception>
    public static async Task<T> Refer<T>(this ICrmDb db, Id<T> id, string pointer, CancellationToken ct) where T : Aggregate =>
        await db.Set<T>().FindAsync([id], ct) ?? throw InvalidInput.UnknownReference(pointer, typeof(T).Name);

    /// <summary>Checks that a record which the request's body names is there, without loading it.</summary>
    /// <exception cref="InvalidInput">It does not exist, or is archived (400).</exception>
    public static async Task EnsureReference<T>(this ICrmDb db, Expression<Func<T, bool>> isIt, string pointer, CancellationToken ct) where T : Aggregate
    {
        if (!await db.Set<T>().AnyAsync(isIt, ct)) throw InvalidInput.UnknownReference(pointer, typeof(T).Name);
    }

    /// <summary>As <see cref="EnsureReference"/>, for a record that must not be erased before what refers to it is there; needs a transaction.</summary>
    /// <param name="also">What else to ask in the same round trip.</param>
    /// <exception cref="InvalidInput">It does not exist, or is archived (400).</exception>
    public static async Task RelyOnReference<T>(this ICrmDb db, Id<T> id, Expression<Func<T, bool>> isIt, string pointer, CancellationToken ct, Action<ITogether>? also = null)
        where T : Aggregate
    {
        var together = db.Together();
        together.RelyOn([id]);
        var found = together.Add(db.Set<T>().Where(isIt).Select(_ => true));
        also?.Invoke(together);
        await together.SendAsync(ct);
        if (found.Rows.Count == 0) throw InvalidInput.UnknownReference(pointer, typeof(T).Name);
    }

    /// <summary>One record as a DTO.</summary>
    /// <exception cref="NotFound">Nothing came of the query (404).</exception>
    public static async Task<TDto> Single<T, TDto>(this IQueryable<TDto> query, Id<T> id, CancellationToken ct) where T : class =>
        await query.SingleOrDefaultAsync(ct) ?? throw new NotFound(typeof(T).Name, id);
}
