namespace Crm.Domain.Service.Calendars;

/// <summary>A time of the day at which work begins or ends, in whole minutes after midnight; 24:00 (1440) is an end of a day.</summary>
public readonly record struct TimeOfDay(int Minutes) : IComparable<TimeOfDay>
{
    public const int MinutesADay = 24 * 60;

    public static bool operator <(TimeOfDay a, TimeOfDay b) => a.Minutes < b.Minutes;

    public static bool operator >(TimeOfDay a, TimeOfDay b) => a.Minutes > b.Minutes;

    public static bool operator <=(TimeOfDay a, TimeOfDay b) => a.Minutes <= b.Minutes;

    public static bool operator >=(TimeOfDay a, TimeOfDay b) => a.Minutes >= b.Minutes;

    public int CompareTo(TimeOfDay other) => Minutes.CompareTo(other.Minutes);
}

/// <summary>Working time on one day of every week. An interval that ends at or before its start runs past midnight and belongs to the day it starts on.</summary>
public sealed record WorkingInterval(DayOfWeek Day, TimeOfDay Start, TimeOfDay End)
{
    /// <summary>Minutes from the midnight before the start to the end: more than 1440 when it runs past midnight.</summary>
    public int EndsAfter => End > Start ? End.Minutes : End.Minutes + TimeOfDay.MinutesADay;
}

/// <summary>The working time of a week, in the order of its days from Monday on; what overlaps counts once.</summary>
public sealed class WeeklyHours : IEquatable<WeeklyHours>
{
    public const int Most = 70;

    public static readonly WeeklyHours None = new([]);

    public WeeklyHours(IEnumerable<WorkingInterval> intervals) =>
        Intervals = [.. intervals.Distinct().OrderBy(i => ((int)i.Day + 6) % 7).ThenBy(i => i.Start).ThenBy(i => i.EndsAfter)];

    public IReadOnlyList<WorkingInterval> Intervals { get; }

    public bool Equals(WeeklyHours? other) => other is not null && Intervals.SequenceEqual(other.Intervals);

    public override bool Equals(object? obj) => Equals(obj as WeeklyHours);

    public override int GetHashCode() => Intervals.Aggregate(0, HashCode.Combine);
}
