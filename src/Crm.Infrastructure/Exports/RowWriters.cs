using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Domain.Operations;
using CsvHelper;

namespace Crm.Infrastructure.Exports;

/// <summary>Writes rows in one format, one after the other.</summary>
internal interface IRowWriter : IDisposable
{
    void Write(JsonObject row);

    /// <summary>Writes what comes after the last row.</summary>
    void End();
}

internal static class RowWriters
{
    public static string MediaTypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv",
        ExportFormat.Ndjson => "application/x-ndjson",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    /// <param name="columns">Those of a table.</param>
    public static IRowWriter Open(Export export, IReadOnlyList<Column> columns, Stream to) => export.Format switch
    {
        ExportFormat.Csv => new CsvRows(columns, export.Separator, export.ByteOrderMark, to),
        ExportFormat.Ndjson => new JsonRows(to),
        _ => new XlsxRows(columns, CrmJson.Name(export.Resource), to),
    };
}

/// <summary>The row's JSON, a row a line.</summary>
internal sealed class JsonRows(Stream to) : IRowWriter
{
    private readonly Utf8JsonWriter _json = new(to, new() { Encoder = CrmJson.Options.Encoder });

    public void Write(JsonObject row)
    {
        row.WriteTo(_json, CrmJson.Options);
        _json.Flush();
        _json.Reset();
        to.WriteByte((byte)'\n');
    }

    public void End() { }

    public void Dispose() => _json.Dispose();
}

/// <summary>CSV as in RFC 4180. What a spreadsheet would run as a formula is made a text.</summary>
internal sealed class CsvRows : IRowWriter
{
    private readonly IReadOnlyList<Column> _columns;
    private readonly CsvWriter _csv;

    public CsvRows(IReadOnlyList<Column> columns, ExportSeparator separator, bool byteOrderMark, Stream to)
    {
        _columns = columns;
        var options = CsvWriterOptions.Default with { Separator = separator switch { ExportSeparator.Semicolon => ';', ExportSeparator.Tab => '\t', _ => ',' }, WriteByteOrderMark = byteOrderMark };
        _csv = CsvWriter.Create(to, options, leaveOpen: true);
        foreach (var column in columns) _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    public void Write(JsonObject row)
    {
        foreach (var column in _columns) _csv.WriteField(column.Of(row) is not { } text ? "" : column.Kind == CellKind.Text ? Formulas.Neutral(text) : text);
        _csv.EndRecord();
    }

    public void End() => _csv.Flush();

    public void Dispose() => _csv.Dispose();
}
