using Crm.Application.Common;
using Crm.Application.Operations.Files;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Exports;

/// <summary>Opens the file of an export for reading. Whoever may not export the list any more does not get it either.</summary>
public sealed record OpenExport(Id<Export> Id) : IRequest<OpenFile>;

internal sealed class OpenExportHandler(ICrmDb db, ICurrentUser caller, ExportRows rows, IStoredFiles files) : IRequestHandler<OpenExport, OpenFile>
{
    public async Task<OpenFile> Handle(OpenExport q, CancellationToken ct)
    {
        var (export, job, file) = await db.Export(q.Id, caller, ct);
        rows.EnsureAllowed(export.Resource);
        if (job.State != JobState.Succeeded) throw ExportErrors.NotReady(job.State);
        return file is null ? throw new Gone("The file is erased: its time is over, or a person's data was erased since it was made. Start the export again.") : files.Open(file);
    }
}
