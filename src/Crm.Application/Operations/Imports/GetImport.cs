using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Imports;

public sealed record GetImport(Id<Import> Id) : IRequest<ImportDetails>;

internal sealed class GetImportHandler(ICrmDb db, ICurrentUser caller, IImportFiles files) : IRequestHandler<GetImport, ImportDetails>
{
    public Task<ImportDetails> Handle(GetImport q, CancellationToken ct) => db.ImportDetails(q.Id, caller, files, ct);
}

/// <summary>The caller's imports.</summary>
public sealed record ListImports(ListRequest List) : IRequest<ListPage<ImportSummary>>
{
    public static readonly ListSpec<Import> Spec = new ListSpec<Import>(i => i.Id)
        .Sortable("createdAt", i => i.CreatedAt)
        .Filter("resource", i => i.Resource)
        .SortedBy("-createdAt");
}

/// <summary>An import, in short.</summary>
/// <param name="JobId">The job of the work that was last begun; null before.</param>
public sealed record ImportSummary(Id<Import> Id, ImportResource Resource, ImportPhase Phase, Id<Job>? JobId, ImportCounts Counts, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

internal sealed class ListImportsHandler(ICrmDb db, ICurrentUser caller, ListReader lists) : IRequestHandler<ListImports, ListPage<ImportSummary>>
{
    public Task<ListPage<ImportSummary>> Handle(ListImports q, CancellationToken ct) =>
        lists.Page(db.Imports.Own(caller), ListImports.Spec, q.List, i => new ImportSummary(i.Id, i.Resource, i.Phase, i.JobId, i.Counts, i.CreatedAt, i.UpdatedAt), ct);
}

/// <summary>The targets that columns can have.</summary>
public sealed record GetImportTargets(ImportResource Resource) : IRequest<ImportTargetsDetails>;

public sealed record ImportTargetsDetails(ImportResource Resource, IReadOnlyList<ImportTarget> Targets);

internal sealed class GetImportTargetsHandler(ICrmDb db, ICurrentUser caller) : IRequestHandler<GetImportTargets, ImportTargetsDetails>
{
    public async Task<ImportTargetsDetails> Handle(GetImportTargets q, CancellationToken ct)
    {
        caller.Require(ImportKinds.Of(q.Resource).Area, Domain.Identity.Act.Create);
        return new(q.Resource, await ImportTargets.Of(db, q.Resource, ct));
    }
}

/// <summary>How the first rows of the file look, and where its columns go.</summary>
public sealed record PreviewImport(Id<Import> Id) : IRequest<ImportPreview>;

/// <param name="Columns">All columns of the file.</param>
/// <param name="Rows">The first rows as the bodies that they become, before references are looked up.</param>
public sealed record ImportPreview(IReadOnlyList<ImportColumnPreview> Columns, IReadOnlyList<ImportRowPreview> Rows);

/// <param name="Target">Where the column goes; null for nowhere.</param>
/// <param name="Suggestion">Where it should go by its name; null when that says nothing.</param>
/// <param name="Samples">What stands in its first cells.</param>
public sealed record ImportColumnPreview(string Column, string? Target, string? Suggestion, IReadOnlyList<string> Samples);

/// <param name="Row">Counted from 1, without the header.</param>
/// <param name="Body">What is going to be registered or changed.</param>
/// <param name="Problems">What cannot be read.</param>
public sealed record ImportRowPreview(long Row, JsonElement Body, IReadOnlyList<ImportProblem> Problems);

internal sealed class PreviewImportHandler(ICrmDb db, ICurrentUser caller, IImportFiles files) : IRequestHandler<PreviewImport, ImportPreview>
{
    private const int Rows = 10;

    public async Task<ImportPreview> Handle(PreviewImport q, CancellationToken ct)
    {
        var (import, _, file) = await db.OwnImport(q.Id, caller, ct);
        if (file is null || import.File is not { } found) throw ImportErrors.NoFile;
        var targets = await ImportTargets.Of(db, import.Resource, ct);
        List<SourceRow> rows = [];
        await foreach (var row in files.Read(file, found, import.Terms, ct))
        {
            rows.Add(row);
            if (rows.Count == Rows) break;
        }
        var suggested = ImportTargets.Suggest(found.Columns, targets);
        var mapped = import.Terms.Columns ?? suggested;
        var columns = found.Columns.Select((column, index) => new ImportColumnPreview(
            column, mapped.FirstOrDefault(m => m.Column == column)?.Target, suggested.FirstOrDefault(m => m.Column == column)?.Target, [.. rows.Select(r => Sample(r, column, index)).OfType<string>()]));
        return new([.. columns], Bodies(import, targets, rows));
    }

    private static IReadOnlyList<ImportRowPreview> Bodies(Import import, IReadOnlyList<ImportTarget> targets, List<SourceRow> rows)
    {
        try
        {
            var plan = ImportPlan.Of(import, targets);
            return [.. rows.Select(plan.Read).Select(i => new ImportRowPreview(i.Number, JsonSerializer.SerializeToElement(i.Body), i.Problems))];
        }
        catch (RuleBroken)
        {
            return [];   // the mapping is not complete yet
        }
    }

    private static string? Sample(SourceRow row, string column, int index) => row switch
    {
        CellRow { Cells: var cells } => cells.ElementAtOrDefault(index),
        JsonRow { Members: var members } => members.GetValueOrDefault(column) is { } value ? value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(CrmJson.Options) : null,
        _ => null,
    };
}

/// <summary>Opens the rows that were not taken for writing them somewhere.</summary>
public sealed record OpenImportProblems(Id<Import> Id) : IRequest<ImportProblemsFile>;

/// <param name="Write">Writes the file.</param>
public sealed record ImportProblemsFile(string Name, ImportFormat Format, Func<Stream, CancellationToken, Task> Write);

internal sealed class OpenImportProblemsHandler(ICrmDb db, ICurrentUser caller, IImportFiles files) : IRequestHandler<OpenImportProblems, ImportProblemsFile>
{
    public async Task<ImportProblemsFile> Handle(OpenImportProblems q, CancellationToken ct)
    {
        var (import, _, file) = await db.OwnImport(q.Id, caller, ct);
        if (import.Phase == ImportPhase.None) throw ImportErrors.NotTried;
        if (file is null || import.File is null) throw new Gone("The file is erased, and with it the rows that were not taken; the import itself still shows the first reasons.");
        return new($"problems-of-{Path.GetFileNameWithoutExtension(file.Name)}.{CrmJson.Name(import.File.Format)}", import.File.Format, (to, stop) => files.WriteProblems(import, file, to, stop));
    }
}
