using System.Globalization;
using System.Text.Json;
using Crm.Application.Common;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>How instants are written.</summary>
public sealed class InstantTests
{
    [Theory]
    [InlineData(0, "2026-03-01T12:00:00Z")]
    [InlineData(5_000_000, "2026-03-01T12:00:00.5Z")]
    [InlineData(1_234_560, "2026-03-01T12:00:00.123456Z")]
    [InlineData(10, "2026-03-01T12:00:00.000001Z")]
    [InlineData(100_000, "2026-03-01T12:00:00.01Z")]
    [InlineData(9, "2026-03-01T12:00:00Z")]
    [InlineData(9_999_999, "2026-03-01T12:00:00.999999Z")]
    public void Decimals_end_where_they_stop_to_say_something(long ticks, string written) =>
        Assert.Equal(written, Instant.Format(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(ticks)));

    [Fact]
    public void Any_instant_is_written_to_the_microsecond_in_UTC_as_text_and_as_JSON()
    {
        Assert.Equal(("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"), (Instant.Format(DateTimeOffset.MinValue), Instant.Format(DateTimeOffset.MaxValue)));
        var random = new Random(41);
        for (var i = 0; i < 20_000; i++)
        {
            var offset = TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1));
            var day = TimeSpan.TicksPerDay;
            // Every other one with few decimals, which random ticks hardly ever have.
            var ticks = random.NextInt64(day, DateTimeOffset.MaxValue.Ticks - day);
            var instant = new DateTimeOffset(i % 2 == 0 ? ticks : ticks - (ticks % (long)Math.Pow(10, random.Next(1, 8))), offset);
            var expected = instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
            Assert.Equal(expected, Instant.Format(instant));
            Assert.Equal($"\"{expected}\"", JsonSerializer.Serialize(instant, CrmJson.Options));
        }
    }
}
