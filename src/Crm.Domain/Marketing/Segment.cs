using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Marketing;

/// <summary>Static: a list of customers, kept by hand. Dynamic: all that meet a filter at the time of asking.</summary>
public enum SegmentKind { Static, Dynamic }

/// <summary>A named group of customers, such as "Opticians who have bought this year".</summary>
public sealed class Segment : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;

    /// <summary>Of a filter as text.</summary>
    public const int FilterMax = 50_000;

    private Segment() { }

    public Id<Segment> Id { get; private set; } = Id<Segment>.New();

    /// <summary>Unique among the segments that are not archived.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public SegmentKind Kind { get; private set; }

    /// <summary>The filter of a dynamic segment as JSON, in the form of a search of customers; null for a static one.</summary>
    public string? Filter { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Segment Create(SegmentKind kind, string name, string? description, string? filter)
    {
        var segment = new Segment { Kind = kind };
        segment.Change(kind, name, description, filter);
        return segment;
    }

    /// <summary>Replaces what callers may write. That the filter can be read, the caller has seen to.</summary>
    public void Change(SegmentKind kind, string name, string? description, string? filter)
    {
        if (kind != Kind) throw SegmentErrors.KindFixed;
        Name = Text.Required(name);
        Description = Text.Clean(description);
        Filter = Kind == SegmentKind.Dynamic ? filter : null;
    }

    /// <summary>Members are named one by one in a static segment only.</summary>
    public void EnsureKeptByHand()
    {
        if (Kind != SegmentKind.Static) throw SegmentErrors.KeptByFilter;
    }
}

/// <summary>One customer in a static segment.</summary>
public sealed class SegmentMember
{
    private SegmentMember() { }

    public SegmentMember(Id<Segment> segment, Id<Customer> customer) => (SegmentId, CustomerId) = (segment, customer);

    public Id<Segment> SegmentId { get; private set; }
    public Id<Customer> CustomerId { get; private set; }
}
