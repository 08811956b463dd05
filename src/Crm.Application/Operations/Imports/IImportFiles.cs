using Crm.Domain.Common;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Imports;

/// <summary>How much is taken.</summary>
public sealed record ImportSettings
{
    /// <summary>Bytes of a file.</summary>
    public long FileBytes { get; init; } = 1024L * 1024 * 1024;
}

/// <summary>The files of imports.</summary>
public interface IImportFiles
{
    /// <summary>Keeps what is sent and finds out how it is written. It is erased again, unless the file is kept.</summary>
    /// <exception cref="RuleBroken">Nothing can be read in it (409).</exception>
    Task<ITakenFile> Take(Import import, Stream content, string name, ImportFormat format, DateTimeOffset expiresAt, CancellationToken ct);

    /// <summary>What is found out about a file when it is read by these terms.</summary>
    /// <exception cref="RuleBroken">Nothing can be read in it (409).</exception>
    Task<ImportFile> Look(StoredFile file, ImportFile found, ImportTerms terms, CancellationToken ct);

    /// <summary>The rows, one after the other.</summary>
    /// <exception cref="RuleBroken">From here on nothing can be read: the encoding is another one, or a quote is never closed.</exception>
    IAsyncEnumerable<SourceRow> Read(StoredFile file, ImportFile found, ImportTerms terms, CancellationToken ct);

    /// <summary>The rows that were not taken, as they were sent, with the reasons beside them.</summary>
    Task WriteProblems(Import import, StoredFile file, Stream to, CancellationToken ct);

    /// <summary>The first rows that were not taken.</summary>
    Task<IReadOnlyList<ImportRow>> Problems(Id<Import> import, int most, CancellationToken ct);

    /// <summary>Erases what imports hold of these records beside the records themselves: what they were before, and the files of imports that are over. Those of imports that are still to be run are
    /// erased when their time is over. In the open transaction.</summary>
    Task ErasePersons(IReadOnlyCollection<Guid> records, CancellationToken ct);

    /// <summary>Erases a file, in the open transaction.</summary>
    Task Erase(Id<StoredFile> file, CancellationToken ct);
}

/// <summary>A file that was sent. It is erased when this is disposed, unless it was said that it is kept.</summary>
public interface ITakenFile : IAsyncDisposable
{
    Id<StoredFile> Id { get; }

    ImportFile Found { get; }

    void Keep();
}
