using Crm.Domain.Service.Calendars;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Service;

/// <summary>Working time across nights, week-ends, holidays and changes of the clocks.</summary>
public sealed class WorkingTimeTests
{
    private const string Berlin = "Europe/Berlin";
    private const string Office = "Mo-Fr 09:00-17:00";
    private const string Night = "Mo-Fr 22:00-06:00";
    private const string Always = "Mo-Su 00:00-24:00";

    [Theory]
    // Week-ends, breaks, the first instant.
    [InlineData(Berlin, Office, "", "2026-11-20 16:30", 60, "2026-11-23 09:30")]   // Friday to Monday
    [InlineData(Berlin, Office, "", "2026-11-20 16:00", 60, "2026-11-20 17:00")]   // the end of the day is the first instant, not the next morning
    [InlineData(Berlin, Office, "", "2026-11-20 17:00", 1, "2026-11-23 09:01")]
    [InlineData(Berlin, Office, "", "2026-11-21 12:00", 0, "2026-11-21 12:00")]   // no time passes at once
    [InlineData(Berlin, Office, "", "2026-11-21 12:00", 480, "2026-11-23 17:00")]
    [InlineData(Berlin, Office, "", "2026-11-21 12:00", 481, "2026-11-24 09:01")]
    [InlineData(Berlin, "Mo-Fr 09:00-12:00, Mo-Fr 13:00-17:00", "", "2026-11-23 11:30", 60, "2026-11-23 13:30")]
    [InlineData(Berlin, "Mo-Fr 09:00-14:00, Mo-Fr 12:00-17:00", "", "2026-11-23 09:00", 480, "2026-11-23 17:00")]   // what overlaps counts once
    // Past midnight.
    [InlineData(Berlin, Night, "", "2026-11-23 23:00", 120, "2026-11-24 01:00")]
    [InlineData(Berlin, Night, "", "2026-11-24 05:30", 60, "2026-11-24 22:30")]
    [InlineData(Berlin, Night, "", "2026-11-28 05:00", 120, "2026-11-30 23:00")]   // Friday's shift ends on Saturday
    [InlineData(Berlin, "Mo-Fr 00:00-00:00", "", "2026-11-27 12:00", 1440, "2026-11-30 12:00")]   // a whole day
    [InlineData(Berlin, "Su 20:00-24:00", "", "2026-11-22 23:00", 120, "2026-11-29 21:00")]
    // Holidays belong to the day on which an interval starts.
    [InlineData(Berlin, Office, "2026-11-23", "2026-11-20 16:30", 60, "2026-11-24 09:30")]
    [InlineData(Berlin, Office, "*2020-12-25, *2020-12-26", "2026-12-24 16:00", 120, "2026-12-28 10:00")]
    [InlineData(Berlin, Night, "2026-11-24", "2026-11-24 05:00", 120, "2026-11-25 23:00")]   // Monday's shift runs into the holiday, the holiday's own is off
    [InlineData(Berlin, Office, "*2028-02-29", "2028-02-28 16:00", 120, "2028-03-01 10:00")]
    [InlineData(Berlin, Office, "*2028-02-29", "2030-02-28 16:00", 120, "2030-03-01 10:00")]
    // The clocks go forward at 02:00 on 29 March 2026: minutes that are skipped don't exist.
    [InlineData(Berlin, Always, "", "2026-03-29 01:30", 60, "2026-03-29 03:30")]
    [InlineData(Berlin, "Sa 22:00-06:00", "", "2026-03-28 22:00", 420, "2026-03-29 06:00")]
    [InlineData(Berlin, "Su 02:15-02:45", "", "2026-03-29 00:00", 10, "2026-04-05 02:25")]
    [InlineData(Berlin, "Su 02:30-04:00", "", "2026-03-29 00:00", 60, "2026-03-29 04:00")]
    // They go back at 03:00 on 25 October 2026: minutes that are repeated count twice.
    [InlineData(Berlin, Always, "", "2026-10-25 01:30", 120, "2026-10-25 02:30*")]
    [InlineData(Berlin, "Sa 22:00-06:00", "", "2026-10-24 22:00", 540, "2026-10-25 06:00")]
    [InlineData(Berlin, "Su 02:15-02:45", "", "2026-10-25 00:00", 45, "2026-10-25 02:30*")]
    [InlineData(Berlin, "Su 02:15-02:45", "", "2026-10-25 02:20*", 25, "2026-10-25 02:45*")]
    // Other zones: half hours, the other hemisphere, a day line, a change at midnight.
    [InlineData("Australia/Lord_Howe", Always, "", "2026-10-04 01:30", 60, "2026-10-04 03:00")]
    [InlineData("Asia/Kathmandu", Office, "", "2026-11-20 16:30", 60, "2026-11-23 09:30")]
    [InlineData("Pacific/Auckland", Office, "", "2026-11-20 16:30", 60, "2026-11-23 09:30")]
    [InlineData("America/Havana", "Sa 22:00-02:00", "", "2026-03-07 22:00", 150, "2026-03-08 01:30")]
    [InlineData("America/New_York", "Sa 23:00-03:00", "", "2026-10-31 23:00", 240, "2026-11-01 02:00")]
    public void Time_is_added_as_the_clocks_of_the_zone_show_it(string zone, string hours, string holidays, string from, int minutes, string at)
    {
        var (time, start, end) = (GivenCalendar.In(zone, hours, holidays), GivenCalendar.At(zone, from), GivenCalendar.At(zone, at));
        Assert.Equal(end, time.Add(start, TimeSpan.FromMinutes(minutes)));
        Assert.Equal(TimeSpan.FromMinutes(minutes), time.Between(start, end));
    }

    [Fact]
    public void What_never_comes_is_said_not_to()
    {
        var holidays = string.Join(", ", Enumerable.Range(0, 366).Select(d => "*" + new DateOnly(2000, 1, 1).AddDays(d).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Null(GivenCalendar.In(Berlin, Office, holidays).Add(GivenCalendar.At(Berlin, "2026-11-20 16:30"), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void The_first_minute_is_included_and_the_last_instant_is_not()
    {
        var time = GivenCalendar.In(Berlin, Office);
        Assert.True(time.Includes(GivenCalendar.At(Berlin, "2026-11-20 09:00")));
        Assert.True(time.Includes(GivenCalendar.At(Berlin, "2026-11-20 16:59")));
        Assert.False(time.Includes(GivenCalendar.At(Berlin, "2026-11-20 17:00")));
        Assert.False(time.Includes(GivenCalendar.At(Berlin, "2026-11-21 12:00")));
    }

    /// <summary>Counted minute by minute: a minute is working time when the clock on the wall says so.</summary>
    [Fact]
    public void It_is_what_counting_minute_by_minute_gives()
    {
        (string Zone, string Hours, string Holidays)[] calendars =
        [
            (Berlin, "Mo-Fr 09:00-12:30, Mo-Fr 13:15-17:00, Sa 10:00-14:00", "2026-10-26, 2026-03-30"), (Berlin, "Mo-Su 21:30-05:15", "2026-10-24"), (Berlin, "Sa 01:00-03:30, Su 02:10-02:50", ""),
            ("Australia/Lord_Howe", "Mo-Su 01:00-03:00", ""), ("America/Havana", "Mo-Su 22:00-02:00", ""),
        ];
        var starts = new[] { "2026-03-26 07:31", "2026-10-22 18:07", "2026-04-02 23:59", "2026-03-06 00:00" };
        Prop.ForAll(Gen.Choose(0, calendars.Length - 1).Zip(Gen.Choose(0, starts.Length - 1)).Zip(Gen.Choose(0, 8 * 1440)).ToArbitrary(), chosen =>
        {
            var ((calendar, start), length) = chosen;
            var (zone, hours, holidays) = calendars[calendar];
            var (info, from) = (TimeZoneInfo.FindSystemTimeZoneById(zone), GivenCalendar.At(zone, starts[start]));
            var days = GivenCalendar.Calendar(zone, hours, holidays);
            var counted = Enumerable.Range(0, length).Count(m => IsWorking(days, TimeZoneInfo.ConvertTime(from.AddMinutes(m), info).DateTime));
            var time = GivenCalendar.In(zone, hours, holidays);
            return time.Between(from, from.AddMinutes(length)) == TimeSpan.FromMinutes(counted) && time.Add(from, TimeSpan.FromMinutes(counted)) <= from.AddMinutes(length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static bool IsWorking(BusinessCalendar calendar, DateTime local) => new[] { 0, 1 }.Any(before =>
    {
        var day = DateOnly.FromDateTime(local).AddDays(-before);
        var minute = (before * 1440) + (int)local.TimeOfDay.TotalMinutes;
        return !calendar.Holidays.Contains(day) && calendar.Hours.Intervals.Any(i => i.Day == day.DayOfWeek && i.Start.Minutes <= minute && minute < i.EndsAfter);
    });
}
