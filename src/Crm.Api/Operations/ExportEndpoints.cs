using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Operations.Exports;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Crm.Api.Operations;

internal static class ExportEndpoints
{
    public static readonly string[] MediaTypes = ["text/csv", "application/x-ndjson", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];

    public static void MapExports(this RouteGroupBuilder v1)
    {
        var exports = v1.MapGroup("/exports").WithTags("Exports");

        exports.MapPost("/", async Task<Accepted<ExportDetails>> (StartExport body, IMediator send, CancellationToken ct) =>
            {
                var export = await send.Send(body, ct);
                return TypedResults.Accepted($"/api/v1/exports/{export.Id}", export);
            })
            .NeedsAny(Act.Export, ExportLists.Areas).Describe("startExport", "Export a list",
                "Has a list written into a file, with the rows that a search of it would give you and that your permission to export extends to. A job does it, whose state the export shows; what a search would refuse, is refused at once. Needs the permission to export in the area of the list.")
            .ProducesProblem(409).WithMetadata(new TakesExport()).Example("""{"resource":"customers","format":"csv","filter":{"field":"market","op":"eq","value":"business"},"sort":"name"}""");

        exports.MapGet("/{id}", Task<ExportDetails> (Id<Export> id, IMediator send, CancellationToken ct) => send.Send(new GetExport(id), ct))
            .ForEverybody().Describe("getExport", "Read an export", "Shows how far it is, and where the file is fetched. Only who has started it sees it; a key sees what it has started itself.").ProducesProblem(404);

        exports.MapGet("/{id}/content", Content)
            .ForEverybody().Describe("getExportContent", "Fetch the file of an export",
                "Answers the file, to who has started the export and may still export the list. A part of it can be asked for by Range, so that a download which broke off goes on where it stopped; If-Range with the ETag makes sure that it is a part of the same file.")
            .Produces<FileStreamHttpResult>(StatusCodes.Status200OK, MediaTypes[0], MediaTypes[1..]).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(416).WithMetadata(new SendsFile()).Lasts();
    }

    private static async Task<FileStreamHttpResult> Content(Id<Export> id, HttpContext http, IMediator send, CancellationToken ct)
    {
        var file = await send.Send(new OpenExport(id), ct);
        var tag = new EntityTagHeaderValue($"\"{file.Tag}\"");
        await EnsureThere(http.Request.GetTypedHeaders(), tag, file.Content, file.Size);
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(file.Content, file.MediaType, file.Name, file.CompletedAt, tag, enableRangeProcessing: true);
    }

    // The framework would refuse it, too, but without saying why.
    private static async Task EnsureThere(Microsoft.AspNetCore.Http.Headers.RequestHeaders headers, EntityTagHeaderValue tag, Stream content, long size)
    {
        if (headers.Range is not { Ranges.Count: 1 } range || range.Unit != "bytes" || headers.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true) return;
        var wanted = range.Ranges.First();
        if (wanted.From < size || wanted.From is null && wanted.To > 0 && size > 0) return;
        await content.DisposeAsync();
        throw new BeyondTheEnd(size);
    }
}

/// <summary>Marks the operation whose body names a list and asks as a search of it does.</summary>
internal sealed class TakesExport;

/// <summary>Marks an operation that answers a file, or a part of it.</summary>
internal sealed class SendsFile;
