namespace Crm.Application.Insight.Timeline;

/// <summary>What a branch of the timeline says of a record; what it leaves out is null. Ids and choices are named as they are, and become plain columns.</summary>
internal sealed class TimelineColumns
{
    /// <summary>What the record is called: a number, a subject.</summary>
    public object? Label { get; init; }

    /// <summary>What else the title needs: a state, a carrier.</summary>
    public object? Detail { get; init; }
    public object? Text { get; init; }
    public object? Channel { get; init; }
    public object? Direction { get; init; }
    public object? OrderId { get; init; }
    public object? TicketId { get; init; }
    public object? ContactId { get; init; }
    public object? By { get; init; }
    public decimal? Amount { get; init; }
    public object? Currency { get; init; }
}

/// <summary>One row of the statement that reads a timeline: the same columns for every branch.</summary>
internal sealed class TimelineLine
{
    public DateTimeOffset At { get; init; }

    /// <summary>The place of the branch: of what happened at one time, what comes later as a rule ranks higher.</summary>
    public int Rank { get; init; }
    public Guid Id { get; init; }
    public string? Label { get; init; }
    public string? Detail { get; init; }
    public string? Text { get; init; }
    public string? Channel { get; init; }
    public string? Direction { get; init; }
    public Guid? OrderId { get; init; }
    public Guid? TicketId { get; init; }
    public Guid? ContactId { get; init; }
    public Guid? By { get; init; }
    public decimal? Amount { get; init; }
    public string? Currency { get; init; }
}
