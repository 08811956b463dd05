using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Application.Operations.Imports;
using Crm.Domain.Operations;
using CsvHelper;

namespace Crm.Infrastructure.Imports;

/// <summary>Reads the rows of a text.</summary>
internal static class FileText
{
    /// <summary>Characters of a cell or line: with more, a quote was never closed.</summary>
    public const int LongestPart = 1024 * 1024;

    private static readonly Dictionary<ImportSeparator, char> Separators = new()
    {
        [ImportSeparator.Comma] = ',',
        [ImportSeparator.Semicolon] = ';',
        [ImportSeparator.Tab] = '\t',
        [ImportSeparator.Pipe] = '|',
    };

    static FileText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A mark at the beginning is skipped. What is not written so, is an error and never a question mark in somebody's name.</summary>
    public static StreamReader Open(Stream content, ImportEncoding encoding) => new(content, EncodingOf(encoding), detectEncodingFromByteOrderMarks: encoding is ImportEncoding.Utf8 or ImportEncoding.Utf16, bufferSize: 256 * 1024);

    /// <param name="separator">Null to find out by the first lines.</param>
    /// <param name="isNeverClosed">Called when a quote that is opened in the present row ends with the file.</param>
    public static CsvReader Csv(TextReader text, ImportSeparator? separator, Action? isNeverClosed = null) => CsvReader.Create(text, CsvReaderOptions.Default with
    {
        Separator = separator is { } known ? Separators[known] : null,
        HasHeader = false,
        MaxRecordSize = LongestPart,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = isNeverClosed is null ? null : row =>
        {
            if (row.Reason == CsvMalformedReason.UnterminatedQuote) isNeverClosed();
        },
    });

    public static CsvWriter CsvWriter(Stream to, ImportSeparator separator) => CsvHelper.CsvWriter.Create(to, CsvWriterOptions.Default with { Separator = Separators[separator], WriteByteOrderMark = true, ValidateFieldCount = false }, leaveOpen: true);

    public static ImportSeparator SeparatorOf(CsvReader csv) => Separators.FirstOrDefault(s => s.Value == csv.Separator).Key;

    public static IReadOnlyList<string> Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
        return cells;
    }

    /// <summary>Names for all columns, each once.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string> cells, bool areNames)
    {
        var names = new List<string>(cells.Count);
        for (var i = 0; i < cells.Count; i++)
        {
            var name = areNames ? new string([.. cells[i].Where(c => !char.IsControl(c) && c != '\uFFFE')]).Trim() : "";
            if (name.Length == 0) name = string.Create(CultureInfo.InvariantCulture, $"Column {i + 1}");
            if (name.Length > ImportTerms.ColumnMax - 8) name = name[..(ImportTerms.ColumnMax - 8)].TrimEnd();
            var (same, unique) = (1, name);
            while (names.Contains(unique)) unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({++same})");
            names.Add(unique);
        }
        return names;
    }

    public static async IAsyncEnumerable<SourceRow> Rows(StreamReader text, ImportFile found, ImportTerms terms, [EnumeratorCancellation] CancellationToken ct)
    {
        var number = 0L;
        if (found.Format == ImportFormat.Ndjson)
        {
            await foreach (var line in Lines(text, ct)) yield return Json(++number, line);
            yield break;
        }
        var isOpen = false;
        using var csv = Csv(text, terms.Separator, () => isOpen = true);
        if (terms.HasHeader) await csv.ReadAsync(ct);
        while (await csv.ReadAsync(ct))
        {
            var cells = Cells(csv);
            number++;
            if (isOpen) yield return new BadRow(number, InputErrors.ImportRowCells, "A quote is opened here and never closed: the rest of the file is this row.");
            else yield return cells.Count > found.Columns.Count && cells.Skip(found.Columns.Count).Any(c => c.Length > 0)
                ? new BadRow(number, InputErrors.ImportRowCells, string.Create(CultureInfo.InvariantCulture, $"The row has {cells.Count} cells, and the file {found.Columns.Count} columns: a cell with a separator in it stands in quotes."))
                : new CellRow(number, cells);
        }
    }

    /// <summary>Lines that are not empty; null for one that is too long.</summary>
    public static async IAsyncEnumerable<string?> Lines(TextReader text, [EnumeratorCancellation] CancellationToken ct)
    {
        var (buffer, line, isTooLong) = (new char[64 * 1024], new StringBuilder(), false);
        while (await text.ReadAsync(buffer, ct) is > 0 and var read)
        {
            var from = 0;
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] is not ('\n' or '\r')) continue;
                Take(buffer.AsSpan(from, i - from));
                from = i + 1;
                if (isTooLong || line.Length > 0) yield return Done();
            }
            Take(buffer.AsSpan(from, read - from));
        }
        if (isTooLong || line.Length > 0) yield return Done();

        void Take(ReadOnlySpan<char> part)
        {
            isTooLong |= line.Length + part.Length > LongestPart;
            if (!isTooLong) line.Append(part);
        }

        string? Done()
        {
            var whole = isTooLong ? null : line.ToString();
            line.Clear();
            isTooLong = false;
            return whole;
        }
    }

    private static SourceRow Json(long number, string? line)
    {
        if (line is null) return new BadRow(number, InputErrors.ValueOutOfRange, string.Create(CultureInfo.InvariantCulture, $"The line has more than {LongestPart} characters."));
        try
        {
            if (JsonNode.Parse(line, null, new() { MaxDepth = CrmJson.MaxDepth }) is not JsonObject row) return new BadRow(number, InputErrors.JsonMalformed, "The line is not a JSON object.");
            var members = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            Flatten(row, "", members);
            if (line.Contains("\\u", StringComparison.Ordinal)) EnsureText(row);
            return new JsonRow(number, members);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)   // no JSON, a member twice, a text that is not Unicode
        {
            return new BadRow(number, InputErrors.JsonMalformed, "The line is not JSON, has a member twice, or half of a surrogate pair.");
        }
    }

    // An escape may stand for half a character, which shows only when the text is read.
    private static void EnsureText(JsonNode? node)
    {
        if (node is JsonObject members) foreach (var (_, value) in members) EnsureText(value);
        else if (node is JsonArray items) foreach (var item in items) EnsureText(item);
        else if (node?.GetValueKind() == JsonValueKind.String) node.GetValue<string>();
    }

    private static void Flatten(JsonObject from, string before, Dictionary<string, JsonNode?> members)
    {
        foreach (var (name, value) in from)
            if (value is JsonObject inner && inner.Count > 0) Flatten(inner, $"{before}{name}.", members);
            else members[before + name] = value;
    }

    private static Encoding EncodingOf(ImportEncoding encoding) => encoding switch
    {
        ImportEncoding.Utf8 => new UTF8Encoding(false, throwOnInvalidBytes: true),
        ImportEncoding.Utf16 => new UnicodeEncoding(false, true, throwOnInvalidBytes: true),
        ImportEncoding.Gb18030 => Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        _ => Encoding.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
    };
}
