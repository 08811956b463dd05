using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace Crm.Infrastructure.Calendars;

/// <summary>On which days of the years asked for an event lies. A rule costs work for each day that it has to look at, also where it names none: all events of a file together have so much and no more.</summary>
internal sealed class HolidayRules(int fromYear, int toYear, CancellationToken ct)
{
    /// <summary>About two seconds.</summary>
    private const long MostDaysLookedAt = 100_000;

    /// <summary>How many periods the library passes over in the time in which it looks at a day.</summary>
    private const int PassedInADay = 50;

    private const int FirstYear = 1800;
    private const int LongestYear = 366;

    private readonly DateOnly _from = new(fromYear, 1, 1);
    private readonly DateOnly _last = new(toYear, 12, 31);
    private long _lookedAt;

    /// <param name="moved">Days of the event's series that have events of their own.</param>
    /// <returns>Null when it is too much work.</returns>
    public EventDays? Read(CalendarEvent e, DateOnly start, IReadOnlyCollection<DateOnly> moved)
    {
        ct.ThrowIfCancellationRequested();
        if (e.RecurrenceIdentifier is { Range: RecurrenceRange.ThisAndFuture }) return EventDays.Wrong("changes all later days of its series (RANGE=THISANDFUTURE); give these an event with a rule of their own.");
        if (e.Properties.Count(p => p.Name is "RRULE" or "EXRULE") > (e.RecurrenceRule is null ? 0 : 1)) return EventDays.Wrong("has more than one rule, or a line EXRULE; RFC 5545 has one RRULE, and EXDATE for exceptions.");
        var length = Length(e, start);
        if (moved.Count == 0 && IsYearly(e, start)) return new(Yearly(start, length), AreYearly: true, null);

        var repeated = e.RecurrenceDates.GetAllDates().Count();
        if (e.RecurrenceRule is null && repeated == 0) return Affords(Seen(length)) ? new(Whole([start], length), AreYearly: false, null) : null;
        if (e.RecurrenceRule is { Frequency: not (FrequencyType.Daily or FrequencyType.Weekly or FrequencyType.Monthly or FrequencyType.Yearly) })
            return EventDays.Wrong("comes back more often than once a day, as no whole day does.");
        var first = _from.DayNumber > length ? _from.AddDays(1 - length) : DateOnly.MinValue;
        if (!Affords(repeated + e.ExceptionDates.GetAllDates().Count() + Effort(e.RecurrenceRule, start, first))) return null;
        try
        {
            var days = Occurrences(e, start, first).Except(moved).ToList();
            return Affords(days.Count * Seen(length)) ? new(Whole(days, length), AreYearly: false, null) : null;
        }
        catch (Exception x) when (x is EvaluationException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return EventDays.Wrong("has a rule from which no days follow; look at its lines RRULE, RDATE and EXDATE.");
        }
    }

    private List<DateOnly> Occurrences(CalendarEvent e, DateOnly start, DateOnly first)
    {
        List<DateOnly> found = [];
        // Nothing more comes within the years when so many periods in a row bring nothing.
        var options = new EvaluationOptions { MaxUnmatchedIncrementsLimit = e.RecurrenceRule is { } rule ? (int)Periods(rule, _last.DayNumber - Math.Min(start.DayNumber, _last.DayNumber)) + 10 : null };
        try
        {
            foreach (var occurrence in e.GetOccurrences(new CalDateTime(first), options))
            {
                if (occurrence.Period.StartTime.Date is var date && date > _last) break;
                found.Add(date);
            }
        }
        catch (Exception x) when (x is EvaluationLimitExceededException or EvaluationOutOfRangeException)
        {
            // A rule such as the 30th of February: what has been found is all.
        }
        return found;
    }

    private IEnumerable<DateOnly> Whole(IReadOnlyCollection<DateOnly> firsts, int length)
    {
        foreach (var first in firsts)
            for (var day = Math.Max(first.DayNumber, _from.DayNumber); day <= Math.Min((long)first.DayNumber + length - 1, _last.DayNumber); day++)
                yield return DateOnly.FromDayNumber(day);
    }

    private IEnumerable<DateOnly> Yearly(DateOnly start, int length)
    {
        if (start > _last) yield break;
        if (start.Year < FirstYear) start = new(start is { Month: 2, Day: 29 } ? FirstYear + 4 : FirstYear, start.Month, start.Day);
        for (var day = 0; day < Math.Min(length, LongestYear); day++) yield return start.AddDays(day);
    }

    private long Seen(int length) => Math.Min(length, _last.DayNumber - _from.DayNumber + 1);

    private bool Affords(long days) => (_lookedAt += days) <= MostDaysLookedAt;

    private long Effort(RecurrenceRule? rule, DateOnly start, DateOnly first)
    {
        var last = rule?.Until is { } until && until.Date < _last ? until.Date : _last;
        if (rule is null || start > last) return 1;
        // Where occurrences are counted off, each has to be looked at from the start on.
        var passed = rule.Count is null && start < first ? Math.Min(first.DayNumber, last.DayNumber) - start.DayNumber : 0;
        var inAMonth = rule.ByDay.Count > 0 ? 31 : Math.Max(2, rule.ByMonthDay.Count);
        var inAPeriod = rule.Frequency switch
        {
            FrequencyType.Daily => 1,
            FrequencyType.Weekly => 7,
            FrequencyType.Monthly => inAMonth,
            _ => rule.ByMonth.Count > 0 ? rule.ByMonth.Count * inAMonth : rule.ByDay.Count + rule.ByYearDay.Count + rule.ByWeekNo.Count > 0 ? LongestYear : (12 * rule.ByMonthDay.Count) + 2,
        };
        return (Periods(rule, passed) / PassedInADay) + ((Periods(rule, last.DayNumber - start.DayNumber - passed) + 1) * inAPeriod);
    }

    private static long Periods(RecurrenceRule rule, int days) =>
        days / (rule.Frequency switch { FrequencyType.Daily => 1, FrequencyType.Weekly => 7, FrequencyType.Monthly => 28, _ => 365 } * (long)Math.Max(1, rule.Interval));

    // The end is the day after the last; files that name the day itself mean that day.
    private static int Length(CalendarEvent e, DateOnly start)
    {
        var days = e switch
        {
            { End: { HasTime: false } end } => end.Date.DayNumber - start.DayNumber,
            { End: null, Duration: { } d } => ((d.Weeks ?? 0) * 7L) + (d.Days ?? 0) + (((d.Hours ?? 0) + 23L) / 24),
            _ => 1,
        };
        return (int)Math.Clamp(days, 1, DateOnly.MaxValue.DayNumber);
    }

    // On the same day each year, for ever and without exception: what a yearly holiday is.
    private static bool IsYearly(CalendarEvent e, DateOnly start) =>
        e.RecurrenceRule is { Frequency: FrequencyType.Yearly, Interval: 1, Count: null, Until: null, ByDay.Count: 0, ByYearDay.Count: 0, ByWeekNo.Count: 0, BySetPosition.Count: 0 } rule
        && (rule.ByMonth.Count == 0 ? rule.ByMonthDay.Count == 0 : rule.ByMonth.TrueForAll(m => m == start.Month) && rule.ByMonthDay.TrueForAll(d => d == start.Day))
        && !e.ExceptionDates.GetAllDates().Any() && !e.RecurrenceDates.GetAllDates().Any();
}

/// <summary>The days of one event, or what is wrong with it.</summary>
internal sealed record EventDays(IEnumerable<DateOnly> Days, bool AreYearly, string? Fault)
{
    public static EventDays Wrong(string fault) => new([], AreYearly: false, fault);
}
