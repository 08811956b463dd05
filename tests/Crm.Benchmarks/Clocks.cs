using BenchmarkDotNet.Attributes;
using Crm.Domain.Service.Calendars;
using Crm.Infrastructure.Calendars;

namespace Crm.Benchmarks;

/// <summary>Working time, which every change of a ticket under a policy counts in.</summary>
public class Clocks
{
    private static readonly DateTimeOffset Friday = new(2026, 3, 27, 15, 30, 0, TimeSpan.Zero);   // the clocks change on the Sunday after it

    private readonly WorkingTime _time = WorkingTime.Of(
        BusinessCalendar.Create(new("Berlin", null, "Europe/Berlin",
            new([.. from day in Enum.GetValues<DayOfWeek>() where day is not (DayOfWeek.Saturday or DayOfWeek.Sunday) select new WorkingInterval(day, new(9 * 60), new(17 * 60))]),
            new([new(new(2026, 4, 3), "Good Friday", false), new(new(2026, 4, 6), "Easter Monday", false), new(new(2026, 12, 25), "Christmas", true)]))),
        new TimeZones().Named("Europe/Berlin"));

    [Benchmark]
    public DateTimeOffset? AddFourHours() => _time.Add(Friday, TimeSpan.FromHours(4));

    [Benchmark]
    public DateTimeOffset? AddTenDays() => _time.Add(Friday, TimeSpan.FromHours(80));

    [Benchmark]
    public TimeSpan BetweenAMonth() => _time.Between(Friday, Friday.AddDays(30));
}
