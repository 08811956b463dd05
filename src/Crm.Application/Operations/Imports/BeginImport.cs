using Crm.Application.Common;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

/// <summary>Begins an import, whose file is sent next.</summary>
public sealed record BeginImport : ImportInput, ITransactional, IRequest<ImportDetails>
{
    /// <summary>What the rows become.</summary>
    public required ImportResource Resource { get; init; }
}

internal sealed class BeginImportHandler(ICrmDb db, ICurrentUser caller) : IRequestHandler<BeginImport, ImportDetails>
{
    public async Task<ImportDetails> Handle(BeginImport c, CancellationToken ct)
    {
        caller.EnsureMayImport(c.Resource, c.Mode);
        await db.EnsureTargets(c.Resource, c, ct);
        var import = Import.Begin(c.Resource, c.ToTerms(), caller.Id!.Value, caller.KeyId);
        db.Imports.Add(import);
        await db.SaveLastAsync(ct);
        return ImportDetails.Of(import, null, null, []);
    }
}

/// <summary>Changes how the file is read and what its rows mean, before it is run.</summary>
public sealed record ChangeImport(MergePatch<ImportInput> Patch) : CommandOn<Import>, IRequest<ImportDetails>;

internal sealed class ChangeImportHandler(ICrmDb db, Patches patches, ICurrentUser caller, IImportFiles files) : IRequestHandler<ChangeImport, ImportDetails>
{
    public async Task<ImportDetails> Handle(ChangeImport c, CancellationToken ct)
    {
        var (import, job) = await db.LoadOwn(c.Id, caller, ct);
        var input = await patches.Apply(c.Patch, ImportInput.Of(import.Terms), ct);
        caller.EnsureMayImport(import.Resource, input.Mode);
        await db.EnsureTargets(import.Resource, input, ct);
        var terms = input.ToTerms();
        import.Change(terms, job);
        if (import.FileId is { } id && await db.StoredFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is { } file) import.Take(id, await files.Look(file, import.File!, terms, ct), null);
        await db.SaveChangesAsync(ct);
        return await db.ImportDetails(c.Id, caller, files, ct);
    }
}
