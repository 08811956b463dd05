using System.Buffers.Binary;

namespace Crm.Domain.Common;

/// <summary>UUIDs of version 7 that never fall within a process. .NET's own order those of one millisecond at random; here the twelve bits after the milliseconds
/// count them (RFC 9562, 6.2, method 1).</summary>
internal static class RisingGuid
{
    private const int CounterBits = 12;
    private const int VersionBits = 4;
    private const long Version = 7L << CounterBits;

    /// <summary>Milliseconds since 1970 and, in the lowest bits, the counter; when it overflows, the milliseconds run ahead.</summary>
    private static long last;

    public static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7().TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >> (CounterBits + VersionBits);
        var count = CountFrom(milliseconds << CounterBits);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (count >> CounterBits << (CounterBits + VersionBits)) | Version | (count & ((1L << CounterBits) - 1)));
        return new Guid(bytes, bigEndian: true);
    }

    private static long CountFrom(long least)
    {
        while (true)
        {
            var before = Interlocked.Read(ref last);
            var next = Math.Max(least, before + 1);
            if (Interlocked.CompareExchange(ref last, next, before) == before) return next;
        }
    }
}
