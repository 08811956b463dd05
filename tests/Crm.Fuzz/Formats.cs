using System.Globalization;
using System.Net;
using System.Net.Mail;

namespace Crm.Fuzz;

/// <summary>The formats that values have, as assertions; an unknown one is an error.</summary>
public static class Formats
{
    public static bool Accepts(string format, string s) => format switch
    {
        "uuid" => s.Length == 36 && Guid.TryParseExact(s, "D", out _),
        "date" => DateOnly.TryParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTime(s),
        "time" => Patterns.Of(@"^\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$").IsMatch(s),
        "duration" => Patterns.Of(@"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$").IsMatch(s),
        "email" or "idn-email" => MailAddress.TryCreate(s, out var mail) && mail.Address == s,
        "uri" => Uri.TryCreate(s, UriKind.Absolute, out _),
        "uri-reference" => Uri.TryCreate(s, UriKind.RelativeOrAbsolute, out _),
        "hostname" => Uri.CheckHostName(s) != UriHostNameType.Unknown,
        "ipv4" or "ipv6" => IPAddress.TryParse(s, out _),
        "json-pointer" => s.Length == 0 || (s[0] == '/' && Patterns.Of("^([^~]|~[01])*$").IsMatch(s)),
        "byte" => Convert.TryFromBase64String(s, new byte[s.Length], out _),
        "decimal" => decimal.TryParse(s, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        "binary" or "password" or "regex" => true,
        "int32" or "int64" or "float" or "double" => true,   // a format says nothing of values of another type
        _ => throw new NotSupportedException($"The format '{format}' of a string is not known."),
    };

    public static bool AcceptsNumber(string format, double number) => format switch
    {
        "int32" => number is >= int.MinValue and <= int.MaxValue && Math.Floor(number) == number,
        "int64" => number is >= long.MinValue and <= long.MaxValue && Math.Floor(number) == number,
        "float" or "double" or "decimal" => true,
        _ when IsOfTexts(format) => true,   // a format says nothing of values of another type
        _ => throw new NotSupportedException($"The format '{format}' of a number is not known."),
    };

    private static bool IsOfTexts(string format) => Accepts(format, "") || true;

    // RFC 3339; a leap second is left to PostgreSQL, which knows none.
    private static bool DateTime(string s) =>
        Patterns.Of(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$").IsMatch(s)
        && System.DateTime.TryParseExact(s[..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
