namespace Crm.Domain.Service.Calendars;

/// <summary>A time in which the clocks of a zone do not change: from an instant up to, and without, another, both in UTC.</summary>
public readonly record struct OffsetPeriod(DateTimeOffset From, DateTimeOffset Until, TimeSpan Offset);

/// <summary>A time zone of the IANA database.</summary>
public interface ITimeZone
{
    /// <summary>The period that the instant falls into.</summary>
    OffsetPeriod At(DateTimeOffset instant);
}
