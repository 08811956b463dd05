using System.Globalization;
using System.Text;

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

    public static string Format(DateTimeOffset instant) => Encoding.ASCII.GetString(Write(instant, stackalloc byte[MaxLength]));

    /// <summary>What writing an instant takes, in bytes: one more than the longest, which is 2026-03-01T12:00:00.123456Z.</summary>
    internal const int MaxLength = 28;

    /// <summary>Writes to <paramref name="text"/>, which takes <see cref="MaxLength"/> bytes, and answers what of it was needed. The round-trip format is by far the fastest that .NET has; it writes seven decimals, of which the last is below what is kept.</summary>
    internal static ReadOnlySpan<byte> Write(DateTimeOffset instant, Span<byte> text)
    {
        instant.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var end = MaxLength - 3;
        while (text[end] == '0') end--;
        if (text[end] != '.') end++;
        text[end] = (byte)'Z';
        return text[..(end + 1)];
    }
}
