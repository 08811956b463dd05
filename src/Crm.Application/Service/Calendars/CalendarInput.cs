using System.Globalization;
using Crm.Application.Common;
using Crm.Domain.Service.Calendars;
using FluentValidation;

namespace Crm.Application.Service.Calendars;

/// <summary>What a caller may write about a business calendar.</summary>
public record CalendarInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>A name of the IANA database, such as Europe/Berlin.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The working time of a week: several intervals a day are allowed, and what overlaps counts once.</summary>
    public required IReadOnlyList<WorkingIntervalInput> Hours { get; init; }

    /// <summary>The days on which nobody works.</summary>
    public IReadOnlyList<HolidayInput>? Holidays { get; init; }

    internal static CalendarInput Of(BusinessCalendar c) => new()
    {
        Name = c.Name,
        Description = c.Description,
        TimeZone = c.TimeZone,
        Hours = WorkingIntervalInput.Of(c.Hours),
        Holidays = HolidayInput.Of(c.Holidays),
    };

    internal CalendarProfile ToProfile() => new(Name, Description, TimeZone, new(Hours.Select(h => h.ToInterval())), new((Holidays ?? []).Select(h => h.ToHoliday())));
}

/// <summary>Working time on one day of every week.</summary>
public sealed record WorkingIntervalInput
{
    public required DayOfWeek Day { get; init; }

    /// <summary>Such as 09:00, in the calendar's time zone.</summary>
    public required string Start { get; init; }

    /// <summary>Such as 17:30, or 24:00. At or before the start it means the next day: the interval runs past midnight, and belongs to the day it starts on.</summary>
    public required string End { get; init; }

    public static IReadOnlyList<WorkingIntervalInput> Of(WeeklyHours hours) => [.. hours.Intervals.Select(i => new WorkingIntervalInput { Day = i.Day, Start = Written(i.Start), End = Written(i.End) })];

    public WorkingInterval ToInterval() => new(Day, Read(Start), Read(End));

    private static string Written(TimeOfDay time) => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes / 60:00}:{time.Minutes % 60:00}");

    private static TimeOfDay Read(string time) => new((int.Parse(time.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture) * 60) + int.Parse(time.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture));
}

/// <summary>A day on which nobody works.</summary>
public sealed record HolidayInput
{
    /// <summary>The day; of a yearly one the first.</summary>
    public required DateOnly Date { get; init; }
    public required string Name { get; init; }

    /// <summary>Whether it comes back on this day of each later year.</summary>
    public bool IsYearly { get; init; }

    public static IReadOnlyList<HolidayInput> Of(Holidays holidays) => [.. holidays.Days.Select(d => new HolidayInput { Date = d.Date, Name = d.Name, IsYearly = d.IsYearly })];

    public Holiday ToHoliday() => new(Date, Domain.Common.Text.Required(Name), IsYearly);
}

internal sealed class CalendarInputValidator : AbstractValidator<CalendarInput>
{
    public CalendarInputValidator(ITimeZones zones)
    {
        RuleFor(c => c.Name).RequiredLine(BusinessCalendar.NameMax);
        RuleFor(c => c.Description).Block(BusinessCalendar.DescriptionMax);
        RuleFor(c => c.TimeZone).RequiredLine(BusinessCalendar.TimeZoneMax).TimeZone(zones);
        RuleFor(c => c.Hours).NotEmptyList().AtMost(WeeklyHours.Most).NoRepeats();
        RuleForEach(c => c.Hours).SetValidator(new WorkingIntervalInputValidator());
        RuleFor(c => c.Holidays).AtMost(Holidays.Most).NoRepeats();
        RuleForEach(c => c.Holidays).SetValidator(new HolidayInputValidator());
    }
}

internal sealed class WorkingIntervalInputValidator : AbstractValidator<WorkingIntervalInput>
{
    public WorkingIntervalInputValidator()
    {
        RuleFor(i => i.Start).TimeOfDay("^([01][0-9]|2[0-3]):[0-5][0-9]$", "A start is a time from 00:00 to 23:59, such as 09:00.");
        RuleFor(i => i.End).TimeOfDay("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", "An end is a time from 00:00 to 24:00, such as 17:30.");
    }
}

internal sealed class HolidayInputValidator : AbstractValidator<HolidayInput>
{
    public HolidayInputValidator()
    {
        RuleFor(h => (DateOnly?)h.Date).SensibleDate().OverridePropertyName(nameof(HolidayInput.Date));
        RuleFor(h => h.Name).RequiredLine(Holiday.NameMax);
    }
}
