using System.Text.RegularExpressions;
using Crm.Application.Service.Calendars;
using Crm.Domain.Common;
using Crm.Domain.Service.Calendars;
using Ical.Net;
using Ical.Net.CalendarComponents;

namespace Crm.Infrastructure.Calendars;

/// <summary>Reads iCalendar files with Ical.Net, within bounds: a file is somebody else's, and one rule in it can name a day without end.</summary>
internal sealed partial class HolidayFiles : IHolidayFiles
{
    // The library's work grows with the square of the dates in a line, and of the lines of an event.
    private const int RuleMax = 500;
    private const int DatesMax = 2000;
    private const int LinesMax = 5000;
    private const int LineShown = 200;
    private const int LinesTried = 100;

    private static readonly (string Name, int Max)[] Repeats = [("RRULE", RuleMax), ("EXRULE", RuleMax), ("RDATE", DatesMax), ("EXDATE", DatesMax)];

    public HolidayFile Read(string content, int fromYear, int toYear, CancellationToken ct)
    {
        var trimmed = content.Trim();
        if (!trimmed.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) || !trimmed.EndsWith("END:VCALENDAR", StringComparison.OrdinalIgnoreCase))
            return HolidayFile.Wrong("This is not an iCalendar file, or not the whole of it: it begins with BEGIN:VCALENDAR and ends with END:VCALENDAR.");
        var repeating = Lines(content).Select(l => (Line: l, Max: Repeats.FirstOrDefault(r => l.StartsWith(r.Name, StringComparison.OrdinalIgnoreCase)).Max)).Where(l => l.Max > 0).ToList();
        if (repeating.Count > LinesMax) return HolidayFile.TooMuch;
        if (repeating.Find(l => l.Line.Length > l.Max).Line is { } endless) return HolidayFile.Wrong($"A line is too long: rules have at most {RuleMax} characters, lists of dates {DatesMax}; part it. It begins with {Shown(endless)}");
        return Events(content) is { } events ? Days(events, new(fromYear, toYear, ct)) : HolidayFile.Wrong(WhatIsWrong(content, ct));
    }

    private static HolidayFile Days(List<CalendarEvent> events, HolidayRules rules)
    {
        // What has a day of its own instead of that which the rule of its series gives it.
        var moved = events.Where(e => e.RecurrenceIdentifier is not null).ToLookup(e => e.Uid, e => e.RecurrenceIdentifier!.StartTime.Date);
        Dictionary<(DateOnly, bool), Holiday> days = [];
        var ignored = 0;
        foreach (var e in events)
        {
            if (e.Start is not { HasTime: false } start || e.Status == "CANCELLED")
            {
                ignored++;
                continue;
            }
            var name = Name(e);
            if (rules.Read(e, start.Date, e.RecurrenceIdentifier is null ? [.. moved[e.Uid]] : []) is not { } found) return HolidayFile.TooMuch;
            if (found.Fault is { } fault) return HolidayFile.Wrong($"The event \"{name}\" {fault}");
            foreach (var day in found.Days) days.TryAdd((day, found.AreYearly), new(day, name, found.AreYearly));
        }
        return new([.. days.Values], ignored);
    }

    private static string Name(CalendarEvent e) =>
        Text.Clean(Text.Clean(e.Summary)?.ReplaceLineEndings(" ")) is { } said && Text.IsPrintable(said, multiline: false) ? said[..Math.Min(said.Length, Holiday.NameMax)] : "Holiday";

    private static List<CalendarEvent>? Events(string content)
    {
        try
        {
            return CalendarCollection.Load(content) is { Count: > 0 } calendars ? [.. calendars.SelectMany(c => c.Events)] : null;
        }
        catch (Exception e) when (e is System.Runtime.Serialization.SerializationException or ArgumentException or FormatException or InvalidOperationException or OverflowException or NullReferenceException or KeyNotFoundException)
        {
            return null;   // the library refuses broken files in many ways
        }
    }

    /// <summary>Which event, and which line of it, cannot be read: found by reading each alone, and without each of its lines.</summary>
    private static string WhatIsWrong(string content, CancellationToken ct)
    {
        foreach (var lines in EventLines(content))
        {
            ct.ThrowIfCancellationRequested();
            if (Reads(lines)) continue;
            var name = lines.Find(l => l.StartsWith("SUMMARY:", StringComparison.OrdinalIgnoreCase))?["SUMMARY:".Length..] ?? "";
            var bad = lines.Count > LinesTried ? null : lines.Find(l => Reads(lines.Where(other => other != l)));
            return bad is null ? $"The event \"{Shown(name)}\" cannot be read." : $"The event \"{Shown(name)}\" cannot be read because of its line {Shown(bad)}";
        }
        return "What stands between BEGIN:VCALENDAR and END:VCALENDAR cannot be read; send the whole file as it is.";
    }

    private static string[] Lines(string content) => Fold().Replace(content, "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<List<string>> EventLines(string content)
    {
        List<string>? lines = null;
        foreach (var line in Lines(content))
        {
            if (line.Equals("BEGIN:VEVENT", StringComparison.OrdinalIgnoreCase)) lines = [];
            else if (!line.Equals("END:VEVENT", StringComparison.OrdinalIgnoreCase)) lines?.Add(line);
            else if (lines is not null)
            {
                yield return lines;
                lines = null;
            }
        }
    }

    private static bool Reads(IEnumerable<string> lines) => Events($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{string.Join("\r\n", lines)}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n") is not null;

    private static string Shown(string text) => text.Length <= LineShown ? text : text[..LineShown];

    [GeneratedRegex(@"\r?\n[ \t]", RegexOptions.None, 1000)]
    private static partial Regex Fold();
}
