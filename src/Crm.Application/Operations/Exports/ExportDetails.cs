using System.Linq.Expressions;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Exports;

/// <summary>A list that is written into a file, as it was asked for, and what has become of it.</summary>
/// <param name="JobId">The job that makes it, by which it is cancelled.</param>
/// <param name="RecordId">The record whose list it is; null for a list of all records.</param>
/// <param name="Filter">The filter of the rows, as a search takes it; null for all.</param>
/// <param name="Q">The words that were looked for; null for none.</param>
/// <param name="Sort">The order of the rows; null for the list's own.</param>
/// <param name="Fields">The members that were wanted; null for all.</param>
/// <param name="Separator">What stands between two cells of a CSV file.</param>
/// <param name="ByteOrderMark">Whether a CSV file begins with a mark by which spreadsheets know that it is UTF-8.</param>
/// <param name="State">That of the job.</param>
/// <param name="Progress">That of the job.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="StartedById">The user who started it, to whom the file belongs.</param>
/// <param name="FileName">What the file is called; null until it is made.</param>
/// <param name="Rows">How many rows are in the file; null until it is made.</param>
/// <param name="Size">How many bytes the file has; null until it is made.</param>
/// <param name="ExpiresAt">When the file is erased; null until it is made.</param>
/// <param name="Content">Where the file is fetched; null while there is none.</param>
/// <param name="FinishedAt">When the job was over; null before.</param>
public sealed record ExportDetails(
    Id<Export> Id,
    Id<Job> JobId,
    ExportResource Resource,
    Guid? RecordId,
    ExportFormat Format,
    JsonElement? Filter,
    string? Q,
    string? Sort,
    IReadOnlyList<string>? Fields,
    ExportSeparator Separator,
    bool ByteOrderMark,
    JobState State,
    JobProgressDetails Progress,
    JobErrorDetails? Error,
    Id<User> StartedById,
    string? FileName,
    long? Rows,
    long? Size,
    DateTimeOffset? ExpiresAt,
    string? Content,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt)
{
    internal static ExportDetails Of(Export e, Job j, string? fileName) => new(
        e.Id, j.Id, e.Resource, e.RecordId, e.Format, ExportRows.ReadFilter(e.Filter), e.Query, e.Sort, e.Fields, e.Separator, e.ByteOrderMark, j.State, new(j.Done, j.Total),
        j.ErrorCode is { } code ? new(code, j.ErrorMessage!) : null, j.StartedById, fileName, e.Rows, e.Size, e.ExpiresAt, e.FileId is null ? null : $"/api/v1/exports/{e.Id}/content", j.CreatedAt, j.FinishedAt);
}

internal static class OwnExports
{
    /// <summary>An export of the caller's own with its job and its file; of a key's own when a key asks.</summary>
    /// <exception cref="NotFound">There is none (404).</exception>
    public static async Task<(Export Export, Job Job, StoredFile? File)> Export(this ICrmDb db, Id<Export> id, ICurrentUser caller, CancellationToken ct)
    {
        var (user, key) = (caller.Id, caller.KeyId);
        Expression<Func<Job, bool>> isOwn = j => j.StartedById == user && (key == null || j.StartedByKeyId == key);
        var found = await db.Exports.AsNoTracking().Where(e => e.Id == id)
            .Join(db.Jobs.AsNoTracking().Where(isOwn), e => e.JobId, j => j.Id, (e, j) => new { Export = e, Job = j, File = db.StoredFiles.FirstOrDefault(f => f.Id == e.FileId) })
            .SingleOrDefaultAsync(ct) ?? throw new NotFound(nameof(Export), id);
        return (found.Export, found.Job, found.File);
    }
}
