using Crm.Application.Common;
using Crm.Domain.Service.Calendars;
using FluentValidation;

namespace Crm.Application.Service.Calendars;

/// <summary>What is known of the world's time zones.</summary>
public interface ITimeZones
{
    /// <summary>Whether the IANA database knows the name.</summary>
    bool IsKnown(string name);

    /// <exception cref="ArgumentException">There is no such time zone.</exception>
    ITimeZone Named(string name);
}

internal static class TimeZoneRules
{
    public const string Expected = "A time zone is a name of the IANA database, such as Europe/Berlin or UTC.";

    /// <summary>A name of the IANA database; may be absent.</summary>
    public static IRuleBuilderOptions<T, string?> TimeZone<T>(this IRuleBuilder<T, string?> rule, ITimeZones zones) =>
        rule.Must(z => z is null || zones.IsKnown(z)).WithErrorCode(InputErrors.TimeZoneUnknown).WithMessage(Expected);
}

/// <summary>Reads the days of an iCalendar file (RFC 5545).</summary>
public interface IHolidayFiles
{
    /// <summary>The whole days of its events, and how many events are none. Those that are repeated are named day by day within the years; those that come back on the same day of each
    /// year without an end are yearly.</summary>
    HolidayFile Read(string content, int fromYear, int toYear, CancellationToken ct);
}

/// <summary>What an iCalendar file says.</summary>
/// <param name="Ignored">How many of its events take no whole days.</param>
public sealed record HolidayFile(IReadOnlyList<Holiday> Holidays, int Ignored)
{
    /// <summary>Its rules take too much work.</summary>
    public static readonly HolidayFile TooMuch = new([], 0) { IsTooMuch = true };

    public bool IsTooMuch { get; private init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Fault { get; private init; }

    public static HolidayFile Wrong(string fault) => new([], 0) { Fault = fault };
}
