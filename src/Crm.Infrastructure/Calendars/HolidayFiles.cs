using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace Crm.Infrastructure.Calendars;

/// <summary>Reads iCalendar files with Ical.Net, within bounds: a file is somebody else's, and one rule in it can name a day without end.</summary>
internal sealed class HolidayFiles : IHolidayFiles
{
    private const int MostOccurrences = 20 * 366;

    public HolidayFile? Read(string content, int fromYear, int toYear)
    {
        if (Events(content) is not { } events) return null;
        List<Holiday> days = [];
        var ignored = 0;
        foreach (var e in events)
        {
            if (e.Start is not { HasTime: false } start || e.Status == "CANCELLED") ignored++;
            else days.AddRange(Days(e, start, fromYear, toYear));
        }
        return new([.. days.DistinctBy(d => (d.Date, d.IsYearly))], ignored);
    }

    private static List<CalendarEvent>? Events(string content)
    {
        if (!content.TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            return CalendarCollection.Load(content) is { Count: > 0 } calendars ? [.. calendars.SelectMany(c => c.Events)] : null;
        }
        catch (Exception e) when (e is System.Runtime.Serialization.SerializationException or ArgumentException or FormatException or InvalidOperationException or OverflowException or NullReferenceException or KeyNotFoundException)
        {
            return null;   // the library refuses broken files in many ways
        }
    }

    private static IEnumerable<Holiday> Days(CalendarEvent e, CalDateTime start, int fromYear, int toYear)
    {
        var name = Text.Clean(Text.Clean(e.Summary)?.ReplaceLineEndings(" ")) is { } said && Text.IsPrintable(said, multiline: false) ? said[..Math.Min(said.Length, Holiday.NameMax)] : "Holiday";
        var length = Math.Clamp(e.End is { HasTime: false } end ? end.Date.DayNumber - start.Date.DayNumber : 1, 1, 366);   // the end is the day after the last
        if (IsYearly(e))
        {
            for (var day = 0; day < length; day++) yield return new(start.Date.AddDays(day), name, IsYearly: true);
            yield break;
        }
        foreach (var first in Occurrences(e, start, fromYear, toYear))
            for (var day = 0; day < length; day++)
                if (first.AddDays(day) is var date && date.Year >= fromYear && date.Year <= toYear) yield return new(date, name, IsYearly: false);
    }

    private static IEnumerable<DateOnly> Occurrences(CalendarEvent e, CalDateTime start, int fromYear, int toYear)
    {
        if (e.RecurrenceRule is null && e.RecurrenceDates.GetAllDates().FirstOrDefault() is null) return [start.Date];
        var last = new DateOnly(toYear, 12, 31);
        return e.GetOccurrences(new CalDateTime(new DateOnly(fromYear, 1, 1))).Take(MostOccurrences).Select(o => o.Period.StartTime.Date).TakeWhile(d => d <= last);
    }

    // On the same day each year, for ever and without exception: what a yearly holiday is.
    private static bool IsYearly(CalendarEvent e) =>
        e.RecurrenceRule is { Frequency: FrequencyType.Yearly, Interval: 1, Count: null, Until: null, ByDay.Count: 0, ByMonthDay.Count: 0, ByMonth.Count: 0, ByYearDay.Count: 0, ByWeekNo.Count: 0, BySetPosition.Count: 0 }
        && !e.ExceptionDates.GetAllDates().Any() && !e.RecurrenceDates.GetAllDates().Any();
}
