using System.Globalization;

namespace Crm.Application.Common;

/// <summary>Instants as text: RFC 3339, in UTC, to the microsecond that PostgreSQL keeps.</summary>
public static class Instant
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    public static bool TryParse(string? s, out DateTimeOffset instant)
    {
        instant = default;
        if (s is null || !(s.EndsWith('Z') || (s.Length > 6 && s[^6] is '+' or '-'))) return false;
        if (!DateTimeOffset.TryParseExact(s, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)) return false;
        var utc = parsed.ToUniversalTime();
        if (utc.Year < 1) return false;
        instant = new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return true;
    }

    public static string Format(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
