using Crm.Domain.Common;

namespace Crm.Domain.Audit;

/// <summary>One link of the chain: it fixes a batch of entries, and all that was sealed before. It is never changed.</summary>
public sealed class AuditSeal
{
    private AuditSeal() { }

    public AuditSeal(long number, byte[] previousHash, int entries, DateTimeOffset sealedAt, byte[] hash) =>
        (Number, PreviousHash, Entries, SealedAt, Hash) = (number, previousHash, entries, sealedAt, hash);

    /// <summary>1, 2, 3… without a gap.</summary>
    public long Number { get; private set; }

    /// <summary>The hash of the seal before; of the first one, zeroes.</summary>
    public byte[] PreviousHash { get; private set; } = [];

    /// <summary>How many entries it fixes.</summary>
    public int Entries { get; private set; }
    public DateTimeOffset SealedAt { get; private set; }

    /// <summary>A keyed hash over number, previous hash, number of entries, time and the last entry's link.</summary>
    public byte[] Hash { get; private set; } = [];
}

/// <summary>That an entry is fixed by a seal, and where in it. It is never changed.</summary>
public sealed class AuditSealEntry
{
    private AuditSealEntry() { }

    public AuditSealEntry(long seal, int position, Id<AuditEntry> entry, byte[] entryMac, byte[] link) =>
        (Seal, Position, EntryId, EntryMac, Link) = (seal, position, entry, entryMac, link);

    public long Seal { get; private set; }

    /// <summary>1, 2, 3… within its seal, in the order of the entries' ids.</summary>
    public int Position { get; private set; }
    public Id<AuditEntry> EntryId { get; private set; }

    /// <summary>The entry's own keyed hash.</summary>
    public byte[] EntryMac { get; private set; } = [];

    /// <summary>A keyed hash over the link before (of the first one, the previous seal's hash), this place, and the entry: so each row can be told
    /// from its neighbours when one was touched.</summary>
    public byte[] Link { get; private set; } = [];
}
