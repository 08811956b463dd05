using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Operations.Files;
using Crm.Application.Operations.Imports;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Imports;

/// <summary>Files of imports, in the database like other files.</summary>
internal sealed class ImportFiles(CrmDb db, IStoredFiles files) : IImportFiles
{
    private const int Head = 256 * 1024;
    private const int Page = 1000;
    private const int ColumnLines = 1000;

    public async Task<ITakenFile> Take(Import import, Stream content, string name, ImportFormat format, DateTimeOffset expiresAt, CancellationToken ct)
    {
        var sniffer = new FileSniffer();
        var file = await files.Create(import.StartedById, name, format == ImportFormat.Csv ? "text/csv" : "application/x-ndjson", expiresAt, job: null, ct);
        try
        {
            var buffer = new byte[64 * 1024];
            while (await content.ReadAsync(buffer, ct) is > 0 and var read)
            {
                sniffer.See(buffer.AsSpan(0, read));
                await file.Content.WriteAsync(buffer.AsMemory(0, read), ct);
                await file.Save(ct);
            }
            if (sniffer.Size == 0) throw ImportErrors.Unreadable("it is empty");
            await file.Complete(ct);
            var stored = await db.StoredFiles.AsNoTracking().SingleAsync(f => f.Id == file.Id, ct);
            return new Taken(file, await Look(stored, new(format, sniffer.Found(), ImportSeparator.Comma, []), import.Terms, ct));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async Task<ImportFile> Look(StoredFile file, ImportFile found, ImportTerms terms, CancellationToken ct)
    {
        try
        {
            var head = await HeadOf(file, terms.Encoding ?? found.Encoding, ct);
            if (found.Format == ImportFormat.Ndjson) return found with { Columns = await MembersOf(head, ct) };
            using var csv = FileText.Csv(new StringReader(head), terms.Separator);
            if (!await csv.ReadAsync(ct)) throw ImportErrors.Unreadable("it has no row");
            if (csv.FieldCount > ImportTerms.ColumnsMax) throw ImportErrors.Unreadable($"it has more than {ImportTerms.ColumnsMax} columns, so another separator may stand between them");
            return found with { Separator = FileText.SeparatorOf(csv), Columns = FileText.Names(FileText.Cells(csv), terms.HasHeader) };
        }
        catch (Exception e) when (Why(e, terms.Encoding ?? found.Encoding) is { } why)
        {
            throw why;
        }
    }

    public async IAsyncEnumerable<SourceRow> Read(StoredFile file, ImportFile found, ImportTerms terms, [EnumeratorCancellation] CancellationToken ct)
    {
        var encoding = terms.Encoding ?? found.Encoding;
        using var text = FileText.Open(files.Open(file).Content, encoding);
        await using var rows = FileText.Rows(text, found, terms, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync()) yield break;
            }
            catch (Exception e) when (Why(e, encoding) is { } why)
            {
                throw why;
            }
            yield return rows.Current;
        }
    }

    public async Task WriteProblems(Import import, StoredFile file, Stream to, CancellationToken ct)
    {
        var found = import.File!;
        await using var text = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true);
        await using var csv = found.Format == ImportFormat.Csv ? FileText.CsvWriter(to, import.Terms.Separator ?? found.Separator) : null;
        if (csv is not null && import.Terms.HasHeader) await csv.WriteRecordAsync([.. found.Columns, "import row", "import problem"], ct);
        var (problems, next, upTo, why) = (new Queue<ImportRow>(), 0L, 0L, "");
        await foreach (var row in Read(file, found, import.Terms, ct))
        {
            if (row.Number > upTo)
            {
                while (problems.Count == 0 || problems.Peek().Number < row.Number)
                {
                    if (problems.Count > 0) problems.Dequeue();
                    else if (!await Fill(row.Number)) break;
                }
                if (problems.Count == 0) break;
                if (problems.Peek().Number > row.Number) continue;
                (upTo, why) = (row.Number + problems.Peek().Rows - 1, WhyOf(problems.Peek()));
            }
            if (csv is not null) await csv.WriteRecordAsync([.. Cells(row, found.Columns.Count), $"{row.Number}", why], ct);
            else await text.WriteLineAsync(Line(row, why).AsMemory(), ct);
        }

        async Task<bool> Fill(long from)
        {
            next = Math.Max(next, from);
            var more = await db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == import.Id && r.Errors != null && r.Number >= next).OrderBy(r => r.Number).Take(Page).ToListAsync(ct);
            foreach (var row in more) problems.Enqueue(row);
            if (more.Count > 0) next = more[^1].Number + 1;
            return more.Count > 0;
        }
    }

    public async Task<IReadOnlyList<ImportRow>> Problems(Id<Import> import, int most, CancellationToken ct) =>
        await db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == import && r.Errors != null).OrderBy(r => r.Number).Take(most).ToListAsync(ct);

    public async Task ErasePersons(IReadOnlyCollection<Guid> records, CancellationToken ct)
    {
        Guid[] ids = [.. records];
        await db.Database.ExecuteSqlAsync($"UPDATE import_rows SET before = NULL WHERE record_id = ANY ({ids}) AND before IS NOT NULL", ct);
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM stored_files f USING imports i WHERE i.file_id = f.id AND i.phase IN ('run', 'undo') AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = i.job_id AND j.state IN ('queued', 'running'))", ct);
    }

    public Task Erase(Id<StoredFile> file, CancellationToken ct) => db.StoredFiles.Where(f => f.Id == file).ExecuteDeleteAsync(ct);

    // What is wrong with the file, in words for its sender; null when something else is wrong.
    private static RuleBroken? Why(Exception e, ImportEncoding encoding) => e switch
    {
        DecoderFallbackException => ImportErrors.Unreadable($"it is not written in {CrmJson.Name(encoding)}, and its encoding is to be named"),
        CsvFormatException => ImportErrors.Unreadable("a row has more than a million characters, or a quote is opened and never closed"),
        _ => null,
    };

    private async Task<string> HeadOf(StoredFile file, ImportEncoding encoding, CancellationToken ct)
    {
        using var text = FileText.Open(files.Open(file).Content, encoding);
        var (head, length) = (new char[Head], 0);
        while (length < Head && await text.ReadAsync(head.AsMemory(length), ct) is > 0 and var read) length += read;
        var whole = new string(head, 0, length);
        // Half a row at the end would count as one with fewer cells.
        return length < Head || whole.LastIndexOf('\n') is var end && end < 0 ? whole : whole[..end];
    }

    private static async Task<IReadOnlyList<string>> MembersOf(string head, CancellationToken ct)
    {
        List<string> members = [];
        var lines = 0;
        var isRow = false;
        using var text = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(head)));
        await foreach (var row in FileText.Rows(text, new(ImportFormat.Ndjson, ImportEncoding.Utf8, ImportSeparator.Comma, []), new(), ct))
        {
            if (row is JsonRow json)
            {
                isRow = true;
                foreach (var member in json.Members.Keys)
                    if (members.Count < ImportTerms.ColumnsMax && member.Length is > 0 and <= ImportTerms.ColumnMax && Domain.Common.Text.IsPrintable(member, multiline: false) && !members.Contains(member)) members.Add(member);
            }
            if (++lines == ColumnLines) break;
        }
        return isRow ? members : throw ImportErrors.Unreadable("none of its first lines is a JSON object");
    }

    private static IEnumerable<string> Cells(SourceRow row, int columns) => row is CellRow { Cells: var cells } ? cells.Concat(Enumerable.Repeat("", Math.Max(0, columns - cells.Count))).Take(columns) : Enumerable.Repeat("", columns);

    private static string Line(SourceRow row, string why) => new JsonObject
    {
        ["importRow"] = row.Number,
        ["importProblem"] = why,
        ["members"] = row is JsonRow json ? new JsonObject(json.Members.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))) : null,
    }.ToJsonString(CrmJson.Options);

    private static string WhyOf(ImportRow row) =>
        string.Join("; ", JsonSerializer.Deserialize<List<ImportProblem>>(row.Errors!, CrmJson.Options)!.Select(p => p.Column is null ? p.Message : $"{p.Column}: {p.Message}"));

    private sealed class Taken(IFileWriter file, ImportFile found) : ITakenFile
    {
        public Id<StoredFile> Id => file.Id;

        public ImportFile Found => found;

        public void Keep() => file.Keep();

        public ValueTask DisposeAsync() => file.DisposeAsync();
    }
}
