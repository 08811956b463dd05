using System.Net.Mime;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Operations.Imports;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Operations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Api.Operations;

internal static class ImportEndpoints
{
    private const string Csv = "text/csv", Ndjson = BulkRoutes.Lines;

    private static readonly Area[] Areas = [Area.Customers, Area.Products, Area.Orders, Area.Tickets];

    public static void AddImportSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Imports").Get<ImportSettings>() ?? new());
    }

    public static void MapImports(this RouteGroupBuilder v1, ImportSettings settings)
    {
        var imports = v1.MapGroup("/imports").WithTags("Imports");

        imports.MapPost("/", (BeginImport body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("imports", i => i.Id))
            .NeedsAny(Act.Create, Areas).Describe("beginImport", "Begin an import",
                "Says what the rows of a file are to become; the file itself is sent to /imports/{id}/content, then the import is checked and run. Needs the permission to create in the area of the resource, and to change there for the modes update and upsert.")
            .Example("""{"resource":"customers","mode":"upsert","externalSystem":"shop","constants":[{"target":"kind","value":"organization"}]}""");

        imports.MapGet("/", Task<ListPage<ImportSummary>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListImports(query.Request), ct))
            .ForEverybody().Describe("listImports", "List imports", "Lists your own imports; a key is shown those that were begun with it.").Lists(ListImports.Spec);

        imports.MapPost("/search", Task<ListPage<ImportSummary>> (SearchBody body, IMediator send, CancellationToken ct) => send.Send(new ListImports(body.ToRequest()), ct))
            .ForEverybody(withKeys: true).Describe("searchImports", "Search imports", "The list, asked for in a body: conditions under and, or and not. It changes nothing and needs no Idempotency-Key.").WithMetadata(new ListMetadata(ListImports.Spec), new OnlyReads());

        imports.MapGet("/{id}", Task<ImportDetails> (Id<Import> id, IMediator send, CancellationToken ct) => send.Send(new GetImport(id), ct))
            .ForEverybody().Describe("getImport", "Read an import", "Shows how far it is, what became of its rows, and why the first of those that were not taken were not.").ProducesProblem(404);

        imports.MapPatch("/{id}", Task<ImportDetails> (Id<Import> id, MergePatch<ImportInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeImport(body) { Id = id }, ct))
            .NeedsAny(Act.Create, Areas).Describe("changeImport", "Change an import", "Changes where the columns go and how the file is read, before the import is run.").MayConflict()
            .Example("""{"dates":"dayFirst","columns":[{"column":"Kundennummer","target":"externalId"},{"column":"Firma","target":"legalName"},{"column":"E-Mail","target":"channels.email"}]}""");

        imports.MapPut("/{id}/content", Send)
            .NeedsAny(Act.Create, Areas).Describe("sendImportContent", "Send the file of an import",
                "Takes the file as it is, in the place of one that was sent before. Encoding, separator and columns are found out, and a mapping of the columns is suggested; look at /imports/{id}/preview.")
            .Accepts<Stream>(Csv, Ndjson).ProducesProblem(404).ProducesProblem(409).WithMetadata(new TakesFile(), new SizeLimit(settings.FileBytes), new QueryMetadata(ContentQuery.Described)).Lasts();

        imports.MapGet("/{id}/preview", Task<ImportPreview> (Id<Import> id, IMediator send, CancellationToken ct) => send.Send(new PreviewImport(id), ct))
            .ForEverybody().Describe("previewImport", "Preview an import", "Shows where each column goes and should go by its name, with its first cells, and what the first rows become.").ProducesProblem(404).ProducesProblem(409);

        Start("checks", ImportPhase.Check, "checkImport", "Check an import", "A job does every row and undoes it again: the import then shows what would become of the rows, and why rows would not be taken.");
        Start("runs", ImportPhase.Run, "runImport", "Run an import",
            "A job does the rows, some hundreds or thousands at a time, each step in a transaction of its own. What stops it, loses and doubles nothing: it goes on where it was, by itself after a crash and by this call after a cancellation.");
        Start("reversals", ImportPhase.Undo, "undoImport", "Undo an import",
            "A job takes back what the import did: records that it made are deleted, those that it changed become what they were. What somebody has changed or refers to since, is kept and said.");

        imports.MapGet("/{id}/problems", Problems)
            .ForEverybody().Describe("getImportProblems", "Fetch the rows that were not taken", "Answers them as they were sent, with the number of the row and the reason beside each, to be corrected and sent again.")
            .Produces<FileStreamHttpResult>(StatusCodes.Status200OK, Csv, Ndjson).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).WithMetadata(new WritesFile());

        v1.MapGet("/import-targets", Task<ImportTargetsDetails> (TargetQuery query, IMediator send, CancellationToken ct) => send.Send(new GetImportTargets(query.Resource), ct))
            .NeedsAny(Act.Create, Areas).WithTags("Imports").Describe("getImportTargets", "Read where columns can go", "All targets of a resource, custom fields included.").WithMetadata(new QueryMetadata(TargetQuery.Described));

        void Start(string noun, ImportPhase phase, string name, string summary, string description) =>
            imports.MapPost($"/{{id}}/{noun}", async Task<Accepted<ImportDetails>> (Id<Import> id, IMediator send, CancellationToken ct) =>
                {
                    var import = await send.Send(new StartImport { Id = id, Phase = phase }, ct);
                    return TypedResults.Accepted($"/api/v1/jobs/{import.JobId}", import);
                })
                .NeedsAny(Act.Create, Areas).Describe(name, summary, description).MayConflict();
    }

    private static Task<ImportDetails> Send(Id<Import> id, ContentQuery query, HttpContext http, IMediator send, CancellationToken ct)
    {
        var format = MediaTypeOf(http.Request) switch
        {
            Csv => ImportFormat.Csv,
            Ndjson => ImportFormat.Ndjson,
            _ => throw new BadHttpRequestException("The file is CSV or NDJSON.", StatusCodes.Status415UnsupportedMediaType),
        };
        return send.Send(new TakeImportFile(id, http.Request.Body, query.Name ?? $"import.{CrmJson.Name(format)}", format), ct);
    }

    private static string? MediaTypeOf(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();

    private static async Task Problems(Id<Import> id, HttpContext http, IMediator send, CancellationToken ct)
    {
        var file = await send.Send(new OpenImportProblems(id), ct);
        http.Response.ContentType = file.Format == ImportFormat.Csv ? $"{Csv}; charset=utf-8" : Ndjson;
        http.Response.Headers.ContentDisposition = new ContentDisposition { FileName = file.Name }.ToString();
        http.Response.Headers.CacheControl = "private, no-store";
        await file.Write(http.Response.Body, ct);
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

/// <summary>What the file is called.</summary>
internal sealed record ContentQuery(string? Name) : IReadsQuery
{
    public static readonly IReadOnlyList<QueryParameter> Described = [new("name", "What the file is called.") { Pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F/\\\\\\uFFFE]{1,200}$" }];

    public static ValueTask<ContentQuery?> BindAsync(HttpContext http)
    {
        var name = QueryParameters.Of(http, Described).Text("name");
        if (name is not null && (name.Length is 0 or > Import.FileNameMax || !Text.IsPrintable(name, multiline: false) || name.IndexOfAny(['/', '\\']) >= 0))
            throw InvalidInput.Parameter("name", InputErrors.ParameterInvalid, $"A name has at most {Import.FileNameMax} characters and no slash.");
        return ValueTask.FromResult<ContentQuery?>(new(name));
    }
}

internal sealed record TargetQuery(ImportResource Resource) : IReadsQuery
{
    public static readonly IReadOnlyList<QueryParameter> Described = [new("resource", "What the rows become.") { Required = true, Choices = [.. Enum.GetValues<ImportResource>().Select(r => CrmJson.Name(r))] }];

    public static ValueTask<TargetQuery?> BindAsync(HttpContext http) =>
        ValueTask.FromResult<TargetQuery?>(new(QueryParameters.Of(http, Described).Choice<ImportResource>("resource") ?? throw InvalidInput.Parameter("resource", InputErrors.Required, "resource must be given.")));
}

/// <summary>Marks an operation whose body is a file, whatever its characters are written in.</summary>
internal sealed class TakesFile;

/// <summary>Marks an operation that writes a file as it goes.</summary>
internal sealed class WritesFile;
