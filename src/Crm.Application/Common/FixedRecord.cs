using Crm.Domain.Common;

namespace Crm.Application.Common;

/// <summary>How one record is found that is shown as a DTO. Where the record's version covers all that the DTO shows (<see cref="IVersioned"/>), what was read before is shown again for as long as the record has not changed: as a client does that
/// sends If-None-Match, and as surely, because the database is asked each time for the version.</summary>
/// <example><code>
/// private static readonly FixedRecord&lt;Customer, CustomerDetails&gt; Profile = new(static (db, asked) => db.Customers.Standing().AsNoTracking().Where(c => c.Id == asked.Value));
/// </code></example>
public sealed class FixedRecord<T, TDto> where T : class where TDto : class
{
    private readonly Func<ICrmDb, Asked<Id<T>>, IQueryable<T>> _record;

    /// <param name="record">Puts the query together, of nothing but what it is given: it is asked once for all callers.</param>
    /// <exception cref="ArgumentException">It holds on to something of the first caller's.</exception>
    public FixedRecord(Func<ICrmDb, Asked<Id<T>>, IQueryable<T>> record)
    {
        FixedQuery.EnsureFixed(record);
        _record = record;
    }

    /// <summary>Whether the record's version covers all of the DTO.</summary>
    public static bool IsCovered { get; } = typeof(T).IsAssignableTo(typeof(Aggregate)) && typeof(TDto).IsAssignableTo(typeof(IVersioned)) && !typeof(TDto).IsAssignableTo(typeof(IPartlyVersioned));

    public IQueryable<T> Of(ICrmDb db) => _record(db, new());
}
