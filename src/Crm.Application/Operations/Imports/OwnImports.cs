using System.Linq.Expressions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

/// <summary>Imports are their starter's own; of a key, those that were begun with it.</summary>
internal static class OwnImports
{
    private const int ProblemsShown = 20;

    public static IQueryable<Import> Own(this IQueryable<Import> imports, ICurrentUser caller)
    {
        var (user, key) = (caller.Id, caller.KeyId);
        Expression<Func<Import, bool>> isOwn = i => i.StartedById == user && (key == null || i.StartedByKeyId == key);
        return imports.Where(isOwn);
    }

    /// <exception cref="NotFound">There is none of the caller's own (404).</exception>
    public static async Task<ImportDetails> ImportDetails(this ICrmDb db, Id<Import> id, ICurrentUser caller, IImportFiles files, CancellationToken ct)
    {
        var (import, job, file) = await db.OwnImport(id, caller, ct);
        return Imports.ImportDetails.Of(import, job, file, import.Phase == ImportPhase.None ? [] : await files.Problems(id, ProblemsShown, ct));
    }

    public static async Task<(Import Import, Job? Job, StoredFile? File)> OwnImport(this ICrmDb db, Id<Import> id, ICurrentUser caller, CancellationToken ct)
    {
        var found = await db.Imports.AsNoTracking().Own(caller).Where(i => i.Id == id)
            .Select(i => new { Import = i, Job = db.Jobs.FirstOrDefault(j => j.Id == i.JobId), File = db.StoredFiles.FirstOrDefault(f => f.Id == i.FileId) })
            .SingleOrDefaultAsync(ct) ?? throw new NotFound(nameof(Import), id);
        return (found.Import, found.Job, found.File);
    }

    /// <summary>Loads it to be changed; needs a transaction.</summary>
    public static async Task<(Import Import, JobState? Job)> LoadOwn(this ICrmDb db, Id<Import> id, ICurrentUser caller, CancellationToken ct)
    {
        if (!await db.Imports.Own(caller).AnyAsync(i => i.Id == id, ct)) throw new NotFound(nameof(Import), id);
        var import = await db.Load(id, ct);
        return (import, await db.Jobs.Where(j => j.Id == import.JobId).Select(j => (JobState?)j.State).SingleOrDefaultAsync(ct));
    }

    /// <exception cref="NotAllowed">The caller may not register, or not change, what is imported (403).</exception>
    public static void EnsureMayImport(this ICurrentUser caller, ImportResource resource, ImportMode mode)
    {
        var area = ImportKinds.Of(resource).Area;
        if (mode != ImportMode.Update) caller.Require(area, Act.Create);
        if (mode != ImportMode.Create) caller.Require(area, Act.Change);
    }

    /// <exception cref="InvalidInput">A target is not there for the resource, or has two columns (400).</exception>
    public static async Task EnsureTargets(this ICrmDb db, ImportResource resource, ImportInput input, CancellationToken ct)
    {
        if (input is { Columns: null or [], Constants: null or [] }) return;
        var known = (await ImportTargets.Of(db, resource, ct)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var named = (input.Columns ?? []).Select((c, i) => (c.Target, $"/columns/{i}/target")).Concat((input.Constants ?? []).Select((c, i) => (c.Target, $"/constants/{i}/target")));
        foreach (var (target, pointer) in named)
        {
            if (!known.Contains(target)) throw InvalidInput.At(pointer, InputErrors.ImportTargetUnknown, $"There is no target {Common.Lists.ListRequest.Shown(target)} for these; GET /import-targets lists them.");
            if (!taken.Add(target)) throw InvalidInput.At(pointer, InputErrors.ImportTargetRepeated, "The target has a column or constant already.");
        }
    }
}
