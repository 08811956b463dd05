using System.Text.Json.Serialization;
using Crm.Application.Common;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Imports;

/// <summary>Takes the file of an import, in the place of one that was sent before. Not in one transaction: a file takes as long as its sender needs.</summary>
public sealed record TakeImportFile(Id<Import> Id, [property: JsonIgnore] Stream Content, string Name, ImportFormat Format) : IRequest<ImportDetails>;

internal sealed class TakeImportFileHandler(ICrmDb db, UnitOfWork unit, ICurrentUser caller, IImportFiles files, JobSettings settings, TimeProvider clock) : IRequestHandler<TakeImportFile, ImportDetails>
{
    public async Task<ImportDetails> Handle(TakeImportFile c, CancellationToken ct)
    {
        var (present, job, _) = await db.OwnImport(c.Id, caller, ct);
        caller.EnsureMayImport(present.Resource, present.Terms.Mode);
        if (present.StateWith(job?.State) is not (ImportState.AwaitingFile or ImportState.Ready or ImportState.Checked)) throw ImportErrors.Begun(present.StateWith(job?.State));
        await using var file = await files.Take(present, c.Content, c.Name, c.Format, clock.GetUtcNow() + TimeSpan.FromHours(settings.FileHours), ct);
        return await unit.Run(
            async () =>
            {
                var (import, state) = await db.LoadOwn(c.Id, caller, ct);
                if (import.FileId is { } before) await files.Erase(before, ct);
                import.Take(file.Id, file.Found, state);
                await db.SaveChangesAsync(ct);
                db.AfterCommit(file.Keep);
                return await db.ImportDetails(c.Id, caller, files, ct);
            },
            ct);
    }
}
