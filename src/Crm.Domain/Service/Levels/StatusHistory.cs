namespace Crm.Domain.Service.Levels;

/// <summary>That a ticket came into a status.</summary>
public sealed record StatusChange(TicketStatus Status, DateTimeOffset At);

/// <summary>A time from one instant to another; without an end it lasts.</summary>
public readonly record struct Span(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>In which status a ticket was when, from its opening on.</summary>
public sealed class StatusHistory : IEquatable<StatusHistory>
{
    public static readonly StatusHistory None = new([]);

    public StatusHistory(IEnumerable<StatusChange> changes) => Changes = [.. changes];

    public IReadOnlyList<StatusChange> Changes { get; }

    public StatusHistory With(TicketStatus status, DateTimeOffset at)
    {
        if (Changes.Count > 0 && Changes[^1].Status == status) return this;
        // What came and went at one instant has lasted for no time.
        var before = Changes.Count > 0 && Changes[^1].At >= at ? Changes.Take(Changes.Count - 1) : Changes;
        return new(before.Append(new(status, Changes.Count > 0 && Changes[^1].At > at ? Changes[^1].At : at)));
    }

    /// <summary>When the ticket was in one of the statuses, up to a last instant.</summary>
    public IEnumerable<Span> In(Func<TicketStatus, bool> counts, DateTimeOffset? end)
    {
        for (var i = 0; i < Changes.Count; i++)
        {
            if (!counts(Changes[i].Status)) continue;
            var from = Changes[i].At;
            while (i + 1 < Changes.Count && counts(Changes[i + 1].Status)) i++;
            DateTimeOffset? until = i + 1 < Changes.Count ? Changes[i + 1].At : null;
            if (end is { } last && (until is null || until > last)) until = last;
            if (until is null || from < until) yield return new(from, until);
        }
    }

    public bool Equals(StatusHistory? other) => other is not null && Changes.SequenceEqual(other.Changes);

    public override bool Equals(object? obj) => Equals(obj as StatusHistory);

    public override int GetHashCode() => Changes.Aggregate(0, HashCode.Combine);
}
