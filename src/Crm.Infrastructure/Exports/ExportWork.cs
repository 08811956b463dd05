using System.Data;
using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Operations.Exports;
using Crm.Application.Operations.Files;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Jobs;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Exports;

/// <summary>Makes the file of an export. All pages are read in one snapshot, so that a row which moves in the order meanwhile is neither left out nor there twice; what is written goes to the
/// database by other connections.</summary>
internal sealed class ExportWork(CrmDb db, Caller caller, ExportRows rows, IStoredFiles files, IAudit audit, JobSettings settings, TimeProvider clock) : IJobWork
{
    public JobKind Kind => JobKind.Export;

    public async Task Run(JobRun run, CancellationToken ct)
    {
        var id = new Id<Export>(run.Job.SubjectId);
        var export = await db.Exports.AsNoTracking().SingleAsync(e => e.Id == id, ct);
        rows.EnsureAllowed(export.Resource);
        caller.Narrow(ExportLists.Of(export.Resource).Area, Act.Export);
        var expiresAt = clock.GetUtcNow() + TimeSpan.FromHours(settings.FileHours);
        await using var file = await files.Create(run.Job.StartedById, NameOf(export), RowWriters.MediaTypeOf(export.Format), expiresAt, run.Job.Id, ct);
        var count = await Write(export, file, run, ct);
        await file.Complete(ct);

        await using var transaction = await db.BeginAsync(ct);
        await run.Succeed(db, ct);
        (await db.Exports.SingleAsync(e => e.Id == id, ct)).Complete(file.Id, count, file.Size, expiresAt);
        audit.Read(ExportLists.Of(export.Resource).Kind, null, Told(export, count));
        await db.SaveChangesAsync(ct);
        file.Keep();
        await transaction.CommitAsync(CancellationToken.None);   // what stops the work now comes too late, and must not leave it in doubt
    }

    private async Task<long> Write(Export export, IFileWriter file, JobRun run, CancellationToken ct)
    {
        var (list, request, count) = (ExportLists.Of(export.Resource), ExportRows.Request(export, ExportRows.Page) with { Count = true }, 0L);
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        using var writer = RowWriters.Open(export, Columns.Of(list.Row, export.Fields), file.Content);
        int? total = null;
        while (true)
        {
            var (read, page) = await rows.Read(export, request, ct);
            foreach (var row in read) writer.Write(row);
            total ??= page.Total;
            run.Report(count += read.Count, total);
            await file.Save(ct);
            if (page.NextCursor is not { } next) break;
            request = request with { Cursor = next, Count = false };
        }
        writer.End();
        await snapshot.RollbackAsync(ct);
        return count;
    }

    // Which fields it was filtered by, but not by which values: those may name a person, and this is kept when the person is erased.
    private static Dictionary<string, object?> Told(Export export, long count) => new()
    {
        ["exportId"] = export.Id.Value,
        ["resource"] = CrmJson.Name(export.Resource),
        ["recordId"] = export.RecordId,
        ["format"] = CrmJson.Name(export.Format),
        ["rows"] = count,
        ["fields"] = export.Fields,
        ["filteredBy"] = ExportRows.FieldsOfFilter(export),
    };

    private string NameOf(Export export) => $"{CrmJson.Name(export.Resource)}-{clock.GetUtcNow():yyyy-MM-dd}.{CrmJson.Name(export.Format)}";
}
