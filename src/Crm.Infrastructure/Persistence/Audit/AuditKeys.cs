using System.Security.Cryptography;
using Crm.Domain.Audit;
using Crm.Domain.Common;
using Crm.Infrastructure.Identity;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>The keyed hashes (HMAC-SHA256) of the audit. A plain hash chain could be computed anew by whoever alters it; this one cannot without the app's secret.</summary>
/// <param name="secrets">The present secret, under which everything new is hashed.</param>
/// <param name="former">Secrets from before, under which what is old may have been hashed.</param>
public sealed class AuditKeys(Secrets secrets, IReadOnlyList<Secrets> former)
{
    private const string Use = "audit";

    private readonly byte[] _key = secrets.KeyFor(Use);
    private readonly byte[][] _all = [secrets.KeyFor(Use), .. former.Select(f => f.KeyFor(Use))];

    /// <summary>What stands before the first seal.</summary>
    public static byte[] Beginning { get; } = new byte[SHA256.HashSizeInBytes];

    public static byte[] HashOf(byte[] salt, byte[] json) => SHA256.HashData([.. salt, .. json]);

    public byte[] Mac(byte[] content) => HMACSHA256.HashData(_key, content);

    public bool Fits(byte[] content, byte[] mac) => Array.Exists(_all, key => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, content), mac));

    /// <summary>An entry's content: every member but the hash itself, each with its length or a mark for null before it, so that no two contents read the same.</summary>
    public static byte[] Content(AuditEntry e) => Write("entry", w =>
    {
        w.Write(e.Id.Value.ToByteArray());
        w.Write(Microseconds(e.At));
        Write(w, e.ActorId?.Value);
        Write(w, e.SessionId);
        Write(w, e.KeyId);
        w.Write(e.Channel);
        Write(w, e.Operation);
        Write(w, e.RequestId);
        w.Write(e.Kind);
        Write(w, e.RecordId);
        w.Write(e.Version ?? -1);
        w.Write(e.Act.ToString());
        w.Write(e.Fields.Count);
        foreach (var field in e.Fields) w.Write(field);
        w.Write(e.ValuesHash?.Length ?? -1);
        w.Write(e.ValuesHash ?? []);
    });

    public static byte[] Link(byte[] before, long seal, int position, Id<AuditEntry> entry, byte[] entryMac) => Write("link", w =>
    {
        w.Write(before);
        w.Write(seal);
        w.Write(position);
        w.Write(entry.Value.ToByteArray());
        w.Write(entryMac);
    });

    public static byte[] Seal(long number, byte[] previousHash, int entries, DateTimeOffset sealedAt, byte[] lastLink) => Write("seal", w =>
    {
        w.Write(number);
        w.Write(previousHash);
        w.Write(entries);
        w.Write(Microseconds(sealedAt));
        w.Write(lastLink);
    });

    /// <summary>Cut to what PostgreSQL keeps.</summary>
    public static DateTimeOffset Kept(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    private static long Microseconds(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private static void Write(BinaryWriter w, Guid? id)
    {
        w.Write(id is not null);
        if (id is { } value) w.Write(value.ToByteArray());
    }

    private static void Write(BinaryWriter w, string? text)
    {
        w.Write(text is not null);
        if (text is not null) w.Write(text);
    }

    private static byte[] Write(string what, Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream(256);
        using var writer = new BinaryWriter(stream);
        writer.Write(what);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
