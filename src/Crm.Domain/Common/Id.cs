using System.Diagnostics.CodeAnalysis;

namespace Crm.Domain.Common;

/// <summary>The identity of a record: a UUIDv7 (RFC 9562) made by the application, a plain uuid in JSON and SQL.</summary>
public readonly record struct Id<T>(Guid Value) : IParsable<Id<T>>, IComparable<Id<T>> where T : class
{
    public static Id<T> New() => new(RisingGuid.Next());

    public static Id<T> Parse(string s, IFormatProvider? provider) => new(Guid.ParseExact(s, "D"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        var ok = Guid.TryParseExact(s, "D", out var g);
        result = new(g);
        return ok;
    }

    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);
    public static bool operator <(Id<T> a, Id<T> b) => a.Value < b.Value;
    public static bool operator >(Id<T> a, Id<T> b) => a.Value > b.Value;
    public static bool operator <=(Id<T> a, Id<T> b) => a.Value <= b.Value;
    public static bool operator >=(Id<T> a, Id<T> b) => a.Value >= b.Value;

    public override string ToString() => Value.ToString("D");
}
