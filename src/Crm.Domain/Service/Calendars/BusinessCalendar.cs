using Crm.Domain.Common;

namespace Crm.Domain.Service.Calendars;

/// <summary>What a caller may write about a calendar. It replaces everything.</summary>
public sealed record CalendarProfile(string Name, string? Description, string TimeZone, WeeklyHours Hours, Holidays Holidays);

/// <summary>When people work: the hours of a week in a time zone, and the days on which they don't.</summary>
public sealed class BusinessCalendar : ArchivableAggregate, IRemembered, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;
    public const int TimeZoneMax = 60;

    private BusinessCalendar() { }

    public Id<BusinessCalendar> Id { get; private set; } = Id<BusinessCalendar>.New();

    /// <summary>Unique among the calendars.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }

    /// <summary>A name of the IANA database.</summary>
    public string TimeZone { get; private set; } = "";
    public WeeklyHours Hours { get; private set; } = WeeklyHours.None;
    public Holidays Holidays { get; private set; } = Holidays.None;
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static BusinessCalendar Create(CalendarProfile profile)
    {
        var calendar = new BusinessCalendar();
        calendar.Change(profile);
        return calendar;
    }

    /// <returns>Whether working time is another than before.</returns>
    public bool Change(CalendarProfile profile)
    {
        var isOther = TimeZone != profile.TimeZone || !Hours.Equals(profile.Hours) || !Holidays.Equals(profile.Holidays);
        if (profile.Hours.Intervals.Count == 0) throw CalendarErrors.NoHours;
        if (profile.Holidays.Days.Count > Holidays.Most) throw CalendarErrors.TooManyHolidays;
        Name = Text.Required(profile.Name);
        Description = Text.Clean(profile.Description);
        (TimeZone, Hours, Holidays) = (profile.TimeZone, profile.Hours, profile.Holidays);
        return isOther;
    }
}

public static class CalendarErrors
{
    public static RuleBroken NoHours => new("calendar.no_hours", "A calendar needs working hours on at least one day of the week.");

    public static RuleBroken TooManyHolidays => new("calendar.too_many_holidays", $"A calendar has at most {Holidays.Most} holidays; leave the past ones out.");

    public static RuleBroken NeverPasses => new("calendar.never_passes", "So much working time does not pass within twenty years; send fewer minutes, or look at the calendar's hours and holidays.");

    /// <summary>The details say how many there are of each.</summary>
    public static RuleBroken IsUsed(int policies, int agents) =>
        new("calendar.is_used", $"SLA policies count in this calendar ({policies}), and agents work by it ({agents}); give them another one first.", new Dictionary<string, object?> { ["policies"] = policies, ["agents"] = agents });
}
