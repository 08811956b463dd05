using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Audit;

/// <summary>What was done to a record.</summary>
public enum AuditAct
{
    Created,
    Changed,
    Archived,
    Restored,
    Deleted,

    /// <summary>Read in bulk, such as an export.</summary>
    Read,

    /// <summary>The values of all entries of the record that were made until then are erased.</summary>
    Erased,
}

/// <summary>Who did something, and through what.</summary>
/// <param name="Channel">Such as api, job:closing or sample.</param>
/// <param name="Operation">The API's operation, such as changeCustomer; null for jobs.</param>
public sealed record AuditSource(Id<User>? Actor, Guid? SessionId, Guid? KeyId, string Channel, string? Operation, string? RequestId);

/// <summary>What it was done to.</summary>
/// <param name="Kind">The kind of the record as the API's JSON would write it, such as customer.</param>
/// <param name="Id">Null for what concerns no single record.</param>
/// <param name="Version">The record's version after the act; null where it has none.</param>
public sealed record AuditSubject(string Kind, Guid? Id, int? Version);

/// <summary>One act on one record: who, when, through what, and which fields. It is never changed, and it holds no values: these stand in
/// <see cref="AuditValues"/>, so that they can be erased while the entry stays.</summary>
public sealed class AuditEntry
{
    public const int ChannelMax = 60;
    public const int OperationMax = 100;
    public const int RequestIdMax = 64;
    public const int KindMax = 60;

    private AuditEntry() { }

    public AuditEntry(DateTimeOffset at, AuditSource source, AuditSubject subject, AuditAct act, IReadOnlyList<string> fields)
    {
        At = at;
        (ActorId, SessionId, KeyId, Channel, Operation, RequestId) = source;
        (Kind, RecordId, Version) = subject;
        (Act, Fields) = (act, fields);
    }

    public Id<AuditEntry> Id { get; private set; } = Id<AuditEntry>.New();
    public DateTimeOffset At { get; private set; }

    /// <summary>The user who did it; null for a job and before sign-in.</summary>
    public Id<User>? ActorId { get; private set; }
    public Guid? SessionId { get; private set; }
    public Guid? KeyId { get; private set; }
    public string Channel { get; private set; } = "";
    public string? Operation { get; private set; }
    public string? RequestId { get; private set; }
    public string Kind { get; private set; } = "";
    public Guid? RecordId { get; private set; }
    public int? Version { get; private set; }
    public AuditAct Act { get; private set; }

    /// <summary>The names of what was set or changed.</summary>
    public IReadOnlyList<string> Fields { get; private set; } = [];

    /// <summary>SHA-256 over the salt and the text of the values; null for an entry without values.</summary>
    public byte[]? ValuesHash { get; private set; }

    /// <summary>A keyed hash of all the above: nobody without the key can write or alter an entry unnoticed.</summary>
    public byte[] Mac { get; private set; } = [];

    /// <summary>Ties the entry to its values.</summary>
    public AuditEntry With(byte[] valuesHash)
    {
        ValuesHash = valuesHash;
        return this;
    }

    /// <summary>Closes the entry; nothing of it changes after.</summary>
    public AuditEntry Signed(byte[] mac)
    {
        Mac = mac;
        return this;
    }
}

/// <summary>What the fields of an entry were and became. The only part of the audit that may hold personal data, and the only one that may be erased.</summary>
public sealed class AuditValues
{
    private AuditValues() { }

    public AuditValues(Id<AuditEntry> entry, byte[] salt, string json) => (EntryId, Salt, Json) = (entry, salt, json);

    public Id<AuditEntry> EntryId { get; private set; }

    /// <summary>Random, and erased with the values: else the hash that stays would tell whether a guess at a short value is right.</summary>
    public byte[] Salt { get; private set; } = [];

    /// <summary>A list of field, from and to, kept to the letter, because it is hashed.</summary>
    public string Json { get; private set; } = "";
}

/// <summary>An entry that waits to be sealed.</summary>
public sealed class AuditUnsealed
{
    private AuditUnsealed() { }

    public AuditUnsealed(Id<AuditEntry> entry) => EntryId = entry;

    public Id<AuditEntry> EntryId { get; private set; }
}
