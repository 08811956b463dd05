using System.Text.Json.Serialization;
using Crm.Application.Common;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

/// <summary>Has a job check an import, run it or undo it.</summary>
public sealed record StartImport : CommandOn<Import>, IRequest<ImportDetails>
{
    [JsonIgnore]
    public required ImportPhase Phase { get; init; }
}

internal sealed class StartImportHandler(ICrmDb db, ICurrentUser caller, JobDesk jobs, IImportFiles files) : IRequestHandler<StartImport, ImportDetails>
{
    public async Task<ImportDetails> Handle(StartImport c, CancellationToken ct)
    {
        var (import, state) = await db.LoadOwn(c.Id, caller, ct);
        caller.EnsureMayImport(import.Resource, import.Terms.Mode);
        var kind = c.Phase switch
        {
            ImportPhase.Check => JobKind.ImportCheck,
            ImportPhase.Run => JobKind.ImportRun,
            _ => JobKind.ImportUndo,
        };
        // What is against it, counts more than how many jobs the caller has.
        var waiting = Job.Queue(kind, import.Id.Value, caller.Id!.Value, caller.KeyId);
        Begin(c.Phase, import, waiting, state);
        if (c.Phase != ImportPhase.Undo)
        {
            if (!await db.StoredFiles.AnyAsync(f => f.Id == import.FileId, ct)) throw ImportErrors.NoFile;
            ImportPlan.Of(import, await ImportTargets.Of(db, import.Resource, ct));
        }
        await jobs.Take(waiting, ct);
        await db.SaveChangesAsync(ct);
        return await db.ImportDetails(c.Id, caller, files, ct);
    }

    private static void Begin(ImportPhase phase, Import import, Job job, JobState? state)
    {
        if (phase == ImportPhase.Check) import.Check(job.Id, state);
        else if (phase == ImportPhase.Run) import.Run(job.Id, state);
        else import.Undo(job.Id, state);
    }
}
