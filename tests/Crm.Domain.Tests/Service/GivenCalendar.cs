using System.Globalization;
using Crm.Domain.Service.Calendars;

namespace Crm.Domain.Tests.Service;

/// <summary>Calendars as a table of cases writes them.</summary>
internal static class GivenCalendar
{
    private static readonly DayOfWeek[] Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <param name="hours">Such as "Mo-Fr 09:00-17:00, Sa 22:00-06:00".</param>
    /// <param name="holidays">Such as "2026-12-25, *2026-01-01" (a star for a yearly one).</param>
    public static WorkingTime In(string zone, string hours, string holidays = "") => WorkingTime.Of(Calendar(zone, hours, holidays), new Zone(TimeZoneInfo.FindSystemTimeZoneById(zone)));

    public static BusinessCalendar Calendar(string zone, string hours, string holidays = "") =>
        BusinessCalendar.Create(new("Desk", null, zone, new(hours.Split(", ").SelectMany(Intervals)), new(holidays.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Day))));

    /// <summary>The instant at which the clocks of the zone show the time, such as "2026-03-29 01:30"; of two the first, with a star the second.</summary>
    public static DateTimeOffset At(string zone, string local)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var time = DateTime.ParseExact(local.TrimEnd('*'), "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var offset = info.IsAmbiguousTime(time) ? local.EndsWith('*') ? info.GetAmbiguousTimeOffsets(time).Min() : info.GetAmbiguousTimeOffsets(time).Max() : info.GetUtcOffset(time);
        return new DateTimeOffset(time, offset).ToUniversalTime();
    }

    private static IEnumerable<WorkingInterval> Intervals(string written)
    {
        var parts = written.Split(' ');
        var days = parts[0].Split('-').Select(d => Array.FindIndex(Week, w => w.ToString().StartsWith(d, StringComparison.Ordinal))).ToList();
        var times = parts[1].Split('-').Select(t => new TimeOfDay((int.Parse(t[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(t[3..], CultureInfo.InvariantCulture))).ToList();
        return Enumerable.Range(days[0], days[^1] - days[0] + 1).Select(d => new WorkingInterval(Week[d], times[0], times[1]));
    }

    private static Holiday Day(string written) => new(DateOnly.ParseExact(written.TrimStart('*'), "yyyy-MM-dd", CultureInfo.InvariantCulture), "Holiday", written.StartsWith('*'));

    /// <summary>The zone as the runtime knows it, found by trying: slow, and another way than the product's own.</summary>
    private sealed class Zone(TimeZoneInfo info) : ITimeZone
    {
        private static readonly TimeSpan Step = TimeSpan.FromDays(1);

        public OffsetPeriod At(DateTimeOffset instant)
        {
            var offset = info.GetUtcOffset(instant);
            return new(Change(instant, offset, -1), Change(instant, offset, 1), offset);
        }

        // Changes lie weeks apart; a day is searched by halves.
        private DateTimeOffset Change(DateTimeOffset from, TimeSpan offset, int direction)
        {
            var at = from;
            for (var i = 0; i < 800; i++, at += direction * Step)
            {
                if (info.GetUtcOffset(at) != offset) return Halve(at, at - (direction * Step), offset, direction);
            }
            return at;
        }

        private DateTimeOffset Halve(DateTimeOffset other, DateTimeOffset same, TimeSpan offset, int direction)
        {
            while ((other - same).Duration() > TimeSpan.FromTicks(1))
            {
                var middle = same + ((other - same) / 2);
                if (info.GetUtcOffset(middle) == offset) same = middle;
                else other = middle;
            }
            return direction > 0 ? other : same;
        }
    }
}
