using System.Linq.Expressions;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;

namespace Crm.Application.Common.Lists;

/// <summary>What conditions need besides the row: the database, and the segments that the filter names, which were read before (<see cref="FilterScopes"/>).</summary>
public sealed class FilterScope(ICrmDb db)
{
    public ICrmDb Db => db;

    /// <summary>Who is in each segment.</summary>
    internal Dictionary<Id<Segment>, Expression<Func<Customer, bool>>> Segments { get; } = [];

    /// <summary>How many conditions each segment's filter has, those of the segments in it included.</summary>
    internal Dictionary<Id<Segment>, int> Sizes { get; } = [];
}

/// <summary>A field whose values are segments.</summary>
internal interface ISegmentField
{
    IReadOnlyList<Id<Segment>> Named(FilterTerm term);
}
