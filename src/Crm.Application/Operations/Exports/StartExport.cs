using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Operations.Jobs;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using MediatR;

namespace Crm.Application.Operations.Exports;

/// <summary>A list that is to be written into a file, asked for as a search of it asks.</summary>
public sealed record StartExport : ITransactional, IRequest<ExportDetails>
{
    /// <summary>The list.</summary>
    public required ExportResource Resource { get; init; }

    /// <summary>The record whose list is wanted; for lists that each record has one of, and only for those.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>What kind of file.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The rows that are wanted, as a search of the list takes it; all when not given.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>Words to look for.</summary>
    public string? Q { get; init; }

    /// <summary>Fields separated by commas, a minus sign before a field for descending.</summary>
    public string? Sort { get; init; }

    /// <summary>The members of a row that are wanted; all when not given.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>What stands between two cells of a CSV file.</summary>
    public ExportSeparator Separator { get; init; }

    /// <summary>Whether a CSV file begins with a mark by which spreadsheets know that it is UTF-8.</summary>
    public bool ByteOrderMark { get; init; } = true;
}

internal sealed class StartExportHandler(ICrmDb db, ExportRows rows, JobDesk jobs) : IRequestHandler<StartExport, ExportDetails>
{
    public async Task<ExportDetails> Handle(StartExport c, CancellationToken ct)
    {
        rows.EnsureAllowed(c.Resource);
        EnsureRecord(c);
        EnsureMembers(c);
        var request = new SearchBody { Filter = c.Filter, Q = c.Q, Sort = c.Sort }.ToRequest();
        await Try(c, request, ct);
        var filter = request.Tree is null ? null : JsonSerializer.Serialize(c.Filter!.Value, CrmJson.Options);
        var export = Export.Of(c.Resource, c.RecordId, c.Format).Asking(filter, c.Q, c.Sort, c.Fields).Written(c.Separator, c.ByteOrderMark);
        var job = await jobs.Queue(JobKind.Export, export.Id.Value, ct);
        export.DoneBy(job.Id);
        db.Exports.Add(export);
        await db.SaveLastAsync(ct);
        return ExportDetails.Of(export, job, null);
    }

    private async Task Try(StartExport c, ListRequest request, CancellationToken ct)
    {
        try
        {
            await rows.Try(c.Resource, c.RecordId, request, ct);
        }
        catch (NotFound) when (c.RecordId is not null)
        {
            throw InvalidInput.UnknownReference("/recordId", ExportLists.Of(c.Resource).Record!.Name);
        }
    }

    private static void EnsureRecord(StartExport c)
    {
        if (ExportLists.Of(c.Resource).Record is { } record)
        {
            if (c.RecordId is null) throw InvalidInput.At("/recordId", InputErrors.Required, $"Each {Text.Words(record.Name)} has such a list of its own: say which.");
        }
        else if (c.RecordId is not null) throw InvalidInput.At("/recordId", InputErrors.ValueInvalid, "This list is one of all records; give a filter instead of a record.");
    }

    private static void EnsureMembers(StartExport c)
    {
        if (c.Fields is not { } fields) return;
        var members = ExportLists.Of(c.Resource).Members;
        if (fields.Count == 0) throw InvalidInput.At("/fields", InputErrors.ListEmpty, "fields takes at least one name.");
        if (fields.Distinct().Count() < fields.Count) throw InvalidInput.At("/fields", InputErrors.ListRepeats, "Each may be named once.");
        for (var i = 0; i < fields.Count; i++)
            if (!members.Contains(fields[i])) throw InvalidInput.At($"/fields/{i}", InputErrors.FieldsUnknown, $"There is no member {ListRequest.Shown(fields[i])}; allowed are {string.Join(", ", members)}.");
    }
}
