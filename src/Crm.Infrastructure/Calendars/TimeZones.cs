using Crm.Application.Service.Calendars;
using Crm.Domain.Service.Calendars;
using NodaTime;
using NodaTime.TimeZones;

namespace Crm.Infrastructure.Calendars;

/// <summary>The IANA database as NodaTime carries it, so that the same rules hold on every machine.</summary>
internal sealed class TimeZones : ITimeZones
{
    private static readonly IDateTimeZoneProvider Zones = DateTimeZoneProviders.Tzdb;

    public bool IsKnown(string name) => (name.Contains('/', StringComparison.Ordinal) || name == "UTC") && Zones.GetZoneOrNull(name) is not null;

    public ITimeZone Named(string name) => new Zone(Zones.GetZoneOrNull(name) ?? throw new ArgumentException($"There is no time zone {name}.", nameof(name)));

    private sealed class Zone(DateTimeZone zone) : ITimeZone
    {
        public OffsetPeriod At(DateTimeOffset instant)
        {
            var period = zone.GetZoneInterval(NodaTime.Instant.FromDateTimeOffset(instant));
            return new(Start(period), End(period), period.WallOffset.ToTimeSpan());
        }

        private static DateTimeOffset Start(ZoneInterval period) => period.HasStart ? period.Start.ToDateTimeOffset() : DateTimeOffset.MinValue;

        private static DateTimeOffset End(ZoneInterval period) => period.HasEnd ? period.End.ToDateTimeOffset() : DateTimeOffset.MaxValue;
    }
}
