using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Files;

/// <summary>Files in the database.</summary>
public interface IStoredFiles
{
    /// <summary>Begins a file. What an earlier attempt of the job has begun is erased. Until it is completed nobody can open it, and what is never completed is cleared away.</summary>
    Task<IFileWriter> Create(Id<User> owner, string name, string mediaType, DateTimeOffset expiresAt, Id<Job>? job, CancellationToken ct);

    OpenFile Open(StoredFile file);

    /// <summary>Erases every file that an export has made or is about to make, and begins those anew that are being made: a person is erased, who may be in any of them. In the open transaction.</summary>
    Task EraseExports(CancellationToken ct);
}

/// <summary>A file that is being written. It is erased when the writer is disposed, unless it was said that it is kept.</summary>
public interface IFileWriter : IAsyncDisposable
{
    Id<StoredFile> Id { get; }

    long Size { get; }

    /// <summary>Takes what is written and holds it until it is saved.</summary>
    Stream Content { get; }

    /// <summary>Saves what was written so far, but for the last part of a chunk. To be called often: what is not saved is in memory.</summary>
    Task Save(CancellationToken ct);

    /// <summary>Saves the rest: the file is whole.</summary>
    Task Complete(CancellationToken ct);

    /// <summary>Something refers to the file now: it stays.</summary>
    void Keep();
}

/// <summary>A file to read, from anywhere in it.</summary>
/// <param name="Content">Seekable; to be disposed.</param>
/// <param name="Tag">Names these bytes and no others.</param>
public sealed record OpenFile(Stream Content, string Name, string MediaType, string Tag, long Size, DateTimeOffset CompletedAt);
