namespace Crm.Domain.Service.Calendars;

/// <summary>A day on which nobody works.</summary>
/// <param name="Date">The day; of a yearly one the first.</param>
/// <param name="IsYearly">Whether it comes back on this day of each later year. The 29th of February comes back in leap years only.</param>
public sealed record Holiday(DateOnly Date, string Name, bool IsYearly)
{
    public const int NameMax = 120;
}

/// <summary>The days on which nobody works, in the order of their dates; one a date.</summary>
public sealed class Holidays : IEquatable<Holidays>
{
    public const int Most = 1000;

    public static readonly Holidays None = new([]);

    private readonly HashSet<DateOnly> _dates;
    private readonly Dictionary<(int Month, int Day), int> _yearly;   // from which year on

    public Holidays(IEnumerable<Holiday> days)
    {
        Days = [.. days.OrderBy(d => d.Date).ThenBy(d => d.IsYearly).ThenBy(d => d.Name, StringComparer.Ordinal)];
        _dates = [.. Days.Where(d => !d.IsYearly).Select(d => d.Date)];
        _yearly = Days.Where(d => d.IsYearly).GroupBy(d => (d.Date.Month, d.Date.Day)).ToDictionary(g => g.Key, g => g.Min(d => d.Date.Year));
    }

    public IReadOnlyList<Holiday> Days { get; }

    public bool Contains(DateOnly date) => _dates.Contains(date) || _yearly.TryGetValue((date.Month, date.Day), out var from) && from <= date.Year;

    /// <summary>These and the others; of two on one date the one that is there stays.</summary>
    public Holidays With(IEnumerable<Holiday> others) => new(Days.Concat(others.DistinctBy(o => (o.Date, o.IsYearly)).Where(o => !Contains(o.Date))));

    public bool Equals(Holidays? other) => other is not null && Days.SequenceEqual(other.Days);

    public override bool Equals(object? obj) => Equals(obj as Holidays);

    public override int GetHashCode() => Days.Aggregate(0, HashCode.Combine);
}
