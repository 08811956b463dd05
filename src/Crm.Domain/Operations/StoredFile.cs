using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Operations;

/// <summary>Bytes that are kept in the database, in chunks, so that every instance can serve them. They are written once.</summary>
public sealed class StoredFile
{
    public const int NameMax = 200;
    public const int MediaTypeMax = 100;

    private StoredFile() { }

    public Id<StoredFile> Id { get; private set; } = Id<StoredFile>.New();
    public Id<User> OwnerId { get; private set; }

    /// <summary>The job that makes it, with which it goes; null for what was sent here.</summary>
    public Id<Job>? JobId { get; private set; }
    public string Name { get; private set; } = "";
    public string MediaType { get; private set; } = "";

    /// <summary>All of its bytes; 0 until it is whole.</summary>
    public long Size { get; private set; }

    /// <summary>Of how many bytes each chunk is but the last one.</summary>
    public int ChunkSize { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the last byte was written; null for what was begun and not finished.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>When it is erased.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public static StoredFile Of(Id<User> owner, string name, string mediaType, int chunkSize, DateTimeOffset now, DateTimeOffset expiresAt, Id<Job>? job) =>
        new() { OwnerId = owner, Name = name, MediaType = mediaType, ChunkSize = chunkSize, CreatedAt = now, ExpiresAt = expiresAt, JobId = job };
}

/// <summary>A part of a file: the first has number 0.</summary>
public sealed class StoredFileChunk
{
    private StoredFileChunk() { }

    public Id<StoredFile> FileId { get; private set; }
    public int Number { get; private set; }
    public byte[] Bytes { get; private set; } = [];
}
