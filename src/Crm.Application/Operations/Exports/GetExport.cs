using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Exports;

public sealed record GetExport(Id<Export> Id) : IRequest<ExportDetails>;

internal sealed class GetExportHandler(ICrmDb db, ICurrentUser caller) : IRequestHandler<GetExport, ExportDetails>
{
    public async Task<ExportDetails> Handle(GetExport q, CancellationToken ct)
    {
        var (export, job, file) = await db.Export(q.Id, caller, ct);
        return ExportDetails.Of(export, job, file?.Name);
    }
}
