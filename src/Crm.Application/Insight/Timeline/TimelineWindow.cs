namespace Crm.Application.Insight.Timeline;

/// <summary>The part of a timeline that a page shows.</summary>
/// <param name="From">The earliest time, itself included.</param>
/// <param name="Until">The time before which all lies.</param>
/// <param name="After">The place after which the page begins; null for the first page.</param>
internal sealed record TimelineWindow(DateTimeOffset From, DateTimeOffset Until, TimelinePlace? After, bool Descending, int Limit)
{
    /// <summary>Before and after all that happens; PostgreSQL can keep both.</summary>
    public static readonly DateTimeOffset Ever = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Never = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero);

    private static readonly Guid Highest = new(Enumerable.Repeat(byte.MaxValue, 16).ToArray());

    /// <summary>The time and the id after which a branch goes on: at the time of the place, a branch that comes after the place's own still has all, one that came before it nothing more.</summary>
    public (DateTimeOffset At, Guid Id) AfterIn(int rank)
    {
        if (After is not { } place) return Descending ? (Never, Highest) : (Ever, Guid.Empty);
        if (rank == place.Rank) return (place.At, place.Id);
        var comesLater = Descending ? rank < place.Rank : rank > place.Rank;
        return (place.At, comesLater == Descending ? Highest : Guid.Empty);
    }
}

/// <summary>Where an entry stands: there is one at each place.</summary>
internal sealed record TimelinePlace(DateTimeOffset At, int Rank, Guid Id);
