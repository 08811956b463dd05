namespace Crm.Domain.Service.Calendars;

/// <summary>A time from an instant up to, and without, another, both in UTC.</summary>
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset Until);

/// <summary>Counts in working time. An instant is working time when the clocks of the calendar's zone show a time inside an interval whose day is no holiday: minutes that a
/// change of the clocks skips don't exist, those that it repeats count twice. Time is exact to the tick.</summary>
public sealed class WorkingTime
{
    /// <summary>How far is looked ahead for time that does not come, such as after years of holidays.</summary>
    private const int DaysAhead = 366 * 20;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ILookup<DayOfWeek, WorkingInterval>? _hours;
    private readonly Holidays _holidays;
    private readonly ITimeZone? _zone;

    private WorkingTime(WeeklyHours? hours, Holidays holidays, ITimeZone? zone) =>
        (_hours, _holidays, _zone) = (hours?.Intervals.ToLookup(i => i.Day), holidays, zone);

    /// <summary>Where no calendar is said: every minute counts.</summary>
    public static WorkingTime Always { get; } = new(null, Holidays.None, null);

    public static WorkingTime Of(BusinessCalendar calendar, ITimeZone zone) => new(calendar.Hours, calendar.Holidays, zone);

    /// <summary>The first instant at which the working time has passed since the other one: that instant itself for none.</summary>
    /// <returns>Null when it does not come within twenty years.</returns>
    public DateTimeOffset? Add(DateTimeOffset from, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        from = from.ToUniversalTime();
        if (time == TimeSpan.Zero) return from;
        if (_hours is null) return from + time;
        foreach (var stretch in After(from))
        {
            var start = stretch.From > from ? stretch.From : from;
            if (stretch.Until - start >= time) return start + time;
            time -= stretch.Until - start;
        }
        return null;
    }

    /// <summary>The working time from one instant to a later one.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return TimeSpan.Zero;
        if (_hours is null) return to - from;
        var sum = TimeSpan.Zero;
        foreach (var stretch in After(from))
        {
            if (stretch.From >= to) break;
            sum += (stretch.Until < to ? stretch.Until : to) - (stretch.From > from ? stretch.From : from);
        }
        return sum;
    }

    public bool Includes(DateTimeOffset instant) => _hours is null || After(instant).FirstOrDefault() is var next && next.From <= instant && instant < next.Until;

    /// <summary>The stretches of working time that end after the instant, in their order; none touches the next.</summary>
    private IEnumerable<Stretch> After(DateTimeOffset from)
    {
        from = from.ToUniversalTime();
        List<Stretch> open = [];   // what a later day could still lengthen
        var date = DateOnly.FromDateTime(from.UtcDateTime).AddDays(-3);   // one runs past midnight at most one day, and clocks differ from UTC by less than one
        for (var i = 0; i < DaysAhead; i++, date = date.AddDays(1))
        {
            foreach (var stretch in Of(date)) Insert(open, stretch);
            var settled = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - Day;   // all that later days bring begins after this
            while (open.Count > 0 && open[0].Until < settled)
            {
                if (open[0].Until > from) yield return open[0];
                open.RemoveAt(0);
            }
        }
        foreach (var stretch in open.Where(s => s.Until > from)) yield return stretch;
    }

    // What the clocks of the zone make of the intervals that begin on the day.
    private IEnumerable<Stretch> Of(DateOnly date)
    {
        if (!_hours!.Contains(date.DayOfWeek) || _holidays.Contains(date)) yield break;
        var midnight = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);   // as the clocks show it, not yet as an instant
        foreach (var interval in _hours[date.DayOfWeek])
        {
            var (start, end) = (midnight.AddMinutes(interval.Start.Minutes), midnight.AddMinutes(interval.EndsAfter));
            for (var period = _zone!.At(start - Day); ; period = _zone.At(period.Until))
            {
                // Within a period clocks and instants go alike; what of the interval the period shows, is working time.
                var (from, until) = (Later(start - period.Offset, period.From), Earlier(end - period.Offset, period.Until));
                if (from < until) yield return new(from, until);
                if (period.Until >= end + Day) break;
            }
        }
    }

    private static void Insert(List<Stretch> all, Stretch stretch)
    {
        var at = all.FindIndex(s => s.Until >= stretch.From);
        if (at < 0)
        {
            all.Add(stretch);
            return;
        }
        var last = at;
        for (; last < all.Count && all[last].From <= stretch.Until; last++) stretch = new(Earlier(stretch.From, all[last].From), Later(stretch.Until, all[last].Until));
        all.RemoveRange(at, last - at);
        all.Insert(at, stretch);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
