using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;

namespace Crm.Application.Operations.Imports;

/// <summary>An import: its terms, its file and what became of its rows.</summary>
/// <param name="State">awaitingFile; ready to be checked or run; checking, checked; importing, imported; stopped, when the work failed or was cancelled and can go on or be undone; undoing, undone.</param>
/// <param name="JobId">The job of the work that was last begun, by which it is cancelled; null before.</param>
/// <param name="Progress">How far that job is; null before.</param>
/// <param name="Error">Why that job failed; null when it did not.</param>
/// <param name="File">What was sent; null before, and when its time is over.</param>
/// <param name="Counts">Of the check, or of the run and what was undone of it.</param>
/// <param name="Problems">The first rows that were not taken, or not taken back, and why.</param>
/// <param name="StartedById">The user whose import it is.</param>
public sealed record ImportDetails(
    Id<Import> Id,
    int Version,
    ImportResource Resource,
    ImportState State,
    ImportMode Mode,
    string? ExternalSystem,
    ImportEncoding? Encoding,
    ImportSeparator? Separator,
    bool HasHeader,
    ImportDates Dates,
    ImportDecimals Decimals,
    ImportEmptyCells EmptyCells,
    bool AllowDuplicates,
    IReadOnlyList<ImportColumnInput>? Columns,
    IReadOnlyList<ImportConstantInput> Constants,
    ImportFileDetails? File,
    Id<Job>? JobId,
    JobProgressDetails? Progress,
    JobErrorDetails? Error,
    ImportCounts Counts,
    IReadOnlyList<ImportProblemDetails> Problems,
    Id<User> StartedById,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IPartlyVersioned
{
    internal static ImportDetails Of(Import i, Job? j, StoredFile? f, IReadOnlyList<ImportRow> problems)
    {
        var terms = ImportInput.Of(i.Terms);
        return new(
            i.Id, i.Version, i.Resource, i.StateWith(j?.State), terms.Mode, terms.ExternalSystem, terms.Encoding, terms.Separator, terms.HasHeader, terms.Dates, terms.Decimals, terms.EmptyCells, terms.AllowDuplicates,
            terms.Columns, terms.Constants!, f is null || i.File is null ? null : new(f.Name, f.Size, i.File.Format, i.File.Encoding, i.File.Separator, i.File.Columns, f.ExpiresAt), i.JobId,
            j is null ? null : new(j.Done, j.Total), j?.ErrorCode is { } code ? new(code, j.ErrorMessage!) : null, i.Counts,
            [.. problems.SelectMany(r => JsonSerializer.Deserialize<List<ImportProblem>>(r.Errors ?? "[]", CrmJson.Options)!.Select(p => new ImportProblemDetails(r.Number, p.Code, p.Message, p.Column)))],
            i.StartedById, i.CreatedAt, i.UpdatedAt);
    }
}

/// <summary>A file that was sent, and what was found out about it.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Columns">The columns, in their order; of an NDJSON file the members of its first lines.</param>
/// <param name="ExpiresAt">When it is erased.</param>
public sealed record ImportFileDetails(string Name, long Size, ImportFormat Format, ImportEncoding Encoding, ImportSeparator Separator, IReadOnlyList<string> Columns, DateTimeOffset ExpiresAt);

/// <summary>Why a row was not taken.</summary>
/// <param name="Row">Counted from 1, without the header.</param>
/// <param name="Code">A code of the page of errors.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Column">The column that it is about; null when it is about the row.</param>
public sealed record ImportProblemDetails(long Row, string Code, string Message, string? Column);
